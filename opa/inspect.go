package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

type inspectParams struct {
	Sources sources `json:"sources"`
}

type inspected struct {
	// Packages by name, without "data.", with their files.
	Packages map[string][]string `json:"packages"`
	// Entrypoints that METADATA marks, as gateway/decision.
	Entrypoints []string `json:"entrypoints"`
	// Annotations in the order of the sources.
	Annotations []annotated `json:"annotations"`
	Roots       []string    `json:"roots"`
	// Data has the names at the top of the base documents.
	Data []string `json:"data"`
}

type annotated struct {
	Path  string `json:"path"`
	Scope string `json:"scope"`
	File  string `json:"file"`
	Row   int    `json:"row"`

	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Entrypoint  bool           `json:"entrypoint,omitempty"`
	Custom      map[string]any `json:"custom,omitempty"`
}

func inspect(params inspectParams) (*inspected, error) {
	parsed, err := params.Sources.parse()
	if err != nil {
		return nil, err
	}
	seen := &inspected{
		Packages:    map[string][]string{},
		Entrypoints: []string{},
		Annotations: []annotated{},
		Roots:       *parsed.Manifest.Roots,
		Data:        []string{},
	}
	var modules []*ast.Module
	for _, file := range parsed.Modules {
		name := file.Parsed.Package.Path[1:].String()
		seen.Packages[name] = append(seen.Packages[name], file.Path)
		modules = append(modules, file.Parsed)
	}
	for name := range parsed.Data {
		seen.Data = append(seen.Data, name)
	}
	slices.Sort(seen.Data)
	set, errs := ast.BuildAnnotationSet(modules)
	if len(errs) > 0 {
		return nil, errs
	}
	for _, ref := range set.Flatten() {
		a := ref.Annotations
		seen.Annotations = append(seen.Annotations, annotated{
			Path: ref.Path.String(), Scope: a.Scope, File: ref.Location.File, Row: ref.Location.Row,
			Title: a.Title, Description: a.Description, Entrypoint: a.Entrypoint, Custom: a.Custom,
		})
		if a.Entrypoint {
			path, err := storage.NewPathForRef(ref.Path)
			if err != nil {
				return nil, err
			}
			seen.Entrypoints = append(seen.Entrypoints, path.String()[1:])
		}
	}
	slices.Sort(seen.Entrypoints)
	return seen, nil
}
