package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/util"
)

// opened is a compiled policy that answers many queries.
type opened struct {
	compiler *ast.Compiler
	store    storage.Store
	printed  *bytes.Buffer
	queries  map[string]rego.PreparedEvalQuery
	// fired is nil where nobody wants to know.
	fired *firings
}

// policies by the numbers that the host gives them. They are never given twice, not even to another instance.
var policies = map[int]*opened{}

type openParams struct {
	policyID
	Sources sources `json:"sources"`
	// Data, if it is given, replaces the base documents of the sources.
	Data json.RawMessage `json:"data"`
	// Fired: what questions use of the policy is counted.
	Fired bool `json:"fired"`
}

type policyID struct {
	Policy int `json:"policy"`
}

func openPolicy(params openParams) (*struct{}, error) {
	parsed, err := params.Sources.parse()
	if err != nil {
		return nil, err
	}
	if len(params.Data) > 0 {
		parsed.Data = nil
		if err := util.UnmarshalJSON(params.Data, &parsed.Data); err != nil {
			return nil, fmt.Errorf("data is not a JSON object: %w", err)
		}
	}
	compiler, err := compile(parsed, func(c *ast.Compiler) { c.WithEnablePrintStatements(true) })
	if err != nil {
		return nil, err
	}
	policy := &opened{
		compiler: compiler,
		store:    inmem.NewFromObjectWithOpts(parsed.Data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true)),
		printed:  &bytes.Buffer{},
		queries:  map[string]rego.PreparedEvalQuery{},
	}
	if params.Fired {
		policy.fired = newFirings(parsed)
	}
	policies[params.Policy] = policy
	return &struct{}{}, nil
}

func closePolicy(params policyID) (struct{}, error) {
	delete(policies, params.Policy)
	return struct{}{}, nil
}

type evaluateParams struct {
	policyID
	// Query in Rego, as data.gateway.decision.
	Query string `json:"query"`
	// Input, undefined if it is not given.
	Input json.RawMessage `json:"input"`
	// Trace is wanted.
	Trace bool `json:"trace"`
}

type evaluated struct {
	// Results are the values of the query's expressions, one list for each set of bindings. Empty: undefined.
	Results []evaluatedRow `json:"results"`
	// Printed is the output of print().
	Printed string `json:"printed,omitempty"`
	// Trace for people.
	Trace string `json:"trace,omitempty"`
}

type evaluatedRow struct {
	Values   []any          `json:"values"`
	Bindings map[string]any `json:"bindings,omitempty"`
}

func evaluate(params evaluateParams) (*evaluated, error) {
	policy, ok := policies[params.Policy]
	if !ok {
		return nil, fmt.Errorf("no open policy %d", params.Policy)
	}
	query, err := policy.prepare(params.Query)
	if err != nil {
		return nil, err
	}
	options := []rego.EvalOption{}
	if len(params.Input) > 0 {
		input, err := ast.ValueFromReader(bytes.NewReader(params.Input))
		if err != nil {
			return nil, fmt.Errorf("the input is not JSON: %w", err)
		}
		options = append(options, rego.EvalParsedInput(input))
	}
	tracer := topdown.NewBufferTracer()
	if params.Trace {
		options = append(options, rego.EvalQueryTracer(tracer))
	}
	policy.printed.Reset()
	set, err := query.Eval(context.Background(), options...)
	if err != nil {
		return nil, err
	}
	outcome := &evaluated{Results: make([]evaluatedRow, 0, len(set)), Printed: policy.printed.String()}
	for _, result := range set {
		row := evaluatedRow{Bindings: result.Bindings}
		for _, expression := range result.Expressions {
			row.Values = append(row.Values, expression.Value)
		}
		outcome.Results = append(outcome.Results, row)
	}
	if params.Trace {
		var pretty bytes.Buffer
		topdown.PrettyTraceWithLocation(&pretty, *tracer)
		outcome.Trace = pretty.String()
	}
	return outcome, nil
}

// prepare compiles a query the first time it is asked.
func (p *opened) prepare(query string) (rego.PreparedEvalQuery, error) {
	if prepared, ok := p.queries[query]; ok {
		return prepared, nil
	}
	prepared, err := rego.New(
		rego.Query(query),
		rego.Compiler(p.compiler),
		rego.Store(p.store),
		rego.EnablePrintStatements(true),
		rego.PrintHook(topdown.NewPrintHook(p.printed)),
	).PrepareForEval(context.Background())
	if err == nil {
		p.queries[query] = prepared
	}
	return prepared, err
}
