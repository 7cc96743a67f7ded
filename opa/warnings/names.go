package warnings

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// collection is what the author calls it.
func collection(compiler *ast.Compiler, term *ast.Term) string {
	ref, ok := term.Value.(ast.Ref)
	if !ok {
		ref = ast.Ref{term}
	}
	if _, ok := ref[0].Value.(ast.Var); !ok {
		return "a collection"
	}
	named := ref.Copy()
	for _, part := range named {
		v, ok := part.Value.(ast.Var)
		if !ok {
			continue
		}
		if own, ok := compiler.RewrittenVars[v]; ok {
			v = own
		}
		if v.IsGenerated() {
			if part == named[0] {
				return "a collection"
			}
			v = ast.Var("_")
		}
		part.Value = v
	}
	return named.String()
}

// called is what the author calls the function of a call.
func called(compiler *ast.Compiler, expr *ast.Expr) string {
	operator := expr.Operator()
	if !operator.HasPrefix(ast.DefaultRootRef) {
		return operator.String()
	}
	text := operator.String()
	return text[strings.LastIndex(text, ".")+1:]
}
