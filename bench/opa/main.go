// Command opa evaluates a policy with OPA as a Go program would that embeds it, for bench/policy.ts: queries prepared
// once, inputs parsed once, as `opa bench` does it, but many inputs in rotation.
//
//	opa POLICY DATA
//
// On standard input it takes {"query": "data.a.b", "inputs": [...]} and answers with the list of the values; after that
// {"calls": N} evaluates so often and answers with the microseconds of processor time that the process used for it.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"syscall"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

type request struct {
	Query  string `json:"query"`
	Inputs []any  `json:"inputs"`
	Calls  int    `json:"calls"`
}

func main() {
	policy, data := os.Args[1], os.Args[2]
	module, err := os.ReadFile(policy)
	check(err)
	file, err := os.Open(data)
	check(err)
	store := inmem.NewFromReader(file)
	ctx := context.Background()

	var query rego.PreparedEvalQuery
	var inputs []ast.Value
	requests, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var wanted request
		if requests.Decode(&wanted) != nil {
			return
		}
		if wanted.Query == "" {
			before := cpu()
			for i := range wanted.Calls {
				evaluate(ctx, query, inputs[i%len(inputs)])
			}
			check(answers.Encode(cpu() - before))
			continue
		}
		query, err = rego.New(rego.Query(wanted.Query), rego.Module(policy, string(module)), rego.Store(store)).PrepareForEval(ctx)
		check(err)
		inputs = inputs[:0]
		values := []any{}
		for _, input := range wanted.Inputs {
			value, err := ast.InterfaceToValue(input)
			check(err)
			inputs = append(inputs, value)
			values = append(values, evaluate(ctx, query, value))
		}
		check(answers.Encode(values))
	}
}

func evaluate(ctx context.Context, query rego.PreparedEvalQuery, input ast.Value) any {
	results, err := query.Eval(ctx, rego.EvalParsedInput(input))
	check(err)
	return results[0].Expressions[0].Value
}

// cpu is the processor time of the process, the collector of garbage included, in microseconds.
func cpu() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return (usage.Utime.Nano() + usage.Stime.Nano()) / 1000
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
