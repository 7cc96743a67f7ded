package explain

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Reason of a decision, and what gave it.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
	// Rule with the clause that gave it; absent where none can be named.
	Rule *Rule `json:"rule,omitempty"`
}

// reasons of the decision with their rules.
func (b *builder) reasons(decision ast.Value) []Reason {
	found := []Reason{}
	for _, value := range membersOf(member(decision, "reasons")) {
		reason := Reason{Code: stringOf(member(value, "code")), Message: stringOf(member(value, "message"))}
		if f, m, ok := b.giverOf(value, reason.Code); ok {
			f.held = []moment{m}
			reason.Rule = &Rule{
				Name:    nameOf(f.rule.Ref().ConstantPrefix()),
				Value:   textOf(value),
				Clauses: []Clause{b.heldClause(f, nil, 0)},
			}
		}
		found = append(found, reason)
	}
	return found
}

// giverOf finds the clause that gave a reason: it has it as its key or value, or a key or value with its code, or has the
// code in its text.
func (b *builder) giverOf(reason ast.Value, code string) (*frame, moment, bool) {
	tests := []func(*frame, moment) bool{
		func(f *frame, m moment) bool {
			return slices.ContainsFunc(headOf(f, m), func(v ast.Value) bool { return v.Compare(reason) == 0 })
		},
		func(f *frame, m moment) bool {
			return slices.ContainsFunc(headOf(f, m), func(v ast.Value) bool { return v.Compare(ast.String(code)) == 0 || isCode(v, code) })
		},
		func(f *frame, _ moment) bool { return mentions(f.rule.Head, code) || mentions(f.rule.Body, code) },
		func(f *frame, m moment) bool {
			return slices.ContainsFunc(headOf(f, m), func(v ast.Value) bool {
				return slices.ContainsFunc(membersOf(v), func(v ast.Value) bool { return v.Compare(reason) == 0 })
			})
		},
	}
	for _, test := range tests {
		for _, f := range b.trace.frames {
			if f.rule == nil || len(f.rule.Head.Args) > 0 {
				continue
			}
			for _, m := range f.held {
				if test(f, m) {
					return f, m, true
				}
			}
		}
	}
	return nil, moment{}, false
}

// headOf are key and value of a rule's head at a moment.
func headOf(f *frame, m moment) []ast.Value {
	var all []ast.Value
	for _, term := range []*ast.Term{f.rule.Head.Key, f.rule.Head.Value} {
		if term != nil {
			all = append(all, m.plug(term.Value))
		}
	}
	return all
}

func isCode(value ast.Value, code string) bool {
	return code != "" && stringOf(member(value, "code")) == code
}

// mentions tells whether a piece of policy has a text as a constant.
func mentions(node any, text string) bool {
	found := false
	ast.WalkTerms(node, func(term *ast.Term) bool {
		constant, ok := term.Value.(ast.String)
		found = found || (ok && text != "" && string(constant) == text)
		return found
	})
	return found
}

// membersOf an array or a set.
func membersOf(value ast.Value) []ast.Value {
	var all []ast.Value
	take := func(term *ast.Term) { all = append(all, term.Value) }
	switch value := value.(type) {
	case *ast.Array:
		value.Foreach(take)
	case ast.Set:
		value.Foreach(take)
	}
	return all
}

func stringOf(value ast.Value) string {
	text, _ := value.(ast.String)
	return string(text)
}
