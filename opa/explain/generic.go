package explain

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// constants are the values that policies compare places of the input with, and those of the data whose names an item of
// an array is looked up by.
func (s *suggester) constants() {
	for _, module := range s.Compiler.Modules {
		for _, rule := range module.Rules {
			ast.WalkRules(rule, func(rule *ast.Rule) bool {
				s.compared(rule.Body)
				s.items(rule.Body)
				return false
			})
		}
	}
}

func (s *suggester) compared(body ast.Body) {
	from := map[ast.Var]path{}
	ast.WalkExprs(body, func(expr *ast.Expr) bool {
		operands := expr.Operands()
		if len(operands) < 2 {
			return false
		}
		a, b := operands[0], operands[1]
		if v, ok := a.Value.(ast.Var); ok && expr.IsEquality() {
			if ref, ok := b.Value.(ast.Ref); ok {
				from[v] = pathOf(ref)
			}
		}
		s.compare(a, b, from)
		s.compare(b, a, from)
		return false
	})
}

func (s *suggester) compare(a, b *ast.Term, from map[ast.Var]path) {
	var at path
	switch value := a.Value.(type) {
	case ast.Ref:
		at = pathOf(value)
	case ast.Var:
		at = from[value]
	}
	if at == nil || !isConstant(b) {
		return
	}
	values := membersOf(b.Value)
	if _, ok := at.at(s.input).(*ast.Array); ok || len(values) == 0 {
		values = append(values, b.Value)
	}
	for _, value := range values {
		s.add(classOther, at, value)
	}
}

// items: where an item of an array of the input is looked up in the data, the array may have any of the names there.
func (s *suggester) items(body ast.Body) {
	arrays := map[ast.Var]path{}
	for _, expr := range body {
		if operands := expr.Operands(); expr.IsEquality() && len(operands) == 2 {
			v, isVar := operands[0].Value.(ast.Var)
			ref, isRef := operands[1].Value.(ast.Ref)
			if isVar && isRef && len(ref) > 2 && ref[:len(ref)-1].IsGround() {
				arrays[v] = pathOf(ref[:len(ref)-1])
			}
		}
	}
	if len(arrays) == 0 {
		return
	}
	ast.WalkRefs(body, func(ref ast.Ref) bool {
		for i := 1; i < len(ref) && ref.HasPrefix(ast.DefaultRootRef); i++ {
			v, ok := ref[i].Value.(ast.Var)
			if !ok {
				continue
			}
			if at := arrays[v]; at != nil {
				s.append(at, s.base(ref[:i]))
			}
			break
		}
		return false
	})
}

func (s *suggester) append(at path, names ast.Value) {
	object, ok := names.(ast.Object)
	if !ok {
		return
	}
	array, ok := at.at(s.input).(*ast.Array)
	if !ok && at.at(s.input) != nil {
		return
	}
	for _, key := range object.Keys()[:min(object.Len(), mostSiblings)] {
		if array == nil {
			s.add(classSibling, at, ast.NewArray(key))
		} else {
			s.add(classSibling, at, array.Append(key))
		}
	}
}

// plain changes of every place: the other truth, and nothing.
func (s *suggester) plain() {
	for _, one := range s.leaves {
		if boolean, ok := one.value.(ast.Boolean); ok {
			s.add(classOther, one.path, !boolean)
		}
		s.add(classGone, one.path, nil)
	}
}
