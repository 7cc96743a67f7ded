package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// place of a rule's head; the compiler keeps it.
type place struct {
	file     string
	row, col int
}

// firings count for every rule the questions in which it held.
type firings struct {
	*cover.Cover
	modules map[string]*ast.Module
	times   map[place]int
	// now is what the current question made hold.
	now map[place]struct{}
}

func newFirings(parsed *bundle.Bundle) *firings {
	return &firings{Cover: cover.New(), modules: policyModules(parsed), times: map[place]int{}}
}

// options of the next question. Without early exit a rule is tried although another one has given the value already: the
// compiled policy does so too, and it would be no answer to say that it never held.
func (f *firings) options() []rego.EvalOption {
	f.now = map[place]struct{}{}
	return []rego.EvalOption{rego.EvalQueryTracer(f), rego.EvalEarlyExit(false)}
}

func (f *firings) TraceEvent(event topdown.Event) {
	f.Cover.TraceEvent(event)
	if rule, ok := event.Node.(*ast.Rule); ok && event.Op == topdown.ExitOp {
		f.now[placeOf(rule)] = struct{}{}
	}
}

// count is called when a question has its answer.
func (f *firings) count() {
	for at := range f.now {
		f.times[at]++
	}
}

func placeOf(rule *ast.Rule) place {
	location := rule.Head.Location
	if location == nil {
		return place{}
	}
	return place{file: location.File, row: location.Row, col: location.Col}
}

type firedRule struct {
	// Name as gateway.access.allow.
	Name string `json:"name"`
	File string `json:"file"`
	Row  int    `json:"row"`
	// Questions in which it held.
	Questions int `json:"questions"`
}

type firedReport struct {
	// Rules of the policy, each clause for itself, by file and row.
	Rules    []firedRule `json:"rules"`
	Coverage *coverage   `json:"coverage"`
}

// fired tells what all questions so far have used of the policy.
func fired(params policyID) (*firedReport, error) {
	policy, ok := policies[params.Policy]
	if !ok || policy.fired == nil {
		return nil, fmt.Errorf("no policy %d is open whose rules are counted", params.Policy)
	}
	report := &firedReport{Rules: []firedRule{}, Coverage: coverageOf(policy.fired.Report(policy.fired.modules))}
	for _, module := range policy.fired.modules {
		ast.WalkRules(module, func(rule *ast.Rule) bool {
			at := placeOf(rule)
			name := strings.TrimPrefix(rule.Ref().GroundPrefix().String(), "data.")
			report.Rules = append(report.Rules, firedRule{Name: name, File: at.file, Row: at.row, Questions: policy.fired.times[at]})
			return false
		})
	}
	slices.SortFunc(report.Rules, func(a, b firedRule) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row))
	})
	return report, nil
}
