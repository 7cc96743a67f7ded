package main

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/topdown"
)

const (
	maxInputs     = 1000
	maxInputBytes = 4 << 20
	maxConstants  = 200 // of rules, and as many of data
	maxConstant   = 256
	maxDataNodes  = 10_000
)

// probes are what a policy is worth being asked about, as JSON texts: the inputs of its tests, and the constants in it.
type probes struct {
	Inputs    []string `json:"inputs"`
	Constants []string `json:"constants"`
}

// listener measures coverage, and keeps every input under which a test had a rule of the policy evaluated.
type listener struct {
	*cover.Cover
	last  *ast.Term
	texts map[string]struct{}
	bytes int
}

func newListener() *listener { return &listener{Cover: cover.New(), texts: map[string]struct{}{}} }

func (l *listener) TraceEvent(event topdown.Event) {
	l.Cover.TraceEvent(event)
	input := event.Input()
	if event.Op != topdown.EnterOp || input == nil || input == l.last || len(l.texts) >= maxInputs {
		return
	}
	if event.Location == nil || isTest(event.Location.File) {
		return
	}
	l.last = input
	if _, ok := input.Value.(ast.Object); !ok || !input.IsGround() {
		return
	}
	text, err := textOf(input.Value)
	if _, known := l.texts[text]; err != nil || known || l.bytes+len(text) > maxInputBytes {
		return
	}
	l.texts[text] = struct{}{}
	l.bytes += len(text)
}

func (l *listener) probes(parsed *bundle.Bundle) *probes {
	inputs := slices.AppendSeq([]string{}, maps.Keys(l.texts))
	slices.SortFunc(inputs, shorter)
	return &probes{Inputs: inputs, Constants: constantsOf(parsed)}
}

// constantsOf are the texts and numbers that rules mention, apart from the names in references, and those of data.
func constantsOf(parsed *bundle.Bundle) []string {
	texts := map[string]struct{}{}
	visitor := ast.NewGenericVisitor(func(node any) bool {
		switch value := node.(type) {
		case ast.Ref, *ast.Package, *ast.Import, *ast.Annotations:
			return true
		case ast.String, ast.Number:
			if text, err := textOf(value.(ast.Value)); err == nil && len(text) <= maxConstant {
				texts[text] = struct{}{}
			}
		}
		return false
	})
	for _, file := range parsed.Modules {
		if !isTest(file.Path) {
			visitor.Walk(file.Parsed)
		}
	}
	constants := shortest(texts)
	for _, text := range shortest(textsIn(parsed.Data)) {
		if _, known := texts[text]; !known {
			constants = append(constants, text)
		}
	}
	return constants
}

// textsIn are the names and the texts in data: roles, routes, ids. Of much data it is what comes first.
func textsIn(data map[string]any) map[string]struct{} {
	texts := map[string]struct{}{}
	pending := []any{data}
	add := func(text string) {
		if encoded, err := json.Marshal(text); err == nil && len(encoded) <= maxConstant {
			texts[string(encoded)] = struct{}{}
		}
	}
	for nodes := 0; nodes < len(pending) && nodes < maxDataNodes; nodes++ {
		switch value := pending[nodes].(type) {
		case string:
			add(value)
		case []any:
			pending = append(pending, value...)
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(value)) {
				add(name)
				pending = append(pending, value[name])
			}
		}
	}
	return texts
}

func shortest(texts map[string]struct{}) []string {
	sorted := slices.SortedFunc(maps.Keys(texts), shorter)
	return sorted[:min(len(sorted), maxConstants)]
}

func textOf(value ast.Value) (string, error) {
	plain, err := ast.JSON(value)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(plain)
	return string(text), err
}

func shorter(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }
