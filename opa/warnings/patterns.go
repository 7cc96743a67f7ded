package warnings

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// patterns are the functions that match, with the places of their patterns.
var patterns = map[string][]int{
	ast.GlobMatch.Name:                  {0},
	ast.RegexFind.Name:                  {0},
	ast.RegexFindAllStringSubmatch.Name: {0},
	ast.RegexIsValid.Name:               {0},
	ast.RegexMatch.Name:                 {0},
	ast.RegexReplace.Name:               {1},
	ast.RegexSplit.Name:                 {0},
	ast.RegexTemplateMatch.Name:         {0},
	ast.GlobsMatch.Name:                 {0, 1},
}

// matched warns of a call that matches what a loop gives, directly or in a function of the policy.
func matched(compiler *ast.Compiler, matching parameters, expr *ast.Expr, f *flow) []Warning {
	var loop *origin
	for _, at := range matching.of(expr) {
		for _, one := range f.origins(expr.Operand(at)) {
			if one.over != nil && !isConstant(compiler, one.over) {
				loop = one
			}
		}
	}
	if loop == nil {
		return nil
	}
	over, called := collection(compiler, loop.over), called(compiler, expr)
	for _, at := range patterns[operator(expr)] {
		if slices.Contains(f.origins(expr.Operand(at)), loop) {
			return []Warning{{expr.Location, PatternInLoop, fmt.Sprintf(
				"%s matches another pattern for each item of %s, so the time grows with their number: look up by a key, as "+
					"input.route.id, in place of searching, or select by something cheaper first", called, over)}}
		}
	}
	return []Warning{{expr.Location, PatternInLoop, fmt.Sprintf(
		"%s matches a pattern for each item of %s, so the time grows with their number: select by something cheaper first, as "+
			"==, startswith or a look-up", called, over)}}
}

// parameters are those of each function of the policy that reach a pattern or the text that it is matched with.
type parameters map[string][]int

// of are the operands of a call that matter: all of a function that matches itself.
func (p parameters) of(expr *ast.Expr) []int {
	operator := operator(expr)
	if _, ok := patterns[operator]; !ok {
		return p[operator]
	}
	all := []int{}
	for i := range ast.BuiltinMap[operator].Decl.Arity() {
		all = append(all, i)
	}
	return all
}

// patternParameters goes over all functions until it learns nothing new: they may call each other.
func patternParameters(compiler *ast.Compiler) parameters {
	known := parameters{}
	for again := true; again; {
		again = false
		for _, rule := range rules(compiler) {
			if len(rule.Head.Args) == 0 {
				continue
			}
			self := rule.Ref().String()
			w := &walk{compiler: compiler, array: func(*ast.Term, *ast.Expr, *flow) {}}
			w.call = func(expr *ast.Expr, f *flow) {
				for _, at := range known.of(expr) {
					for _, one := range f.origins(expr.Operand(at)) {
						if one.over == nil && !slices.Contains(known[self], one.parameter) {
							known[self] = append(known[self], one.parameter)
							again = true
						}
					}
				}
			}
			w.rule(rule)
		}
	}
	return known
}

// isConstant tells whether a collection is written in the policy, as it is or as the value of a rule.
func isConstant(compiler *ast.Compiler, term *ast.Term) bool {
	ref, ok := term.Value.(ast.Ref)
	if !ok {
		return ast.IsConstant(term.Value)
	}
	rules := compiler.GetRulesExact(ref)
	return len(rules) > 0 && !slices.ContainsFunc(rules, func(rule *ast.Rule) bool {
		return rule.Head.Value == nil || !ast.IsConstant(rule.Head.Value.Value)
	})
}
