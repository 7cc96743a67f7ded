package main

import (
	"cmp"
	"encoding/json"
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
	maxConstants  = 200
	maxConstant   = 256
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
	found := &probes{Inputs: []string{}, Constants: constantsOf(parsed)}
	for text := range l.texts {
		found.Inputs = append(found.Inputs, text)
	}
	slices.SortFunc(found.Inputs, shorter)
	return found
}

// constantsOf are the texts and numbers that rules mention, apart from the names in references.
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
	constants := make([]string, 0, len(texts))
	for text := range texts {
		constants = append(constants, text)
	}
	slices.SortFunc(constants, shorter)
	return constants[:min(len(constants), maxConstants)]
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
