package explain

import (
	"cmp"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// How likely it is that a change matters: the first are tried first.
const (
	classDirect  = iota // an expression failed that would hold with it
	classSibling        // data has it beside what was looked up, or an expression held that would fail with it
	classOther          // policies compare it with that
	classGone           // without it
	classes
)

// change of one place of an input. A nil value: not there.
type change struct {
	path     path
	from, to ast.Value
	class    int
}

func (c change) key() string {
	if c.to == nil {
		return c.path.String() + " gone"
	}
	return c.path.String() + " " + c.to.String()
}

// mostSiblings are taken of one object of the data.
const mostSiblings = 40

// suggester gathers changes of one input from one evaluation of it.
type suggester struct {
	*evaluator
	input ast.Value
	// allowed: what held is to fail, else what failed is to hold.
	allowed bool
	leaves  []leaf
	known   map[string]bool
	all     []change
}

// suggest gives changes that may turn a decision round, the likeliest first.
func (e *evaluator) suggest(input ast.Value, allowed bool, trace *recorder) []change {
	s := &suggester{evaluator: e, input: input, allowed: allowed, leaves: leavesOf(input, nil, nil), known: map[string]bool{}}
	for _, f := range trace.frames {
		for _, m := range f.failed {
			s.failed(f, m)
		}
		for _, m := range f.held {
			s.held(f, m)
		}
	}
	s.constants()
	s.plain()
	slices.SortStableFunc(s.all, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(rank(a.path), rank(b.path)))
	})
	return s.all
}

// rank prefers what a client or an operator can change to what follows from the configuration.
func rank(p path) int {
	if i := slices.Index([]string{"request", "subject", "client", "route"}, p[0]); i >= 0 {
		return i
	}
	return len(p)
}

// toHold adds what makes an expression hold, toFail what makes it fail.
func (s *suggester) toHold(at path, to ast.Value) {
	if s.allowed {
		s.add(classOther, at, to)
	} else {
		s.add(classDirect, at, to)
	}
}

func (s *suggester) toFail(at path, to ast.Value) {
	if s.allowed {
		s.add(classDirect, at, to)
	} else {
		s.add(classSibling, at, to)
	}
}

func (s *suggester) add(class int, at path, to ast.Value) {
	if len(at) == 0 || (len(at) == 2 && at[0] == "request" && at[1] == "id") {
		return
	}
	if to != nil && !isJSON(to) {
		return
	}
	from := at.at(s.input)
	if (from == nil && to == nil) || (from != nil && to != nil && from.Compare(to) == 0) {
		return
	}
	c := change{path: at, from: from, to: to, class: class}
	if s.known[c.key()] {
		return
	}
	s.known[c.key()] = true
	s.all = append(s.all, c)
}

// isJSON: what stands in a policy may be a set, an input has none.
func isJSON(value ast.Value) bool {
	switch value.(type) {
	case ast.String, ast.Number, ast.Boolean, ast.Null, *ast.Array, ast.Object:
		return value.IsGround()
	default:
		return false
	}
}

// valueOf a term at a moment; nil where it has none.
func (s *suggester) valueOf(term *ast.Term, m moment) ast.Value {
	value := m.plug(term.Value)
	ref, ok := value.(ast.Ref)
	switch {
	case !value.IsGround():
		return nil
	case !ok:
		return value
	case ref.HasPrefix(ast.InputRootRef):
		if p := pathOf(ref); p != nil {
			return p.at(s.input)
		}
		return nil
	case ref.HasPrefix(ast.DefaultRootRef):
		found, _ := s.evaluator.value(ref, s.input, nil)
		return found
	default:
		return nil
	}
}

// origins are the places of the input that a term may have its value from: the one that it names, or those with the same
// value, for it may have come through rules.
func (s *suggester) origins(term *ast.Term, m moment) []path {
	plugged := m.plug(term.Value)
	if ref, ok := plugged.(ast.Ref); ok {
		if p := pathOf(ref); p != nil {
			return []path{p}
		}
	}
	if isConstant(term) {
		return nil
	}
	value := s.valueOf(term, m)
	if value == nil {
		return nil
	}
	return s.placesOf(value)
}

func (s *suggester) placesOf(value ast.Value) []path {
	if _, ok := value.(ast.Boolean); ok {
		return nil
	}
	if set, ok := value.(ast.Set); ok {
		value = ast.NewArray(set.Slice()...)
	}
	var all []path
	for _, one := range s.leaves {
		if one.value.Compare(value) == 0 {
			all = append(all, one.path)
		}
	}
	return all
}

func isConstant(term *ast.Term) bool {
	switch term.Value.(type) {
	case ast.Var, ast.Ref:
		return false
	default:
		return term.IsGround()
	}
}
