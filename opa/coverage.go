package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/cover"
)

// coverage counts lines of the policy; the tests themselves are left out.
type coverage struct {
	Percent    float64                 `json:"percent"`
	Covered    int                     `json:"covered"`
	NotCovered int                     `json:"notCovered"`
	Files      map[string]fileCoverage `json:"files"`
}

type fileCoverage struct {
	Percent float64 `json:"percent"`
	// Covered and NotCovered are ranges of rows, both ends included.
	Covered    [][2]int `json:"covered"`
	NotCovered [][2]int `json:"notCovered"`
}

func policyModules(parsed *bundle.Bundle) map[string]*ast.Module {
	modules := map[string]*ast.Module{}
	for _, file := range parsed.Modules {
		if !isTest(file.Path) {
			modules[file.URL] = file.Parsed
		}
	}
	return modules
}

func coverageOf(report cover.Report) *coverage {
	total := &coverage{Percent: 100, Files: map[string]fileCoverage{}}
	for name, file := range report.Files {
		if isTest(name) {
			continue
		}
		total.Covered += file.CoveredLines
		total.NotCovered += file.NotCoveredLines
		percent := file.Coverage
		if file.CoveredLines+file.NotCoveredLines == 0 {
			percent = 100
		}
		total.Files[name] = fileCoverage{Percent: percent, Covered: rows(file.Covered), NotCovered: rows(file.NotCovered)}
	}
	if lines := total.Covered + total.NotCovered; lines > 0 {
		total.Percent = 100 * float64(total.Covered) / float64(lines)
	}
	return total
}

// rows merges ranges that touch.
func rows(ranges []cover.Range) [][2]int {
	merged := [][2]int{}
	sorted := slices.SortedFunc(slices.Values(ranges), func(a, b cover.Range) int { return a.Start.Row - b.Start.Row })
	for _, r := range sorted {
		if last := len(merged) - 1; last >= 0 && r.Start.Row <= merged[last][1]+1 {
			merged[last][1] = max(merged[last][1], r.End.Row)
			continue
		}
		merged = append(merged, [2]int{r.Start.Row, r.End.Row})
	}
	return merged
}
