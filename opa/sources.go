package main

import (
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
)

// source is one file of a policy folder; its path is relative to that folder, with forward slashes.
type source struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// sources are Rego files, data.json, data.yaml or data.yml, and .manifest.
type sources []source

func isTest(path string) bool { return strings.HasSuffix(path, "_test.rego") }

func isRego(path string) bool { return strings.HasSuffix(path, ".rego") }

// withoutTests is what goes into a bundle.
func (s sources) withoutTests() sources {
	return slices.DeleteFunc(slices.Clone(s), func(f source) bool { return isTest(f.Path) })
}

// parse reads all files, so that a report names every file that is wrong and not only the first one.
func (s sources) parse() (*bundle.Bundle, error) {
	var found faults
	parsed := &bundle.Bundle{Data: map[string]any{}}
	documents := fstest.MapFS{}
	for _, file := range s {
		if !isRego(file.Path) {
			documents[file.Path] = &fstest.MapFile{Data: []byte(file.Text)}
			found = append(found, jsonSyntax(file)...)
			continue
		}
		module, err := ast.ParseModuleWithOpts(file.Path, file.Text, ast.ParserOptions{
			RegoVersion:       ast.RegoV1,
			ProcessAnnotation: true,
			Capabilities:      ast.CapabilitiesForThisVersion(),
		})
		if err != nil {
			found = append(found, placed(err, file.Path)...)
			continue
		}
		parsed.Modules = append(parsed.Modules, bundle.ModuleFile{
			URL: file.Path, Path: file.Path, Raw: []byte(file.Text), Parsed: module,
		})
	}
	if len(found) > 0 {
		return nil, found
	}
	if err := readDocuments(parsed, documents); err != nil {
		return nil, faults(placed(err, dataFile(documents, err)))
	}
	parsed.SetRegoVersion(ast.RegoV1)
	return parsed, nil
}

// jsonSyntax finds what the bundle reader would report without its row.
func jsonSyntax(file source) []finding {
	if path.Ext(file.Path) != ".json" {
		return nil
	}
	var syntax *json.SyntaxError
	if !errors.As(json.Unmarshal([]byte(file.Text), new(any)), &syntax) {
		return nil
	}
	before := file.Text[:max(syntax.Offset-1, 0)]
	return []finding{{
		File:    file.Path,
		Row:     strings.Count(before, "\n") + 1,
		Col:     len(before) - strings.LastIndex(before, "\n"),
		Code:    codeData,
		Message: syntax.Error(),
	}}
}

// readDocuments takes data and manifest by the rules of OPA's own bundle reader.
func readDocuments(into *bundle.Bundle, documents fstest.MapFS) error {
	loader, err := bundle.NewFSLoader(documents)
	if err != nil {
		return err
	}
	read, err := bundle.NewCustomReader(loader).WithSkipBundleVerification(true).Read()
	if err != nil {
		return err
	}
	into.Data = read.Data
	into.Manifest = read.Manifest
	return nil
}

// placed are the findings of err; one without a place gets the file.
func placed(err error, file string) []finding {
	if found := findingsOf(err); len(found) > 0 {
		return found
	}
	return []finding{{File: file, Code: codeData, Message: err.Error()}}
}

// dataFile guesses which document an error of the bundle reader is about: it has the path in its text only.
func dataFile(documents fstest.MapFS, err error) string {
	for name := range documents {
		if strings.Contains(err.Error(), " "+name+":") || strings.Contains(err.Error(), "/"+name+":") {
			return name
		}
	}
	if _, ok := documents[bundle.ManifestExt]; ok && strings.Contains(err.Error(), "manifest") {
		return bundle.ManifestExt
	}
	return ""
}

// compile checks the modules and resolves their names. Options come on top of what every operation wants.
func compile(b *bundle.Bundle, options ...func(*ast.Compiler)) (*ast.Compiler, error) {
	compiler := ast.NewCompiler().
		WithCapabilities(capabilities()).
		WithPathConflictsCheck(dataAt(b.Data)).
		WithUseTypeCheckAnnotations(true).
		SetErrorLimit(0)
	for _, option := range options {
		option(compiler)
	}
	modules := map[string]*ast.Module{}
	for _, file := range b.Modules {
		modules[file.URL] = file.Parsed
	}
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	return compiler, nil
}

// dataAt tells whether base documents have something at a rule's path, which would hide one or the other.
func dataAt(data map[string]any) func([]string) (bool, error) {
	return func(path []string) (bool, error) {
		if len(path) == 0 {
			return false, nil
		}
		var node any = data
		for _, key := range path {
			object, ok := node.(map[string]any)
			if !ok {
				return true, nil
			}
			if node, ok = object[key]; !ok {
				return false, nil
			}
		}
		return true, nil
	}
}
