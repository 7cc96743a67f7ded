package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
	"github.com/open-policy-agent/opa/v1/util"

	"regate.dev/opa/explain"
)

type explainParams struct {
	Sources sources `json:"sources"`
	// Entrypoint as gateway/decision.
	Entrypoint string `json:"entrypoint"`
	// Input is a JSON text, for numbers are to stay as they were written.
	Input string `json:"input"`
	// Time of the decision, Unix milliseconds.
	Time float64 `json:"time"`
	// Recalled is what non-deterministic built-ins returned, a JSON text: results by arguments, a list in Rego, by name.
	Recalled string `json:"recalled"`
	// Limit of the evaluation, and of the search after it, in milliseconds.
	Limit       int `json:"limit"`
	SearchLimit int `json:"searchLimit"`
	// Tries of the search.
	Tries int `json:"tries"`
}

func explainDecision(params explainParams) (*explain.Explanation, error) {
	parsed, err := params.Sources.withoutTests().parse()
	if err != nil {
		return nil, err
	}
	modules := make([]*ast.Module, 0, len(parsed.Modules))
	for _, file := range parsed.Modules {
		modules = append(modules, file.Parsed)
	}
	// The compiler changes the modules.
	written := explain.Read(modules)
	compiler, err := compile(parsed)
	if err != nil {
		return nil, err
	}
	entrypoint, err := ast.PtrRef(ast.DefaultRootDocument, params.Entrypoint)
	if err != nil {
		return nil, err
	}
	input, err := ast.ValueFromReader(strings.NewReader(params.Input))
	if err != nil {
		return nil, fmt.Errorf("the input is not JSON: %w", err)
	}
	recalled, err := recalledOf(params.Recalled)
	if err != nil {
		return nil, err
	}
	policy := &explain.Policy{
		Compiler:   compiler,
		Store:      inmem.NewFromObjectWithOpts(parsed.Data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true)),
		Written:    written,
		Entrypoint: entrypoint,
	}
	question := explain.Question{
		Input:    input,
		Time:     time.UnixMicro(int64(params.Time * 1000)),
		Recalled: recalled,
		Limit:    time.Duration(params.Limit) * time.Millisecond,
	}
	search := explain.Search{Tries: params.Tries, Limit: time.Duration(params.SearchLimit) * time.Millisecond}
	return explain.Of(policy, question, search)
}

// recalledOf has the arguments as values: the decision log has them as texts.
func recalledOf(text string) (builtins.NDBCache, error) {
	cache := builtins.NDBCache{}
	if text == "" {
		return cache, nil
	}
	var calls map[string]map[string]any
	if err := util.UnmarshalJSON([]byte(text), &calls); err != nil {
		return nil, fmt.Errorf("what built-ins returned is not JSON: %w", err)
	}
	for name, results := range calls {
		for arguments, result := range results {
			key, err := ast.ParseTerm(arguments)
			if err != nil {
				return nil, fmt.Errorf("the arguments of %s are no list: %w", name, err)
			}
			value, err := ast.InterfaceToValue(result)
			if err != nil {
				return nil, err
			}
			cache.Put(name, key.Value, value)
		}
	}
	return cache, nil
}
