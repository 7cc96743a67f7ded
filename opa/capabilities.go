package main

import (
	_ "embed"
	"encoding/json"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The gateway refuses the same built-ins, in the same words, when it loads a bundle that something else has built.
//
//go:embed refused.json
var refusedJSON []byte

// refusedBuiltins can never run in the gateway, with the reason.
var refusedBuiltins = func() (reasons map[string]string) {
	if err := json.Unmarshal(refusedJSON, &reasons); err != nil {
		panic(err)
	}
	return reasons
}()

// capabilities are OPA's own without the refused built-ins, and without fetching remote schemas.
func capabilities() *ast.Capabilities {
	own := ast.CapabilitiesForThisVersion()
	own.Builtins = slices.DeleteFunc(own.Builtins, func(b *ast.Builtin) bool {
		_, refused := refusedBuiltins[b.Name]
		return refused
	})
	own.AllowNet = []string{}
	return own
}
