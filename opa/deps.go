package main

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/dependencies"

	"regate.dev/opa/reads"
)

type depsParams struct {
	Sources     sources  `json:"sources"`
	Entrypoints []string `json:"entrypoints"`
}

// entrypointDeps is what an entrypoint depends on.
type entrypointDeps struct {
	// Input paths, from the compiled plan; null is the whole input.
	Input [][]string `json:"input"`
	// Data are references to base documents, as data.roles. They are read off the source: for people, not for programs.
	Data []string `json:"data"`
	// Rules are references to the rules that take part.
	Rules []string `json:"rules"`
}

func deps(params depsParams) (map[string]entrypointDeps, error) {
	parsed, err := params.Sources.withoutTests().parse()
	if err != nil {
		return nil, err
	}
	compiler, err := compile(parsed)
	if err != nil {
		return nil, err
	}
	if err := requireEntrypoint(parsed, params.Entrypoints); err != nil {
		return nil, err
	}
	policy, err := plan(parsed, buildParams{Entrypoints: params.Entrypoints})
	if err != nil {
		return nil, err
	}
	all := map[string]entrypointDeps{}
	for name, input := range reads.Of(policy) {
		ref, err := ast.PtrRef(ast.DefaultRootDocument, name)
		if err != nil {
			return nil, err
		}
		one := entrypointDeps{Input: input, Data: []string{}, Rules: []string{}}
		body := ast.NewBody(ast.NewExpr(ast.NewTerm(ref)))
		base, err := dependencies.Base(compiler, body)
		if err != nil {
			return nil, err
		}
		for _, r := range base {
			if r.HasPrefix(ast.DefaultRootRef) {
				one.Data = append(one.Data, r.String())
			}
		}
		virtual, err := dependencies.Virtual(compiler, body)
		if err != nil {
			return nil, err
		}
		for _, r := range virtual {
			one.Rules = append(one.Rules, r.String())
		}
		all[name] = one
	}
	return all, nil
}
