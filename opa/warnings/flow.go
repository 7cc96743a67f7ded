package warnings

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// origin is a place from which one variable gets many values, one after another; or a parameter of a function.
type origin struct {
	// over is the collection; nil for a parameter.
	over *ast.Term
	// scope are the expressions before it, which say what the variables in over are.
	scope ast.Body
	// parameter counts from zero.
	parameter int
}

// flow is what is known in one place of a body.
type flow struct {
	// from has the origins of each variable that is bound, often none.
	from map[ast.Var][]*origin
	// value has the terms that variables stand for, where they are simple.
	value map[ast.Var]*ast.Term
	scope ast.Body
	// loops of this body and no other, in the order in which they are entered.
	loops []*origin
}

// inner is the flow of a closure at this place.
func (f *flow) inner() *flow {
	return &flow{from: maps.Clone(f.from), value: maps.Clone(f.value), scope: slices.Clone(f.scope)}
}

func (f *flow) isBound(v ast.Var) bool {
	_, ok := f.from[v]
	return ok
}

// origins of all variables in x, be they in closures.
func (f *flow) origins(x any) []*origin {
	var all []*origin
	ast.WalkVars(x, func(v ast.Var) bool {
		for _, one := range f.from[v] {
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
		return false
	})
	return all
}

// resolve puts the term in place of a variable that stands for it, also at the head of a reference.
func (f *flow) resolve(term *ast.Term) *ast.Term {
	switch value := term.Value.(type) {
	case ast.Var:
		if meant, ok := f.value[value]; ok {
			return f.resolve(meant)
		}
	case ast.Ref:
		head, ok := value[0].Value.(ast.Var)
		if meant := f.value[head]; ok && meant != nil {
			meant = f.resolve(meant)
			if prefix, ok := meant.Value.(ast.Ref); ok {
				return ast.NewTerm(prefix.Concat(value[1:]))
			}
			if len(value) == 1 {
				return meant
			}
		}
	}
	return term
}

// walk follows the values through a rule, in the order of its evaluation.
type walk struct {
	compiler *ast.Compiler
	// call is told of each call, with what is known before it.
	call func(expr *ast.Expr, f *flow)
	// array is told of each array comprehension, with what is known at its end.
	array func(term *ast.Term, expr *ast.Expr, inner *flow)
}

func (w *walk) rule(rule *ast.Rule) {
	f := &flow{from: map[ast.Var][]*origin{}, value: map[ast.Var]*ast.Term{}}
	for i, arg := range rule.Head.Args {
		ast.WalkVars(arg, func(v ast.Var) bool {
			f.from[v] = []*origin{{parameter: i}}
			return false
		})
	}
	w.body(rule.Body, f)
}

func (w *walk) body(body ast.Body, f *flow) {
	for _, expr := range body {
		w.expr(expr, f)
	}
}

func (w *walk) expr(expr *ast.Expr, f *flow) {
	open(expr, func(x any) {
		if ref, ok := x.(ast.Ref); ok {
			iterate(ref, f)
		}
	})
	w.closures(expr, f)
	if expr.IsCall() {
		w.call(expr, f)
	}
	origins := f.origins(expr)
	open(expr, func(x any) {
		if v, ok := x.(ast.Var); ok && !isRoot(v) && !f.isBound(v) {
			f.from[v] = origins
		}
	})
	if expr.IsEquality() {
		a, b := expr.Operand(0), expr.Operand(1)
		stand(f, a, b)
		stand(f, b, a)
	}
	f.scope.Append(expr)
}

// iterate finds the variables of a reference that get their values from it.
func iterate(ref ast.Ref, f *flow) {
	for i, term := range ref[1:] {
		v, ok := term.Value.(ast.Var)
		if !ok || f.isBound(v) {
			continue
		}
		over := f.resolve(ast.NewTerm(ref[:i+1].Copy()))
		loop := &origin{over: over, scope: slices.Clone(f.scope)}
		f.loops = append(f.loops, loop)
		f.from[v] = append(f.origins(ref[:i+1]), loop)
	}
}

func (w *walk) closures(expr *ast.Expr, f *flow) {
	ast.WalkClosures(expr, func(x any) bool {
		inner := f.inner()
		switch closure := x.(type) {
		case *ast.ArrayComprehension:
			w.body(closure.Body, inner)
			w.array(closure.Term, expr, inner)
		case *ast.SetComprehension:
			w.body(closure.Body, inner)
		case *ast.ObjectComprehension:
			w.body(closure.Body, inner)
		case *ast.Every:
			loop := &origin{over: f.resolve(closure.Domain), scope: slices.Clone(f.scope)}
			origins := append(f.origins(closure.Domain), loop)
			for _, term := range []*ast.Term{closure.Key, closure.Value} {
				if term != nil {
					inner.from[term.Value.(ast.Var)] = origins
				}
			}
			w.body(closure.Body, inner)
		}
		return true
	})
}

// open visits what is in an expression, but not its operator and not what is in its closures.
func open(expr *ast.Expr, visit func(any)) {
	visitor := ast.NewGenericVisitor(func(x any) bool {
		switch x.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
			return true
		}
		visit(x)
		return false
	})
	switch terms := expr.Terms.(type) {
	case *ast.Term:
		visitor.Walk(terms)
	case *ast.Every:
		visitor.Walk(terms.Domain)
	case []*ast.Term:
		for _, operand := range terms[1:] {
			visitor.Walk(operand)
		}
	}
	for _, with := range expr.With {
		visitor.Walk(with.Value)
	}
}

// stand notes what a variable stands for, unless that is the variable itself.
func stand(f *flow, a, b *ast.Term) {
	if v, ok := a.Value.(ast.Var); ok && f.value[v] == nil && !ast.IsComprehension(b.Value) && !begins(f.resolve(b), v) {
		f.value[v] = b
	}
}

// begins tells whether the term is the variable, or a reference into it.
func begins(term *ast.Term, v ast.Var) bool {
	if ref, ok := term.Value.(ast.Ref); ok {
		term = ref[0]
	}
	return term.Value.Compare(v) == 0
}

func isRoot(v ast.Var) bool { return ast.RootDocumentNames.Contains(ast.NewTerm(v)) }
