package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

type decideParams struct {
	policyID
	// Now is the time of all evaluations that have none of their own, Unix milliseconds.
	Now int64 `json:"now"`
	// Limit in milliseconds: questions that come later are not answered, except for the first.
	Limit int64 `json:"limit"`
	// Each is the limit of one question, in milliseconds; 0 is none.
	Each      int64      `json:"each"`
	Questions []question `json:"questions"`
}

type question struct {
	// Entrypoint as gateway/decision.
	Entrypoint string `json:"entrypoint"`
	// Input is a JSON text, so that its numbers stay as they are written.
	Input string `json:"input"`
	// NDBuiltins is what non-deterministic built-ins have to return, in the shape of OPA's decision log; a JSON text or empty.
	NDBuiltins string `json:"ndBuiltins"`
	// Time of this evaluation, Unix milliseconds.
	Time int64 `json:"time"`
}

// decided is a JSON text, or an error, or neither: undefined.
type decided struct {
	Value *string `json:"value,omitempty"`
	Error string  `json:"error,omitempty"`
	// Late: it was given up because it took too long.
	Late bool `json:"late,omitempty"`
}

// decide answers many questions about entrypoints in one call.
func decide(params decideParams) ([]decided, error) {
	policy, ok := policies[params.Policy]
	if !ok {
		return nil, fmt.Errorf("no open policy %d", params.Policy)
	}
	end := time.Now().Add(time.Duration(params.Limit) * time.Millisecond)
	answers := make([]decided, 0, len(params.Questions))
	for i, asked := range params.Questions {
		if i > 0 && time.Now().After(end) {
			break
		}
		answer, err := policy.decide(asked, time.UnixMilli(params.Now), time.Duration(params.Each)*time.Millisecond)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func (p *opened) decide(asked question, now time.Time, limit time.Duration) (decided, error) {
	query, err := p.prepare(queryOf(asked.Entrypoint))
	if err != nil {
		return decided{}, err
	}
	input, err := ast.ValueFromReader(strings.NewReader(asked.Input))
	if err != nil {
		return decided{}, fmt.Errorf("the input is not JSON: %w", err)
	}
	if asked.Time != 0 {
		now = time.UnixMilli(asked.Time)
	}
	options := []rego.EvalOption{
		rego.EvalParsedInput(input),
		rego.EvalTime(now),
		rego.EvalExternalCancel(deadlineIn(limit)),
	}
	if p.fired != nil {
		options = append(options, p.fired.options()...)
		defer p.fired.count()
	}
	if asked.NDBuiltins != "" {
		cache, err := cacheOf(asked.NDBuiltins)
		if err != nil {
			return decided{}, fmt.Errorf("ndBuiltins is no record of built-ins: %w", err)
		}
		options = append(options, rego.EvalNDBuiltinCache(cache))
	}
	p.printed.Reset()
	results, err := query.Eval(context.Background(), options...)
	if topdown.IsCancel(err) {
		return decided{Error: err.Error(), Late: true}, nil
	}
	if err != nil {
		return decided{Error: err.Error()}, nil
	}
	if len(results) == 0 {
		return decided{}, nil
	}
	text, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return decided{Error: err.Error()}, nil
	}
	value := string(text)
	return decided{Value: &value}, nil
}

// cacheOf is what OPA's own reader does not give back: the arguments as values, not as the texts that they have in JSON.
func cacheOf(text string) (builtins.NDBCache, error) {
	var recorded map[string]map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &recorded); err != nil {
		return nil, err
	}
	cache := builtins.NDBCache{}
	for name, calls := range recorded {
		for arguments, result := range calls {
			key, err := ast.ParseTerm(arguments)
			if err != nil {
				return nil, err
			}
			value, err := ast.ValueFromReader(bytes.NewReader(result))
			if err != nil {
				return nil, err
			}
			cache.Put(name, key.Value, value)
		}
	}
	return cache, nil
}

func queryOf(entrypoint string) string {
	ref := ast.Ref{ast.DefaultRootDocument}
	for name := range strings.SplitSeq(entrypoint, "/") {
		ref = append(ref, ast.StringTerm(name))
	}
	return ref.String()
}
