package main

import (
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"

	"regate.dev/opa/warnings"
)

type checkParams struct {
	Sources sources `json:"sources"`
	// Schemas are JSON Schemas by name: METADATA refers to them as schema.NAME. The one called input types the
	// document `input` everywhere.
	Schemas map[string]json.RawMessage `json:"schemas"`
}

type checked struct {
	// Files that were looked at.
	Files int `json:"files"`
	// Warnings are no mistakes: the policy compiles and can be used.
	Warnings []finding `json:"warnings"`
}

// check compiles in OPA's strict mode, with the types of the schemas.
func check(params checkParams) (*checked, error) {
	parsed, err := params.Sources.parse()
	if err != nil {
		return nil, err
	}
	schemas, err := schemaSet(params.Schemas)
	if err != nil {
		return nil, err
	}
	compiler, err := compile(parsed, func(c *ast.Compiler) { c.WithStrict(true).WithSchemas(schemas) })
	if err != nil {
		return nil, err
	}
	return &checked{Files: len(params.Sources), Warnings: warningsOf(compiler)}, nil
}

// warningsOf looks at all but the tests.
func warningsOf(compiler *ast.Compiler) []finding {
	found := []finding{}
	for _, w := range warnings.Of(compiler, isTest) {
		found = append(found, at(w.Location, w.Code, w.Message))
	}
	return found
}

func schemaSet(schemas map[string]json.RawMessage) (*ast.SchemaSet, error) {
	set := ast.NewSchemaSet()
	for name, raw := range schemas {
		var schema any
		if err := util.UnmarshalJSON(raw, &schema); err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		set.Put(ast.SchemaRootRef.Append(ast.StringTerm(name)), schema)
		if name == "input" {
			set.Put(ast.SchemaRootRef, schema)
		}
	}
	return set, nil
}
