package explain

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// want says which rules of an expression tell why it held or failed.
type want int

const (
	// wantEmpty: those that are undefined, false or empty.
	wantEmpty want = iota
	// wantEmptyOrMany: those, and sets and objects that rules put together: a comparison may fail because they have members.
	wantEmptyOrMany
	// wantTrue: those that hold.
	wantTrue
)

func wantOf(expr *ast.Expr, held bool) want {
	switch {
	case isNegated(expr) == held:
		return wantEmpty
	case held || isNegated(expr):
		return wantTrue
	default:
		return wantEmptyOrMany
	}
}

func isNegated(expr *ast.Expr) bool {
	_, not := expr.Terms.(*ast.Not)
	return not || expr.Negated
}

// rulesIn are the rules that an expression refers to, as far as they are wanted.
func (b *builder) rulesIn(node any, from *frame, wanted want, depth int) []Rule {
	var all []Rule
	ast.WalkRefs(node, func(ref ast.Ref) bool {
		name, rules := b.rulesAt(ref)
		if len(rules) > 0 && b.isWanted(name, rules, wanted) {
			all = append(all, b.rule(name, rules, from, depth+1))
		}
		return false
	})
	return all
}

// rulesAt are the rules that a reference is answered by, and the part of it that names them.
func (b *builder) rulesAt(ref ast.Ref) (ast.Ref, []*ast.Rule) {
	if !ref.HasPrefix(ast.DefaultRootRef) {
		return nil, nil
	}
	prefix := ref.ConstantPrefix()
	for length := len(prefix); length > 1; length-- {
		if rules := b.Compiler.GetRulesExact(prefix[:length]); len(rules) > 0 {
			return prefix[:length], rules
		}
	}
	return nil, nil
}

func (b *builder) isWanted(name ast.Ref, rules []*ast.Rule, wanted want) bool {
	value := b.valueOf(name, rules)
	isMany := rules[0].Head.RuleKind() == ast.MultiValue
	switch wanted {
	case wantTrue:
		return isFunction(rules) || (!isEmpty(value) && (isMany || isTrue(value)))
	case wantEmptyOrMany:
		return isFunction(rules) || isEmpty(value) || isMany
	default:
		return isFunction(rules) || isEmpty(value)
	}
}

// isEmpty is what does not hold, or has nothing in it.
func isEmpty(value ast.Value) bool {
	switch value := value.(type) {
	case nil:
		return true
	case ast.Boolean:
		return !bool(value)
	case ast.Set:
		return value.Len() == 0
	case ast.Object:
		return value.Len() == 0
	case *ast.Array:
		return value.Len() == 0
	default:
		return false
	}
}

// holdsBack is what does not hold, and a decision that does not allow.
func holdsBack(value ast.Value) bool {
	return isEmpty(value) || (member(value, "allow") != nil && !allows(value))
}

func isTrue(value ast.Value) bool {
	boolean, ok := value.(ast.Boolean)
	return ok && bool(boolean)
}

// headStep is what a rule's value was made of, if it was made of other things and says something.
func (b *builder) headStep(f *frame, m moment, value ast.Value, depth int) (Step, bool) {
	term := f.rule.Head.Value
	if f.rule.Head.Key != nil || term == nil {
		return Step{}, false
	}
	wanted := wantTrue
	if allow := member(value, "allow"); allow != nil {
		// A decision: what counts is whether it allows.
		value = allow
		term = memberTerm(f, term, "allow")
	}
	if isEmpty(value) {
		wanted = wantEmptyOrMany
	}
	if term == nil || (!isEmpty(value) && !isTrue(value)) {
		return Step{}, false
	}
	made := b.makersOf(f, term)
	location := term.Location
	if len(made) > 0 {
		location = made[len(made)-1].Location
	}
	if location == nil || isConstant(term) {
		return Step{}, false
	}
	at := placeOf(location)
	step := Step{File: at.file, Row: at.row, Text: at.shown(), Held: true, Head: true}
	found := list{}
	for _, expr := range made {
		if output := outputOf(expr); output != nil {
			found.add(string(expr.Location.Text), m.vars[*output])
		}
		b.valuesIn(expr, m, &found)
		step.Rules = append(step.Rules, b.rulesIn(expr, f, wanted, depth)...)
	}
	step.Values = found.values
	step.Rules = append(step.Rules, b.rulesIn(term, f, wanted, depth)...)
	return step, true
}

// memberTerm is what a member of an object is made of; the whole where the object is not written down as one.
func memberTerm(f *frame, term *ast.Term, name string) *ast.Term {
	whole := term
	for _, expr := range f.body {
		if output := outputOf(expr); output != nil && expr.IsEquality() && whole.Value.Compare(*output) == 0 {
			whole = expr.Operand(1)
		}
	}
	if object, ok := whole.Value.(ast.Object); ok {
		if one := object.Get(ast.StringTerm(name)); one != nil {
			return one
		}
	}
	return term
}

// makersOf are the expressions that give a term of the head its value, in their order.
func (b *builder) makersOf(f *frame, term *ast.Term) []*ast.Expr {
	wanted := map[ast.Var]bool{}
	note := func(v ast.Var) bool {
		wanted[v] = true
		return false
	}
	ast.WalkVars(term, note)
	var all []*ast.Expr
	for i := len(f.body) - 1; i >= 0; i-- {
		expr := f.body[i]
		_, written := b.Written.expression(expr.Location)
		output := outputOf(expr)
		if written || output == nil || !wanted[*output] {
			continue
		}
		ast.WalkVars(expr, note)
		all = append([]*ast.Expr{expr}, all...)
	}
	return all
}

// headPlace is where something stands that the compiler took out of a rule's head.
func (b *builder) headPlace(f *frame, expr *ast.Expr) place {
	if expr.Location != nil {
		return placeOf(expr.Location)
	}
	return placeOf(f.rule.Location)
}

// headline is a rule's head, and its body where it stands on the same line.
func headline(p place) string {
	line, _, _ := strings.Cut(p.text, "\n")
	return cut(strings.TrimSpace(line))
}

func nameOf(ref ast.Ref) string {
	return strings.TrimPrefix(ref.String(), "data.")
}
