package main

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/test/cases"
	"github.com/open-policy-agent/opa/v1/types"

	"regate.dev/opa/reads"
)

// compile gives the module of a case's query, in the way OPA's own test of its WASM evaluator makes it, and the input
// paths that the query reads.
func compile(ctx context.Context, c cases.TestCase, version ast.RegoVersion) ([]byte, [][]string, error) {
	options := []func(*rego.Rego){
		rego.Query(c.Query),
		rego.SetRegoVersion(version),
		rego.Capabilities(ast.CapabilitiesForThisVersion(ast.CapabilitiesExperimentalKeywords(c.ExperimentalKeywords))),
	}
	for i, module := range c.Modules {
		options = append(options, rego.Module(fmt.Sprintf("module-%d.rego", i), module))
	}
	result, err := rego.New(options...).Compile(ctx)
	if err != nil {
		return nil, nil, err
	}
	var planned planTarget
	rego.RegisterPlugin(planTargetName, &planned)
	defer rego.ResetTargetPlugins()
	if _, err := rego.New(append(options, rego.Target(planTargetName))...).PrepareForEval(ctx); err != nil {
		return nil, nil, err
	}
	return result.Bytes, reads.Of(planned.policy)[queryName], nil
}

// queryName is what OPA calls the plan of a query.
const queryName = "eval"

const planTargetName = "plan"

// planTarget takes the plan of a query, which is otherwise kept inside OPA.
type planTarget struct{ policy *ir.Policy }

func (*planTarget) IsTarget(name string) bool { return name == planTargetName }

func (t *planTarget) PrepareForEval(_ context.Context, policy *ir.Policy, _ ...rego.PrepareOption) (rego.TargetPluginEval, error) {
	t.policy = policy
	return t, nil
}

func (*planTarget) Eval(context.Context, *rego.EvalContext, ast.Value) (ast.Value, error) {
	return nil, fmt.Errorf("a plan is not evaluated")
}

// Cases call test.sleep, which no OPA has but the one under test.
func init() {
	rego.RegisterBuiltin1(
		&rego.Function{Name: "test.sleep", Decl: types.NewFunction(types.Args(types.S), types.NewNull())},
		func(rego.BuiltinContext, *ast.Term) (*ast.Term, error) { return ast.NullTerm(), nil },
	)
}
