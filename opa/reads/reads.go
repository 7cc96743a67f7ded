// Package reads finds the input paths that an entrypoint reads.
package reads

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ir"
)

// The gateway builds only the paths that are found here, so one that is missing would change decisions. The rule is:
// sound before precise.
//
// It is an abstract interpretation of the plan, the program that the WASM module is compiled from. A local holds
// either something unrelated to the input, or a subtree of the input, of which the path is known. A lookup with a
// constant string key leads to a longer path. Whatever else is done with a subtree (compared, stored, scanned,
// measured, given to a built-in, looked up with a computed key, returned from the entrypoint) reads the whole of it.
// A lookup that nothing follows reads the whole subtree too, since its existence decides.
//
// The projection of an input document by these paths has to keep what a lookup can notice: a member on the way to a
// path exists in the projection if it exists in the document, an object there stays an object (with fewer members),
// and anything else stays as it is.

// maxMembers ends the search: functions that are given results of each other can make ever longer paths. Then
// everything is read.
const maxMembers = 500

// Of gives the paths of each entrypoint in sorted order, nil for the whole input.
func Of(policy *ir.Policy) map[string][][]string {
	paths := map[string][][]string{}
	for _, plan := range policy.Plans.Plans {
		paths[plan.Name] = newReader(policy).run(plan)
	}
	return paths
}

// member is a node of the tree of input paths that are looked at.
type member struct {
	members map[string]*member
	// whole: the subtree is read, not only walked through.
	whole bool
}

// paths lists the shortest paths that cover everything read below m.
func (m *member) paths(prefix []string) [][]string {
	if m.whole || len(m.members) == 0 {
		return [][]string{slices.Clone(prefix)}
	}
	var all [][]string
	for _, key := range slices.Sorted(maps.Keys(m.members)) {
		all = append(all, m.members[key].paths(append(prefix, key))...)
	}
	return all
}

// value is what a local may hold. The zero value stands for undefined.
type value struct {
	input map[*member]struct{} // any of these subtrees of the input
	other bool                 // or anything else
}

var otherValue = value{other: true}

func (v value) undefined() bool { return len(v.input) == 0 && !v.other }

func (v value) covers(w value) bool {
	for m := range w.input {
		if _, ok := v.input[m]; !ok {
			return false
		}
	}
	return v.other || !w.other
}

func (v value) union(w value) value {
	if v.covers(w) {
		return v
	}
	joined := value{input: maps.Clone(v.input), other: v.other || w.other}
	if joined.input == nil {
		joined.input = map[*member]struct{}{}
	}
	maps.Copy(joined.input, w.input)
	return joined
}

// sameSubtree: both are surely the same subtree, so comparing them reads nothing.
func sameSubtree(v, w value) bool {
	return len(v.input) == 1 && !v.other && v.covers(w) && w.covers(v)
}

// state is what each local may hold at one point of the program.
type state map[ir.Local]value

// reader interprets one entrypoint. Functions are looked at once for all their calls, with the union of what they are
// called with, until nothing changes any more.
type reader struct {
	policy  *ir.Policy
	funcs   map[string]*ir.Func
	input   *member
	count   int // of members
	params  map[string][]value
	returns map[string]value
	changed bool
}

func newReader(policy *ir.Policy) *reader {
	r := &reader{
		policy:  policy,
		funcs:   map[string]*ir.Func{},
		input:   &member{},
		params:  map[string][]value{},
		returns: map[string]value{},
	}
	for _, f := range policy.Funcs.Funcs {
		r.funcs[f.Name] = f
	}
	return r
}

func (r *reader) run(plan *ir.Plan) [][]string {
	for r.changed = true; r.changed && !r.input.whole; {
		r.changed = false
		r.blocks("", plan.Blocks, state{
			ir.Input: {input: map[*member]struct{}{r.input: {}}},
			ir.Data:  otherValue,
		})
		for _, name := range slices.Sorted(maps.Keys(r.params)) {
			f := r.funcs[name]
			locals := state{}
			for i, local := range f.Params {
				locals[local] = r.params[name][i]
			}
			r.blocks(name, f.Blocks, locals)
		}
	}
	switch {
	case r.input.whole:
		return nil
	case len(r.input.members) == 0:
		return [][]string{}
	}
	return r.input.paths(nil)
}

// read notes that the whole of a value is looked at.
func (r *reader) read(v value) {
	for m := range v.input {
		m.whole = true
	}
}

// blocks interprets blocks that may each be left at any statement. The result is what locals may hold afterwards: all
// that they held at any time, since where a block was left is not known.
func (r *reader) blocks(function string, blocks []*ir.Block, before state) state {
	walk := &walker{reader: r, function: function, seen: maps.Clone(before)}
	for _, block := range blocks {
		walk.now = maps.Clone(walk.seen)
		for _, stmt := range block.Stmts {
			walk.stmt(stmt)
		}
	}
	return walk.seen
}

// dot is a lookup with a constant key.
func (r *reader) dot(source value, key string) value {
	found := value{input: map[*member]struct{}{}, other: source.other}
	for m := range source.input {
		if m.whole {
			found.other = true // read already, so there is nothing to follow
			continue
		}
		found.input[r.at(m, key)] = struct{}{}
	}
	return found
}

func (r *reader) at(m *member, key string) *member {
	if next, ok := m.members[key]; ok {
		return next
	}
	if r.count++; r.count > maxMembers {
		r.input.whole = true
		return r.input
	}
	if m.members == nil {
		m.members = map[string]*member{}
	}
	m.members[key] = &member{}
	return m.members[key]
}

// call passes arguments to a function of the policy and gives what it may return.
func (r *reader) call(f *ir.Func, args []value) value {
	params, ok := r.params[f.Name]
	if !ok {
		params = make([]value, len(f.Params))
		r.params[f.Name] = params
		r.changed = true
	}
	if len(args) != len(params) {
		r.input.whole = true
		return otherValue
	}
	for i, arg := range args {
		if !params[i].covers(arg) {
			params[i] = params[i].union(arg)
			r.changed = true
		}
	}
	return r.returns[f.Name]
}

func (r *reader) returned(function string, v value) {
	if !r.returns[function].covers(v) {
		r.returns[function] = r.returns[function].union(v)
		r.changed = true
	}
}
