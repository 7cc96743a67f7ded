package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	reasonNetwork = "a decision can not wait for the network; put what it needs into data or into the token's claims"
	reasonHost    = "no host of WebAssembly policies implements it"
)

// refusedBuiltins can never run in the gateway, with the reason.
var refusedBuiltins = map[string]string{
	ast.HTTPSend.Name:               reasonNetwork,
	ast.NetLookupIPAddr.Name:        reasonNetwork,
	ast.GraphQLIsValid.Name:         reasonHost,
	ast.GraphQLParse.Name:           reasonHost,
	ast.GraphQLParseAndVerify.Name:  reasonHost,
	ast.GraphQLParseQuery.Name:      reasonHost,
	ast.GraphQLParseSchema.Name:     reasonHost,
	ast.GraphQLSchemaIsValid.Name:   reasonHost,
	ast.ProvidersAWSSignReqObj.Name: reasonHost,
	ast.RegoParseModule.Name:        reasonHost,
}

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
