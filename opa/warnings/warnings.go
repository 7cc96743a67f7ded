// Package warnings finds what compiles and runs, but in the gateway costs more than it seems to, or may come out in
// another order than in OPA's own evaluator. It looks at compiled modules: every term of an expression is a variable
// there, a constant, a reference or a closure, and the names of variables are unique in their rule.
package warnings

import (
	"cmp"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Codes of the warnings.
const (
	// OrderOfSet: an array or a text is made of what has no order.
	OrderOfSet = "order_of_set"
	// PatternInLoop: a regular expression or a glob is matched once for each item of a collection.
	PatternInLoop = "pattern_in_loop"
)

// Warning is what was found in one place, with what to do about it.
type Warning struct {
	Location *ast.Location
	Code     string
	Message  string
}

// Of looks at the modules of a compiler that did not fail; at those of the files for which skip is false. Sorted by place.
func Of(compiler *ast.Compiler, skip func(file string) bool) []Warning {
	found := []Warning{}
	matching := patternParameters(compiler)
	for _, rule := range rules(compiler) {
		if skip(rule.Location.File) {
			continue
		}
		w := &walk{compiler: compiler}
		w.call = func(expr *ast.Expr, f *flow) {
			found = append(found, joined(compiler, expr, f)...)
			found = append(found, matched(compiler, matching, expr, f)...)
		}
		w.array = func(term *ast.Term, expr *ast.Expr, inner *flow) {
			found = append(found, listed(compiler, rule, term, expr, inner)...)
		}
		first := len(found)
		w.rule(rule)
		for i := range found[first:] {
			// What stands within a template string has no place.
			if one := &found[first+i]; one.Location == nil {
				one.Location = rule.Location
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Warning) int {
		return cmp.Or(
			cmp.Compare(a.Location.File, b.Location.File),
			cmp.Compare(a.Location.Row, b.Location.Row),
			cmp.Compare(a.Location.Col, b.Location.Col),
			cmp.Compare(a.Code, b.Code),
		)
	})
	return slices.CompactFunc(found, func(a, b Warning) bool {
		return a.Code == b.Code && a.Location.Equal(b.Location)
	})
}

// rules are all rules, those after an else among them.
func rules(compiler *ast.Compiler) []*ast.Rule {
	var all []*ast.Rule
	for _, module := range compiler.Modules {
		for _, rule := range module.Rules {
			for ; rule != nil; rule = rule.Else {
				all = append(all, rule)
			}
		}
	}
	return all
}
