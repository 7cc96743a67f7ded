package explain

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Value is what something was, in Rego; the empty text: undefined.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

// mostValues are shown of one expression.
const mostValues = 12

// values are what the variables and references of an expression were at a moment: those that its author wrote.
func (b *builder) values(f *frame, m moment, of place) []Value {
	found := list{}
	for _, expr := range f.body {
		if !of.holds(expr.Location) || (m.expr != nil && expr.Index > m.expr.Index) {
			continue
		}
		if output := outputOf(expr); output != nil {
			found.add(string(expr.Location.Text), m.vars[*output])
		}
		b.valuesIn(expr, m, &found)
	}
	return found.values
}

// valuesIn looks at the terms of one compiled expression.
func (b *builder) valuesIn(expr *ast.Expr, m moment, found *list) {
	visitor := ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.Every:
			return true // what is bound in there has many values
		case ast.Var:
			if name, ok := b.Compiler.RewrittenVars[node]; ok && !name.IsGenerated() && !name.IsWildcard() {
				found.add(string(name), m.vars[node])
			}
		case *ast.Term:
			if ref, ok := node.Value.(ast.Ref); ok && !b.isCalled(ref) {
				b.reference(ref, node, m, found)
			}
		}
		return false
	})
	visitor.Walk(expr)
}

func (b *builder) reference(ref ast.Ref, term *ast.Term, m moment, found *list) {
	plugged, ok := m.plug(ref).(ast.Ref)
	if !ok || b.isLoop(ref) {
		return
	}
	name := plugged.String()
	if plugged.Equal(ref) && term.Location != nil && len(term.Location.Text) > 0 {
		name = string(term.Location.Text)
	}
	switch {
	case !plugged.IsGround():
	case plugged.HasPrefix(ast.DefaultRootRef), plugged.HasPrefix(ast.InputRootRef):
		found.add(name, b.look(plugged))
	default:
		// A local value: the head is what the variable was.
		value, err := plugged[0].Value.Find(plugged[1:])
		if err == nil {
			found.add(ref.String(), value)
		}
	}
}

// isLoop tells whether a reference has a key that its author gave no name, as in `some role in roles`.
func (b *builder) isLoop(ref ast.Ref) bool {
	return slices.ContainsFunc(ref[1:], func(term *ast.Term) bool {
		v, ok := term.Value.(ast.Var)
		name, rewritten := b.Compiler.RewrittenVars[v]
		return ok && rewritten && (name.IsGenerated() || name.IsWildcard())
	})
}

// isCalled tells whether a reference names a function.
func (b *builder) isCalled(ref ast.Ref) bool {
	if _, ok := ast.BuiltinMap[ref.String()]; ok {
		return true
	}
	rules := b.Compiler.GetRulesExact(ref)
	return len(rules) > 0 && len(rules[0].Head.Args) > 0
}

// outputOf is the variable that the compiler made for the value of a part of an expression.
func outputOf(expr *ast.Expr) *ast.Var {
	if !expr.Generated || expr.Negated {
		return nil
	}
	operands := expr.Operands()
	var last *ast.Term
	switch {
	case expr.IsEquality() && len(operands) == 2:
		last = operands[0]
	case expr.IsCall() && len(operands) > 0:
		last = operands[len(operands)-1]
	default:
		return nil
	}
	if v, ok := last.Value.(ast.Var); ok {
		return &v
	}
	return nil
}

// list of values, each name once.
type list struct {
	values []Value
}

func (l *list) add(name string, value ast.Value) {
	name = cut(strings.Join(strings.Fields(name), " "))
	for _, known := range l.values {
		if known.Name == name {
			return
		}
	}
	if len(l.values) == mostValues {
		return
	}
	l.values = append(l.values, Value{Name: name, Value: textOf(value)})
}

// textOf is the empty text for what is undefined.
func textOf(value ast.Value) string {
	if value == nil {
		return ""
	}
	return cut(value.String())
}
