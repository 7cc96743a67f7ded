package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	opa "github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/ir"

	"regate.dev/opa/reads"
)

type buildParams struct {
	Sources sources `json:"sources"`
	// Entrypoints, as gateway/decision, in addition to those that METADATA marks.
	Entrypoints []string `json:"entrypoints"`
	// Print keeps the calls of print, which are left out otherwise.
	Print bool `json:"print"`
}

type built struct {
	Wasm []byte `json:"wasm"`
	// Data is the text of the merged base document: JSON with sorted keys and numbers as they were written. A string,
	// so that the host does not parse and round them.
	Data string `json:"data"`
	// Roots of the manifest, [""] where the sources have none.
	Roots     []string              `json:"roots"`
	Resolvers []bundle.WasmResolver `json:"resolvers"`
	// Metadata of the sources' own manifest.
	Metadata map[string]any `json:"metadata,omitempty"`
	Revision string         `json:"revision,omitempty"`
	// Reads are the input paths of each entrypoint; null is the whole input.
	Reads map[string][][]string `json:"reads"`
	// Builtins that the module calls, sorted.
	Builtins []string `json:"builtins"`
	// Deterministic: equal input and data always give an equal answer.
	Deterministic bool `json:"deterministic"`
	// Warnings are those of check, as far as they can be found without the types of the schemas.
	Warnings []finding `json:"warnings"`
}

func build(params buildParams) (*built, error) {
	parsed, err := params.Sources.withoutTests().parse()
	if err != nil {
		return nil, err
	}
	// OPA's own build stops at the first class of error and does not look for conflicts with data.
	compiler, err := compile(parsed)
	if err != nil {
		return nil, err
	}
	if err := requireEntrypoint(parsed, params.Entrypoints); err != nil {
		return nil, err
	}
	policy, err := plan(parsed, params)
	if err != nil {
		return nil, err
	}
	linked, err := link(parsed, params, opa.TargetWasm)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(parsed.Data)
	if err != nil {
		return nil, err
	}
	return &built{
		Wasm:          linked.WasmModules[0].Raw,
		Data:          string(data),
		Roots:         *parsed.Manifest.Roots,
		Resolvers:     linked.Manifest.WasmResolvers,
		Metadata:      parsed.Manifest.Metadata,
		Revision:      parsed.Manifest.Revision,
		Reads:         reads.Of(policy),
		Builtins:      builtinsOf(policy),
		Deterministic: deterministic(policy),
		Warnings:      warningsOf(compiler),
	}, nil
}

// link runs OPA's bundle compiler on a copy, since it prunes the modules that it is given.
func link(parsed *bundle.Bundle, params buildParams, target string) (*bundle.Bundle, error) {
	copied := parsed.Copy()
	compiler := opa.New().
		WithBundle(&copied).
		WithCapabilities(capabilities()).
		WithTarget(target).
		WithEntrypoints(params.Entrypoints...).
		WithEnablePrintStatements(params.Print).
		WithRegoAnnotationEntrypoints(true).
		WithPruneUnused(true).
		WithRegoVersion(ast.RegoV1)
	if err := compiler.Build(context.Background()); err != nil {
		return nil, err
	}
	return compiler.Bundle(), nil
}

// plan is the program that the WASM compiler starts from: link makes the same one on its way to WASM.
func plan(parsed *bundle.Bundle, params buildParams) (*ir.Policy, error) {
	linked, err := link(parsed, params, opa.TargetPlan)
	if err != nil {
		return nil, err
	}
	var policy ir.Policy
	if err := json.Unmarshal(linked.PlanModules[0].Raw, &policy); err != nil {
		return nil, err
	}
	return &policy, nil
}

// requireEntrypoint says how to make one, which OPA's message does not.
func requireEntrypoint(parsed *bundle.Bundle, entrypoints []string) error {
	if len(entrypoints) > 0 {
		return nil
	}
	for _, file := range parsed.Modules {
		if slices.ContainsFunc(file.Parsed.Annotations, func(a *ast.Annotations) bool { return a.Entrypoint }) {
			return nil
		}
	}
	return fmt.Errorf("no entrypoint: mark a rule with METADATA `entrypoint: true`, or name one as package/rule")
}

func builtinsOf(policy *ir.Policy) []string {
	names := []string{}
	for _, builtin := range policy.Static.BuiltinFuncs {
		names = append(names, builtin.Name)
	}
	slices.Sort(names)
	return names
}

func deterministic(policy *ir.Policy) bool {
	return !slices.ContainsFunc(policy.Static.BuiltinFuncs, func(f *ir.BuiltinFunc) bool {
		builtin, known := ast.BuiltinMap[f.Name]
		return !known || builtin.IsNondeterministic()
	})
}
