package explain

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// place is a piece of a file: an expression or a rule as it was written.
type place struct {
	file     string
	row      int
	from, to int
	text     string
}

// Written is what the author wrote, before the compiler took it apart: the expressions of every rule's body.
type Written struct {
	expressions map[string][]place
}

// Read notes the places of modules that were not compiled yet.
func Read(modules []*ast.Module) *Written {
	w := &Written{expressions: map[string][]place{}}
	for _, module := range modules {
		for _, rule := range module.Rules {
			w.rule(rule)
		}
	}
	return w
}

func (w *Written) rule(rule *ast.Rule) {
	for ; rule != nil; rule = rule.Else {
		for _, expr := range rule.Body {
			if expr.Location == nil || expr.Generated {
				continue
			}
			p := placeOf(expr.Location)
			w.expressions[p.file] = append(w.expressions[p.file], p)
		}
	}
}

// expression is the one that a compiled expression was made of; false for what was made of a rule's head.
func (w *Written) expression(location *ast.Location) (place, bool) {
	if location == nil {
		return place{}, false
	}
	all := w.expressions[location.File]
	i := slices.IndexFunc(all, func(p place) bool { return p.holds(location) })
	if i < 0 {
		return place{}, false
	}
	return all[i], true
}

func placeOf(location *ast.Location) place {
	return place{
		file: location.File,
		row:  location.Row,
		from: location.Offset,
		to:   location.Offset + max(len(location.Text), 1),
		text: string(location.Text),
	}
}

// holds tells whether something stands within the piece.
func (p place) holds(location *ast.Location) bool {
	return location != nil && location.File == p.file && p.from <= location.Offset && location.Offset < p.to
}

// shown is the text on one line, of a length that a terminal can bear.
func (p place) shown() string {
	return cut(strings.Join(strings.Fields(p.text), " "))
}

// longest is how many characters are shown of an expression or a value.
const longest = 160

func cut(text string) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return text
}
