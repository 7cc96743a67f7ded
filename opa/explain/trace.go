package explain

import (
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

const (
	// mostFrames bounds what is kept of an evaluation.
	mostFrames = 50_000
	// mostMoments bounds what is kept of one body, which may be tried for every item of a collection.
	mostMoments = 3
)

// frame is one evaluation of a body: of a rule's, or of one inside it, as that of `every`.
type frame struct {
	// rule, nil for a body inside one.
	rule   *ast.Rule
	body   ast.Body
	parent *frame
	// within is the parent's expression.
	within *ast.Expr
	// current is the expression that is being evaluated.
	current *ast.Expr
	// held are the first times when all of it held, failed the first of those when it got furthest and failed.
	held, failed []moment
	// more are further times of whichever of the two counts.
	heldTimes, failedTimes int
}

// moment is when a body held or one of its expressions failed.
type moment struct {
	expr *ast.Expr
	vars map[ast.Var]ast.Value
}

// owner is the nearest evaluation of a rule.
func (f *frame) owner() *frame {
	for f != nil && f.rule == nil {
		f = f.parent
	}
	return f
}

// isWithin tells whether it is the evaluation of a body inside an expression of another.
func (f *frame) isWithin(outer *frame, expr *ast.Expr) bool {
	for ; f.rule == nil && f.parent != nil; f = f.parent {
		if f.parent == outer && f.within == expr {
			return true
		}
	}
	return false
}

// recorder keeps what is needed of an evaluation.
type recorder struct {
	frames  []*frame
	byQuery map[uint64]*frame
	byRule  map[*ast.Rule][]*frame
	// incomplete: there was more than is kept.
	incomplete bool
	deadline   time.Time
	cancel     topdown.Cancel
	events     int
}

func newRecorder(limit time.Duration) *recorder {
	return &recorder{
		byQuery:  map[uint64]*frame{},
		byRule:   map[*ast.Rule][]*frame{},
		deadline: time.Now().Add(limit),
		cancel:   topdown.NewCancel(),
	}
}

func (r *recorder) Enabled() bool { return true }

// Config: values are taken from the bindings, and only where they are wanted.
func (r *recorder) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (r *recorder) TraceEvent(event topdown.Event) {
	if r.events++; r.events%1024 == 0 && time.Now().After(r.deadline) {
		r.cancel.Cancel()
	}
	if event.Op == topdown.EnterOp {
		r.enter(event)
		return
	}
	f := r.byQuery[event.QueryID]
	if f == nil {
		return
	}
	expr, isExpr := event.Node.(*ast.Expr)
	switch {
	case event.Op == topdown.EvalOp && isExpr:
		f.current = expr
	case event.Op == topdown.RedoOp && isExpr:
		f.current = expr
	case event.Op == topdown.FailOp && isExpr:
		f.fail(expr, event)
	case event.Op == topdown.ExitOp && !isExpr:
		if f.heldTimes++; len(f.held) < mostMoments {
			f.held = append(f.held, f.moment(nil, event))
		}
	}
}

func (r *recorder) enter(event topdown.Event) {
	if len(r.frames) >= mostFrames {
		r.incomplete = true
		return
	}
	f := &frame{parent: r.byQuery[event.ParentID]}
	switch node := event.Node.(type) {
	case *ast.Rule:
		f.rule, f.body = node, node.Body
	case ast.Body:
		f.body = node
	}
	if f.parent != nil {
		f.within = f.parent.current
	}
	r.frames = append(r.frames, f)
	r.byQuery[event.QueryID] = f
	if f.rule != nil {
		r.byRule[f.rule] = append(r.byRule[f.rule], f)
	}
}

// fail keeps the failures of the expression that is furthest in the body: before it, all held.
func (f *frame) fail(expr *ast.Expr, event topdown.Event) {
	if len(f.failed) > 0 {
		furthest := f.failed[0].expr.Index
		if expr.Index < furthest {
			return
		}
		if expr.Index > furthest {
			f.failed, f.failedTimes = nil, 0
		}
	}
	if f.failedTimes++; len(f.failed) < mostMoments {
		f.failed = append(f.failed, f.moment(expr, event))
	}
}

// moment keeps the values that the variables have just now.
func (f *frame) moment(expr *ast.Expr, event topdown.Event) moment {
	m := moment{expr: expr, vars: map[ast.Var]ast.Value{}}
	keep := func(v ast.Var) bool {
		if _, there := m.vars[v]; !there {
			if value := event.Plug(ast.NewTerm(v)).Value; value.IsGround() {
				m.vars[v] = value
			}
		}
		return false
	}
	for _, one := range f.body {
		if expr == nil || one.Index <= expr.Index {
			ast.WalkVars(one, keep)
		}
	}
	if f.rule != nil {
		ast.WalkVars(f.rule.Head, keep)
	}
	return m
}

// plug puts values in the place of variables.
func (m moment) plug(value ast.Value) ast.Value {
	plugged, err := ast.TransformVars(ast.NewTerm(value).Copy().Value, func(v ast.Var) (ast.Value, error) {
		if known, ok := m.vars[v]; ok {
			return known, nil
		}
		return v, nil
	})
	if err != nil {
		return value
	}
	if plugged, ok := plugged.(ast.Value); ok {
		return plugged
	}
	return value
}
