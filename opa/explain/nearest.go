package explain

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Search is how far to look for an input with the other decision.
type Search struct {
	// Tries are evaluations.
	Tries int
	Limit time.Duration
}

// Nearest changes of the input that turn a decision round.
type Nearest struct {
	// Changes: each list is one way to do it, the fewest changes there are; empty where none was found.
	Changes [][]Change `json:"changes"`
	// Tries that were made.
	Tries int `json:"tries"`
	// Exhausted: there was nothing left to try.
	Exhausted bool `json:"exhausted"`
}

// Change of one place.
type Change struct {
	// Path is a JSON pointer into the input.
	Path string `json:"path"`
	// From and to are absent where nothing is there.
	From any `json:"from,omitempty"`
	To   any `json:"to,omitempty"`
}

const (
	// mostWays are enough.
	mostWays = 3
	// deepest is the number of changes of one way.
	deepest = 3
	// breadth is how many of the likeliest inputs are changed further, at each depth.
	breadth = 16
)

// attempt is an input with changes.
type attempt struct {
	changes []change
	input   ast.Value
	// reasons that the decision on it has: fewer of them are nearer.
	reasons int
}

// hunt is one search.
type hunt struct {
	*evaluator
	wanted   bool
	search   Search
	deadline time.Time
	tries    int
	tried    map[string]bool
	ways     [][]change
}

// nearest looks for the fewest changes: all single ones first, then further ones of the likeliest.
func (e *evaluator) nearest(decision ast.Value, trace *recorder, search Search) Nearest {
	h := &hunt{
		evaluator: e, wanted: !allows(decision), search: search,
		deadline: time.Now().Add(search.Limit), tried: map[string]bool{},
	}
	level := h.single(attempt{input: e.question.Input}, e.suggest(e.question.Input, !h.wanted, trace))
	for depth := 2; depth <= deepest && len(h.ways) == 0 && !h.spent(); depth++ {
		level = h.further(level)
	}
	found := Nearest{Changes: [][]Change{}, Tries: h.tries, Exhausted: !h.spent()}
	for _, way := range h.ways {
		found.Changes = append(found.Changes, shown(way))
	}
	return found
}

func (h *hunt) spent() bool { return h.tries >= h.search.Tries || time.Now().After(h.deadline) }

// single tries each change, and stops behind a class of which one does it. It gives the inputs to go on from.
func (h *hunt) single(from attempt, changes []change) []attempt {
	var next []attempt
	for class := range classes {
		for _, c := range changes {
			if c.class != class || h.spent() || len(h.ways) == mostWays {
				continue
			}
			if tried, ok := h.try(from, c); ok && class <= classOther {
				next = append(next, tried)
			}
		}
		if len(h.ways) > 0 {
			break
		}
	}
	return next
}

// further changes the likeliest inputs once more, by what their own evaluations suggest.
func (h *hunt) further(level []attempt) []attempt {
	slices.SortStableFunc(level, func(a, b attempt) int { return a.reasons - b.reasons })
	var next []attempt
	for _, from := range level[:min(len(level), breadth)] {
		if h.spent() || len(h.ways) == mostWays {
			break
		}
		trace := newRecorder(time.Until(h.deadline))
		h.tries++
		if _, err := h.value(h.Entrypoint, from.input, trace); err != nil {
			continue
		}
		changes := slices.DeleteFunc(h.suggest(from.input, !h.wanted, trace), func(c change) bool {
			return c.class > classOther || slices.ContainsFunc(from.changes, func(made change) bool {
				return made.path.String() == c.path.String()
			})
		})
		next = append(next, h.single(from, changes)...)
	}
	return next
}

// try evaluates an input with one more change; false where that was tried, or has no decision.
func (h *hunt) try(from attempt, c change) (attempt, bool) {
	changes := append(from.changes[:len(from.changes):len(from.changes)], c)
	key := keyOf(changes)
	input, ok := c.path.set(from.input, c.to)
	if !ok || h.tried[key] || h.hasWayAt(changes) {
		return attempt{}, false
	}
	h.tried[key] = true
	h.tries++
	decision, err := h.value(h.Entrypoint, input, nil)
	if err != nil {
		return attempt{}, false
	}
	if allows(decision) == h.wanted {
		h.ways = append(h.ways, changes)
		return attempt{}, false
	}
	if decision == nil {
		return attempt{}, false
	}
	return attempt{changes: changes, input: input, reasons: len(membersOf(member(decision, "reasons")))}, true
}

// hasWayAt tells whether other values in the same places were found to do it: another way says more than these.
func (h *hunt) hasWayAt(changes []change) bool {
	at := func(a, b change) bool { return a.path.String() == b.path.String() }
	return slices.ContainsFunc(h.ways, func(way []change) bool { return slices.EqualFunc(way, changes, at) })
}

func keyOf(changes []change) string {
	keys := make([]string, 0, len(changes))
	for _, c := range changes {
		keys = append(keys, c.key())
	}
	slices.Sort(keys)
	text := ""
	for _, key := range keys {
		text += key + "\n"
	}
	return text
}

func shown(changes []change) []Change {
	all := make([]Change, 0, len(changes))
	for _, c := range changes {
		all = append(all, Change{Path: c.path.String(), From: jsonOf(c.from), To: jsonOf(c.to)})
	}
	return all
}

// jsonOf is nil for nothing; a null is kept.
func jsonOf(value ast.Value) any {
	if value == nil {
		return nil
	}
	if _, null := value.(ast.Null); null {
		return nullJSON
	}
	converted, err := ast.JSON(value)
	if err != nil {
		return nil
	}
	return converted
}

var nullJSON = json.RawMessage("null")
