package warnings

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// listed warns of an array comprehension whose items come in the order of a set or an object, unless all that happens to
// the array is the same whatever its order.
func listed(compiler *ast.Compiler, rule *ast.Rule, term *ast.Term, expr *ast.Expr, inner *flow) []Warning {
	origins := inner.origins(term)
	for i, loop := range inner.loops {
		kind := unordered(typeOf(compiler, loop.scope, loop.over))
		if kind == "" || !anyOf(inner.loops[i:], origins) || isOrderLost(rule, expr) {
			continue
		}
		return []Warning{{expr.Location, OrderOfSet, fmt.Sprintf(
			"the items of this array come from %s (%s), which has no order: sort them, or make a set of them, which a decision "+
				"shows as a sorted array", kind, collection(compiler, loop.over))}}
	}
	return nil
}

// joined warns of a set that a function of the runtime makes a text of.
func joined(compiler *ast.Compiler, expr *ast.Expr, f *flow) []Warning {
	var what *ast.Term
	var holds func(types.Type) bool
	switch expr.Operator().String() {
	case ast.Concat.Name:
		what, holds = expr.Operand(1), isSet
	case ast.JSONMarshal.Name:
		what, holds = expr.Operand(0), holdsSet
	default:
		return nil
	}
	if !holds(typeOf(compiler, f.scope, what)) {
		return nil
	}
	return []Warning{{expr.Location, OrderOfSet, fmt.Sprintf(
		"%s makes a text of a set, which has no order: with `evaluation.rewrite: false`, and in other hosts of WebAssembly, it is "+
			"another text than in OPA; sort the set first", expr.Operator())}}
}

// orderless are functions to which the order of their list is nothing, by the place of it.
var orderless = map[string]int{
	ast.Count.Name:   0,
	ast.Sum.Name:     0,
	ast.Product.Name: 0,
	ast.Max.Name:     0,
	ast.Min.Name:     0,
	ast.Sort.Name:    0,
	ast.Member.Name:  1,
}

// isOrderLost tells whether every use of the array that expr binds to a variable is one to which its order is nothing.
func isOrderLost(rule *ast.Rule, expr *ast.Expr) bool {
	if !expr.IsEquality() {
		return false
	}
	array, ok := expr.Operand(0).Value.(ast.Var)
	if !ok {
		if array, ok = expr.Operand(1).Value.(ast.Var); !ok {
			return false
		}
	}
	uses := occurrences(rule, array) - 1
	ast.WalkExprs(rule, func(other *ast.Expr) bool {
		if every, ok := other.Terms.(*ast.Every); ok && every.Domain.Value.Compare(array) == 0 {
			uses--
		}
		if at, ok := orderless[operator(other)]; ok && other.Operand(at).Value.Compare(array) == 0 {
			uses--
		}
		return false
	})
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if len(ref) == 2 && ref[0].Value.Compare(array) == 0 {
			if index, ok := ref[1].Value.(ast.Var); ok && occurrences(rule, index) == 1 {
				uses--
			}
		}
		return false
	})
	return uses == 0
}

// occurrences of a variable in a rule, without the rules after its else.
func occurrences(rule *ast.Rule, v ast.Var) int {
	count := 0
	visit := func(other ast.Var) bool {
		if other.Equal(v) {
			count++
		}
		return false
	}
	ast.WalkVars(rule.Body, visit)
	for _, term := range []*ast.Term{rule.Head.Key, rule.Head.Value} {
		if term != nil {
			ast.WalkVars(term, visit)
		}
	}
	return count
}

func operator(expr *ast.Expr) string {
	if !expr.IsCall() {
		return ""
	}
	return expr.Operator().String()
}

func anyOf(some, others []*origin) bool {
	for _, one := range some {
		for _, other := range others {
			if one == other {
				return true
			}
		}
	}
	return false
}
