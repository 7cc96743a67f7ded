package explain

import (
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// path into an input.
type path []string

func (p path) String() string {
	var text strings.Builder
	for _, name := range p {
		text.WriteString("/")
		text.WriteString(strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1"))
	}
	return text.String()
}

// pathOf a reference into the input; nil where it is none, or is not ground.
func pathOf(ref ast.Ref) path {
	if !ref.HasPrefix(ast.InputRootRef) || len(ref) < 2 || !ref.IsGround() {
		return nil
	}
	p := path{}
	for _, term := range ref[1:] {
		switch key := term.Value.(type) {
		case ast.String:
			p = append(p, string(key))
		case ast.Number:
			p = append(p, key.String())
		default:
			return nil
		}
	}
	return p
}

// at gives what is there; nil where nothing is.
func (p path) at(value ast.Value) ast.Value {
	for _, name := range p {
		switch node := value.(type) {
		case ast.Object:
			value = member(node, name)
		case *ast.Array:
			index, err := strconv.Atoi(name)
			if err != nil || index < 0 || index >= node.Len() {
				return nil
			}
			value = node.Elem(index).Value
		default:
			return nil
		}
	}
	return value
}

// set gives a copy with another value there; nil removes what is there. Objects on the way are made where they are
// missing. False where the path leads nowhere.
func (p path) set(value, to ast.Value) (ast.Value, bool) {
	if len(p) == 0 {
		return to, true
	}
	name, rest := p[0], p[1:]
	switch node := value.(type) {
	case ast.Object:
		inner, ok := rest.set(member(node, name), to)
		if !ok {
			return nil, false
		}
		return withMember(node, name, inner), true
	case *ast.Array:
		index, err := strconv.Atoi(name)
		if err != nil || index < 0 || index >= node.Len() {
			return nil, false
		}
		inner, ok := rest.set(node.Elem(index).Value, to)
		if !ok {
			return nil, false
		}
		return withElement(node, index, inner), true
	case nil:
		inner, ok := rest.set(nil, to)
		return withMember(ast.NewObject(), name, inner), ok && inner != nil
	default:
		return nil, false
	}
}

func withMember(object ast.Object, name string, value ast.Value) ast.Value {
	key := ast.String(name)
	changed := ast.NewObject()
	object.Foreach(func(k, v *ast.Term) {
		if k.Value.Compare(key) != 0 {
			changed.Insert(k, v)
		}
	})
	if value != nil {
		changed.Insert(ast.NewTerm(key), ast.NewTerm(value))
	}
	return changed
}

func withElement(array *ast.Array, index int, value ast.Value) ast.Value {
	terms := make([]*ast.Term, 0, array.Len())
	for i := range array.Len() {
		switch {
		case i != index:
			terms = append(terms, array.Elem(i))
		case value != nil:
			terms = append(terms, ast.NewTerm(value))
		}
	}
	return ast.NewArray(terms...)
}

// leaf is something in an input that may be changed: a scalar or an array.
type leaf struct {
	path  path
	value ast.Value
}

// mostLeaves bounds what is tried of a large input.
const mostLeaves = 200

func leavesOf(value ast.Value, at path, found []leaf) []leaf {
	if len(found) >= mostLeaves {
		return found
	}
	switch node := value.(type) {
	case ast.Object:
		node.Foreach(func(k, v *ast.Term) {
			if name, ok := k.Value.(ast.String); ok {
				found = leavesOf(v.Value, append(at[:len(at):len(at)], string(name)), found)
			}
		})
	case *ast.Array:
		found = append(found, leaf{at, node})
		for i := range node.Len() {
			found = leavesOf(node.Elem(i).Value, append(at[:len(at):len(at)], strconv.Itoa(i)), found)
		}
	case nil:
	default:
		found = append(found, leaf{at, value})
	}
	return found
}
