package explain

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// failed looks at where a body failed: what would make it hold?
func (s *suggester) failed(f *frame, m moment) {
	s.looked(f, m)
	expr := m.expr
	if isNegated(expr) {
		ast.WalkRefs(expr, func(ref ast.Ref) bool {
			if plugged, ok := m.plug(ref).(ast.Ref); ok {
				s.toHold(pathOf(plugged), nil)
			}
			return false
		})
		return
	}
	if term, ok := expr.Terms.(*ast.Term); ok {
		s.toHold(s.named(term, m), ast.Boolean(true))
		return
	}
	operands := expr.Operands()
	if len(operands) < 2 {
		return
	}
	a, b := operands[0], operands[1]
	switch {
	case expr.IsEquality():
		s.equal(a, b, m)
		s.equal(b, a, m)
	case expr.IsCall():
		s.called(expr.Operator().String(), a, b, m)
	}
}

func (s *suggester) called(name string, a, b *ast.Term, m moment) {
	switch name {
	case ast.Equal.Name:
		s.equal(a, b, m)
		s.equal(b, a, m)
	case ast.Member.Name:
		s.memberOf(a, b, m)
	case ast.StartsWith.Name, ast.EndsWith.Name, ast.Contains.Name:
		s.equal(a, b, m)
	case ast.GreaterThan.Name, ast.GreaterThanEq.Name, ast.LessThan.Name, ast.LessThanEq.Name:
		for _, step := range []int{0, 1, -1} {
			s.near(a, b, step, m, s.toHold)
			s.near(b, a, step, m, s.toHold)
		}
	case ast.NotEqual.Name:
		for _, at := range s.origins(a, m) {
			s.toHold(at, nil)
		}
	}
}

// held looks at where a body held: what would make it fail?
func (s *suggester) held(f *frame, m moment) {
	s.looked(f, m)
	for _, expr := range f.body {
		operands := expr.Operands()
		if expr.Generated || isNegated(expr) || len(operands) < 2 {
			continue
		}
		a, b := operands[0], operands[1]
		compares := expr.IsEquality()
		if expr.IsCall() {
			switch expr.Operator().String() {
			case ast.GreaterThan.Name, ast.GreaterThanEq.Name, ast.LessThan.Name, ast.LessThanEq.Name:
				for _, step := range []int{0, 1, -1} {
					s.near(a, b, step, m, s.toFail)
					s.near(b, a, step, m, s.toFail)
				}
			case ast.Member.Name, ast.StartsWith.Name, ast.EndsWith.Name, ast.Contains.Name, ast.Equal.Name:
				compares = true
			}
		}
		if compares {
			for _, at := range append(s.origins(a, m), s.origins(b, m)...) {
				s.add(classOther, at, nil)
			}
		}
	}
}

// named is the place of the input that a term names.
func (s *suggester) named(term *ast.Term, m moment) path {
	ref, _ := m.plug(term.Value).(ast.Ref)
	return pathOf(ref)
}

// equal gives what a comes from the value of b.
func (s *suggester) equal(a, b *ast.Term, m moment) {
	value := s.valueOf(b, m)
	if value == nil {
		return
	}
	for _, at := range s.origins(a, m) {
		s.toHold(at, value)
	}
}

// near gives what a comes from a whole number beside that of b.
func (s *suggester) near(a, b *ast.Term, step int, m moment, add func(path, ast.Value)) {
	number, ok := s.valueOf(b, m).(ast.Number)
	if !ok {
		return
	}
	value, ok := number.Int()
	if !ok {
		return
	}
	for _, at := range s.origins(a, m) {
		add(at, ast.IntNumberTerm(value+step).Value)
	}
}

// memberOf puts a into the collection, or gives a one of its members.
func (s *suggester) memberOf(a, collection *ast.Term, m moment) {
	items := s.valueOf(collection, m)
	if value := s.valueOf(a, m); value != nil {
		places := s.origins(collection, m)
		for _, at := range places {
			if array, ok := at.at(s.input).(*ast.Array); ok {
				s.toHold(at, array.Append(ast.NewTerm(value)))
			} else if at.at(s.input) == nil {
				s.toHold(at, ast.NewArray(ast.NewTerm(value)))
			}
		}
	}
	members := membersOf(items)
	for _, at := range s.origins(a, m) {
		for _, value := range members[:min(len(members), mostSiblings)] {
			s.toHold(at, value)
		}
	}
}

// looked finds what data has beside what a body looked up with a value of the input.
func (s *suggester) looked(f *frame, m moment) {
	for _, expr := range f.body {
		if m.expr != nil && expr.Index > m.expr.Index {
			continue
		}
		failed := expr == m.expr
		ast.WalkRefs(expr, func(ref ast.Ref) bool {
			plugged, ok := m.plug(ref).(ast.Ref)
			if ok && plugged.HasPrefix(ast.DefaultRootRef) {
				s.beside(ref, plugged, failed)
			}
			return false
		})
	}
}

func (s *suggester) beside(ref, plugged ast.Ref, failed bool) {
	for i := 1; i < len(ref); i++ {
		if _, isVar := ref[i].Value.(ast.Var); !isVar {
			continue
		}
		if !plugged[:i].IsGround() {
			return
		}
		places := s.placesOf(plugged[i].Value)
		if len(places) == 0 {
			continue
		}
		object, ok := s.base(plugged[:i]).(ast.Object)
		if !ok {
			return
		}
		for _, key := range object.Keys()[:min(object.Len(), mostSiblings)] {
			class := classSibling
			if failed && !s.allowed && s.holdsWith(plugged, i, key) {
				class = classDirect
			}
			for _, at := range places {
				s.add(class, at, key.Value)
			}
		}
	}
}

// holdsWith tells whether a reference would lead to something with another key.
func (s *suggester) holdsWith(ref ast.Ref, at int, key *ast.Term) bool {
	other := ref.Copy()
	other[at] = key
	return other.IsGround() && !isEmpty(s.base(other))
}

func (s *suggester) base(ref ast.Ref) ast.Value {
	found, _ := s.evaluator.value(ref, s.input, nil)
	return found
}
