// Package explain turns OPA's trace of one evaluation into what a person can read: which rules led to a decision, and
// which of their expressions failed, with the values that these had. It looks for a small change of the input, too, with
// which the decision would be the other one.
package explain

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// Explanation of one decision.
type Explanation struct {
	// Decision as it came out again, as JSON; nil where it is undefined.
	Decision any `json:"decision,omitempty"`
	// Reasons of the decision, in its order, with the rules that gave them.
	Reasons []Reason `json:"reasons"`
	// Rule of the entrypoint.
	Rule Rule `json:"rule"`
	// Nearest changes that turn it round.
	Nearest Nearest `json:"nearest"`
	// Incomplete: there is more than is shown.
	Incomplete bool `json:"incomplete,omitempty"`
}

// Of asks the question again.
func Of(policy *Policy, question Question, search Search) (*Explanation, error) {
	e, err := policy.evaluator(question)
	if err != nil {
		return nil, err
	}
	defer e.close()
	trace := newRecorder(question.Limit)
	decision, err := e.value(policy.Entrypoint, question.Input, trace)
	if err != nil {
		return nil, err
	}
	explanation := &Explanation{}
	if decision != nil {
		if explanation.Decision, err = ast.JSON(decision); err != nil {
			return nil, err
		}
	}
	b := &builder{evaluator: e, trace: trace, seen: map[string]bool{}, known: map[string]ast.Value{}}
	explanation.Reasons = b.reasons(decision)
	_, rules := b.rulesAt(policy.Entrypoint)
	if len(rules) > 0 {
		explanation.Rule = b.rule(policy.Entrypoint, rules, nil, 0)
	}
	explanation.Incomplete = b.incomplete || trace.incomplete
	explanation.Nearest = e.nearest(decision, trace, search)
	return explanation, nil
}
