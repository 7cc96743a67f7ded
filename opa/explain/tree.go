package explain

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	mostRules   = 150
	mostDepth   = 16
	mostClauses = 20
)

// Rule is what came of a rule, and why.
type Rule struct {
	// Name as gateway.access.allow.
	Name string `json:"name"`
	// Value in Rego; the empty text: undefined.
	Value string `json:"value,omitempty"`
	// Again: its clauses are shown where it was met first.
	Again   bool     `json:"again,omitempty"`
	Clauses []Clause `json:"clauses,omitempty"`
}

// Clause is one body of a rule.
type Clause struct {
	File string `json:"file"`
	Row  int    `json:"row"`
	Text string `json:"text"`
	// Held: the rule got a value from it.
	Held bool `json:"held"`
	// Steps are all expressions of a body that held, or the one that failed.
	Steps []Step `json:"steps,omitempty"`
}

// Step is an expression of a body.
type Step struct {
	File string `json:"file"`
	Row  int    `json:"row"`
	Text string `json:"text"`
	Held bool   `json:"held"`
	// Head: it is none of the body, but what the rule's value is made of.
	Head   bool    `json:"head,omitempty"`
	Values []Value `json:"values,omitempty"`
	// Others are further sets of values for which the expression failed.
	Others int `json:"others,omitempty"`
	// Steps are those within it, of `every`.
	Steps []Step `json:"steps,omitempty"`
	// Rules that it depends on, as far as they say why.
	Rules []Rule `json:"rules,omitempty"`
}

// builder makes the tree of an explanation.
type builder struct {
	*evaluator
	trace *recorder
	seen  map[string]bool
	known map[string]ast.Value
	rules int
	// incomplete: there is more than is shown.
	incomplete bool
}

// look gives the value of a ground reference.
func (b *builder) look(ref ast.Ref) ast.Value {
	name := ref.String()
	value, ok := b.known[name]
	if !ok {
		value, _ = b.value(ref, b.question.Input, nil)
		b.known[name] = value
	}
	return value
}

// rule tells why it has its value, or none.
func (b *builder) rule(name ast.Ref, rules []*ast.Rule, from *frame, depth int) Rule {
	frames := b.framesOf(rules, from)
	value := b.valueOf(name, rules)
	if isFunction(rules) {
		value = returned(frames)
	}
	result := Rule{Name: nameOf(name), Value: textOf(value)}
	if b.seen[result.Name] {
		result.Again = true
		return result
	}
	if b.rules++; b.rules > mostRules || depth > mostDepth {
		b.incomplete = true
		return result
	}
	b.seen[result.Name] = true
	for _, f := range frames {
		if f.rule.Default || len(result.Clauses) == mostClauses {
			continue
		}
		switch {
		case len(f.held) > 0:
			result.Clauses = append(result.Clauses, b.heldClause(f, value, depth))
		case holdsBack(value) && len(f.failed) > 0:
			result.Clauses = append(result.Clauses, b.failedClause(f, depth))
		}
	}
	return result
}

func isFunction(rules []*ast.Rule) bool { return len(rules[0].Head.Args) > 0 }

// returned is what a function gave first.
func returned(frames []*frame) ast.Value {
	for _, f := range frames {
		if len(f.held) > 0 && f.rule.Head.Value != nil {
			return f.held[0].plug(f.rule.Head.Value.Value)
		}
	}
	return nil
}

// valueOf is undefined for a function: it has one value for each set of arguments.
func (b *builder) valueOf(name ast.Ref, rules []*ast.Rule) ast.Value {
	if isFunction(rules) {
		return nil
	}
	return b.look(name)
}

func (b *builder) clause(f *frame) Clause {
	p := placeOf(f.rule.Location)
	return Clause{File: p.file, Row: p.row, Text: headline(p)}
}

func (b *builder) failedClause(f *frame, depth int) Clause {
	clause := b.clause(f)
	clause.Steps = []Step{b.failedStep(f, depth)}
	return clause
}

func (b *builder) failedStep(f *frame, depth int) Step {
	m := f.failed[0]
	at, ok := b.Written.expression(m.expr.Location)
	if !ok {
		at = b.headPlace(f, m.expr)
	}
	step := b.step(f, m, at, false)
	step.Others = f.failedTimes - 1
	for _, expr := range b.compiledOf(f, m, at) {
		if _, every := expr.Terms.(*ast.Every); every {
			step.Steps = append(step.Steps, b.within(f, expr, depth)...)
		}
		step.Rules = append(step.Rules, b.rulesIn(expr, f, wantOf(expr, false), depth)...)
	}
	return step
}

// within is where a body inside a failed expression got furthest.
func (b *builder) within(f *frame, expr *ast.Expr, depth int) []Step {
	for _, inner := range b.trace.frames {
		if len(inner.body) > 0 && len(inner.held) == 0 && len(inner.failed) > 0 && inner.isWithin(f, expr) {
			return []Step{b.innerStep(inner, depth)}
		}
	}
	return nil
}

func (b *builder) innerStep(f *frame, depth int) Step {
	m := f.failed[0]
	at := placeOf(m.expr.Location)
	found := list{}
	for _, expr := range f.body {
		if expr.Index <= m.expr.Index {
			b.valuesIn(expr, m, &found)
		}
	}
	return Step{
		File: at.file, Row: at.row, Text: at.shown(), Values: found.values, Others: f.failedTimes - 1,
		Rules: b.rulesIn(m.expr, f, wantOf(m.expr, false), depth),
	}
}

func (b *builder) heldClause(f *frame, value ast.Value, depth int) Clause {
	clause := b.clause(f)
	clause.Held = true
	m := f.held[0]
	for _, at := range b.writtenOf(f) {
		step := b.step(f, m, at, true)
		for _, expr := range b.compiledOf(f, m, at) {
			step.Rules = append(step.Rules, b.rulesIn(expr, f, wantOf(expr, true), depth)...)
		}
		clause.Steps = append(clause.Steps, step)
	}
	if step, ok := b.headStep(f, m, value, depth); ok {
		clause.Steps = append(clause.Steps, step)
	}
	return clause
}

func (b *builder) step(f *frame, m moment, at place, held bool) Step {
	return Step{File: at.file, Row: at.row, Text: at.shown(), Held: held, Values: b.values(f, m, at)}
}

// writtenOf are the expressions of a body in the order of their lines.
func (b *builder) writtenOf(f *frame) []place {
	var all []place
	for _, expr := range f.body {
		if at, ok := b.Written.expression(expr.Location); ok && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return a.from - b.from })
	return all
}

// compiledOf is what the compiler made of an expression, up to where it failed.
func (b *builder) compiledOf(f *frame, m moment, at place) []*ast.Expr {
	var all []*ast.Expr
	for _, expr := range f.body {
		if m.expr != nil && expr.Index > m.expr.Index {
			continue
		}
		if at.holds(expr.Location) {
			all = append(all, expr)
		}
	}
	return all
}

// framesOf are the evaluations of rules, those within another evaluation if there are any: else the rule was known by then.
func (b *builder) framesOf(rules []*ast.Rule, from *frame) []*frame {
	var all, own []*frame
	for _, rule := range rules {
		for ; rule != nil; rule = rule.Else {
			for _, f := range b.trace.byRule[rule] {
				all = append(all, f)
				if from != nil && f.parent != nil && f.parent.owner() == from.owner() {
					own = append(own, f)
				}
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}
