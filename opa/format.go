package main

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

type formatParams struct {
	Sources sources `json:"sources"`
}

// formatFiles gives the Rego files in OPA's format, in the order of the sources.
func formatFiles(params formatParams) (sources, error) {
	formatted := sources{}
	var found faults
	for _, file := range params.Sources {
		if !isRego(file.Path) {
			continue
		}
		text, err := format.SourceWithOpts(file.Path, []byte(file.Text), format.Opts{
			RegoVersion:   ast.RegoV1,
			ParserOptions: &ast.ParserOptions{RegoVersion: ast.RegoV1},
		})
		if err != nil {
			found = append(found, placed(err, file.Path)...)
			continue
		}
		formatted = append(formatted, source{Path: file.Path, Text: string(text)})
	}
	if len(found) > 0 {
		return nil, found
	}
	return formatted, nil
}
