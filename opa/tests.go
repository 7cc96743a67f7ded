package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

type testParams struct {
	Sources sources `json:"sources"`
	// Run is a regular expression on the full name, as data.gateway_test.test_allow; empty runs all.
	Run string `json:"run"`
	// Coverage is wanted.
	Coverage bool `json:"coverage"`
	// Probes are wanted.
	Probes bool `json:"probes"`
}

type tested struct {
	Results  []testResult `json:"results"`
	Coverage *coverage    `json:"coverage,omitempty"`
	Probes   *probes      `json:"probes,omitempty"`
}

type testResult struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	// Status is pass, fail, error or skip.
	Status string `json:"status"`
	File   string `json:"file"`
	Row    int    `json:"row"`
	Col    int    `json:"col"`
	// Duration in nanoseconds.
	Duration int64 `json:"duration"`
	// Output of print().
	Output string `json:"output,omitempty"`
	// Message of an error.
	Message string `json:"message,omitempty"`
	// FailedAt is the last expression that did not hold.
	FailedAt *finding `json:"failedAt,omitempty"`
	// Cases of a table test, the leaves only.
	Cases []testCase `json:"cases,omitempty"`
}

type testCase struct {
	Name   string `json:"name"`
	Status string `json:"status"`
}

func test(params testParams) (*tested, error) {
	if _, err := regexp.Compile(params.Run); err != nil {
		return nil, fmt.Errorf("the filter is not a regular expression: %w", err)
	}
	parsed, err := params.Sources.parse()
	if err != nil {
		return nil, err
	}
	listener := newListener()
	results, err := runTests(parsed, params.Run, func(r *tester.Runner) {
		if params.Coverage || params.Probes {
			r.SetCoverageQueryTracer(listener).SetCoverageRuns(nil)
		}
	})
	if err != nil {
		return nil, err
	}
	outcome := &tested{Results: make([]testResult, 0, len(results))}
	for _, result := range results {
		outcome.Results = append(outcome.Results, resultOf(result))
	}
	if err := explainFailures(parsed, outcome.Results); err != nil {
		return nil, err
	}
	if params.Coverage {
		outcome.Coverage = coverageOf(listener.Report(policyModules(parsed)))
	}
	if params.Probes {
		outcome.Probes = listener.probes(parsed)
	}
	return outcome, nil
}

func runTests(parsed *bundle.Bundle, run string, configure func(*tester.Runner)) ([]*tester.Result, error) {
	// The compiler changes what it is given, and a failing test is run twice.
	copied := parsed.Copy()
	compiler := ast.NewCompiler().
		WithCapabilities(capabilities()).
		WithPathConflictsCheck(dataAt(copied.Data)).
		WithUseTypeCheckAnnotations(true).
		WithEnablePrintStatements(true).
		SetErrorLimit(0)
	modules := map[string]*ast.Module{}
	for _, file := range copied.Modules {
		modules[file.URL] = file.Parsed
	}
	store := inmem.NewFromObjectWithOpts(copied.Data, inmem.OptRoundTripOnWrite(false))
	runner := tester.NewRunner().
		SetCompiler(compiler).
		SetStore(store).
		SetModules(modules).
		CapturePrintOutput(true).
		RaiseBuiltinErrors(false).
		SetDefaultRegoVersion(ast.RegoV1).
		SetParallel(1).
		Filter(run)
	configure(runner)

	var results []*tester.Result
	ctx := context.Background()
	err := storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		stream, err := runner.RunTests(ctx, txn)
		if err != nil {
			return err
		}
		for result := range stream {
			results = append(results, result)
		}
		return nil
	})
	slices.SortFunc(results, func(a, b *tester.Result) int {
		return cmp.Or(a.Location.Compare(b.Location), strings.Compare(a.Name, b.Name))
	})
	return results, err
}

func resultOf(r *tester.Result) testResult {
	out := testResult{
		Package:  strings.TrimPrefix(r.Package, "data."),
		Name:     r.Name,
		Status:   statusOf(r),
		File:     r.Location.File,
		Row:      r.Location.Row,
		Col:      r.Location.Col,
		Duration: r.Duration.Nanoseconds(),
		Output:   string(r.Output),
	}
	if r.Error != nil {
		out.Message = r.Error.Error()
	}
	for name, sub := range r.SubResults.Iter {
		if len(sub.SubResults) > 0 {
			continue
		}
		status := "pass"
		if sub.Fail {
			status = "fail"
		}
		out.Cases = append(out.Cases, testCase{Name: strings.Join(name, "/"), Status: status})
	}
	return out
}

func statusOf(r *tester.Result) string {
	switch {
	case r.Skip:
		return "skip"
	case r.Error != nil:
		return "error"
	case r.Fail:
		return "fail"
	default:
		return "pass"
	}
}

// explainFailures runs the failed tests once more, with a trace: a trace and coverage can not be had together.
func explainFailures(parsed *bundle.Bundle, results []testResult) error {
	var names []string
	for _, r := range results {
		if r.Status == "fail" {
			names = append(names, regexp.QuoteMeta("data."+r.Package+"."+r.Name))
		}
	}
	if len(names) == 0 {
		return nil
	}
	traced, err := runTests(parsed, "^("+strings.Join(names, "|")+")$", func(r *tester.Runner) { r.EnableTracing(true) })
	if err != nil {
		return err
	}
	for _, t := range traced {
		i := slices.IndexFunc(results, func(r testResult) bool {
			return r.Name == t.Name && "data."+r.Package == t.Package && r.Status == "fail"
		})
		if i >= 0 {
			results[i].FailedAt = lastFailure(t.Trace)
		}
	}
	return nil
}

// lastFailure is the expression at which the evaluation gave up.
func lastFailure(trace []*topdown.Event) *finding {
	for _, event := range slices.Backward(trace) {
		expr, ok := event.Node.(*ast.Expr)
		if event.Op != topdown.FailOp || !ok || event.Location == nil || event.QueryID == 0 {
			continue
		}
		if _, every := expr.Terms.(*ast.Every); every {
			continue // the expression in its body that failed is of more use
		}
		var pretty bytes.Buffer
		if err := topdown.PrettyEvent(&pretty, event, topdown.PrettyEventOpts{PrettyVars: true}); err != nil {
			return nil
		}
		failed := at(event.Location, "test_failed", strings.TrimRight(pretty.String(), "\n"))
		return &failed
	}
	return nil
}
