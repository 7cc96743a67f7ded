package explain

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// Policy is what is asked.
type Policy struct {
	Compiler *ast.Compiler
	Store    storage.Store
	Written  *Written
	// Entrypoint as data.gateway.decision.
	Entrypoint ast.Ref
}

// Question is an evaluation of the past.
type Question struct {
	Input ast.Value
	Time  time.Time
	// Recalled is what non-deterministic built-ins returned.
	Recalled builtins.NDBCache
	// Limit of the evaluation that is explained.
	Limit time.Duration
}

var answer = ast.VarTerm("answer")

// evaluator asks one policy at one time.
type evaluator struct {
	*Policy
	question Question
	txn      storage.Transaction
}

func (p *Policy) evaluator(question Question) (*evaluator, error) {
	txn, err := p.Store.NewTransaction(context.Background())
	if err != nil {
		return nil, err
	}
	return &evaluator{Policy: p, question: question, txn: txn}, nil
}

func (e *evaluator) close() { e.Store.Abort(context.Background(), e.txn) }

// value of a reference, for an input; nil where it is undefined.
func (e *evaluator) value(ref ast.Ref, input ast.Value, tracer *recorder) (ast.Value, error) {
	query := topdown.NewQuery(ast.NewBody(ast.Equality.Expr(answer, ast.NewTerm(ref)))).
		WithCompiler(e.Compiler).
		WithStore(e.Store).
		WithTransaction(e.txn).
		WithTime(e.question.Time).
		WithSeed(rand.NewChaCha8([32]byte{})).
		WithNDBuiltinCache(e.recalled())
	if input != nil {
		query = query.WithInput(ast.NewTerm(input))
	}
	if tracer != nil {
		// An index would pass over the rules that it knows not to hold: these are the ones to look at.
		query = query.WithQueryTracer(tracer).WithCancel(tracer.cancel).WithIndexing(false)
	}
	results, err := query.Run(context.Background())
	if topdown.IsCancel(err) {
		return nil, fmt.Errorf("the evaluation took longer than %s", e.question.Limit)
	}
	if err != nil || len(results) == 0 {
		return nil, err
	}
	return results[0][answer.Value.(ast.Var)].Value, nil
}

// recalled is a copy: what one evaluation adds is not for the next.
func (e *evaluator) recalled() builtins.NDBCache {
	copied := builtins.NDBCache{}
	for name, calls := range e.question.Recalled {
		copied[name] = calls.Copy()
	}
	return copied
}

// allows tells whether a decision does: only `allow: true` counts.
func allows(decision ast.Value) bool {
	allow := member(decision, "allow")
	return allow != nil && allow.Compare(ast.Boolean(true)) == 0
}

// member of an object; nil where there is none.
func member(value ast.Value, name string) ast.Value {
	object, ok := value.(ast.Object)
	if !ok {
		return nil
	}
	term := object.Get(ast.StringTerm(name))
	if term == nil {
		return nil
	}
	return term.Value
}
