package warnings

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// typeOf is the type of a term after these expressions; nil where OPA's type checker knows none.
func typeOf(compiler *ast.Compiler, scope ast.Body, term *ast.Term) types.Type {
	all := compiler.TypeEnv.GetByValue(&ast.ArrayComprehension{Term: term, Body: scope})
	if array, ok := all.(*types.Array); ok {
		return array.Dynamic()
	}
	return nil
}

// unordered is what the values of a type are called whose members have no order; "" for others.
func unordered(t types.Type) string {
	switch t.(type) {
	case *types.Set:
		return "a set"
	case *types.Object:
		return "an object"
	}
	return ""
}

func isSet(t types.Type) bool {
	_, ok := t.(*types.Set)
	return ok
}

// holdsSet tells whether a value of the type is a set, or certainly has one in it.
func holdsSet(t types.Type) bool {
	switch t := t.(type) {
	case *types.Set:
		return true
	case *types.Array:
		for i := range t.Len() {
			if holdsSet(t.Select(i)) {
				return true
			}
		}
		return holdsSet(t.Dynamic())
	case *types.Object:
		return holdsSet(t.DynamicValue()) || slices.ContainsFunc(t.StaticProperties(), func(p *types.StaticProperty) bool {
			return holdsSet(p.Value)
		})
	}
	return false
}
