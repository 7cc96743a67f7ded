package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Codes of failures that are not OPA's own (rego_parse_error and so on).
const (
	codeRequest = "request"         // the host sent something that this program does not know
	codePanic   = "panic"           // a bug; the host throws this instance away
	codePolicy  = "policy"          // the policy is at fault, findings say where if it is known
	codeData    = "data"            // a data file or the manifest is at fault
	codeRefused = "builtin_refused" // a built-in function that can never run in the gateway
)

// finding is one fault in one place. Row and column count from 1 and are 0 where they are not known.
type finding struct {
	File    string `json:"file"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// failure is an operation that gave no result.
type failure struct {
	Code     string    `json:"code"`
	Message  string    `json:"message"`
	Findings []finding `json:"findings,omitempty"`
}

// faults is the error for a policy with findings.
type faults []finding

func (f faults) Error() string {
	if len(f) == 1 {
		first, _, _ := strings.Cut(f[0].Message, "\n")
		return first
	}
	return fmt.Sprintf("%d errors in the policy", len(f))
}

func failureOf(err error) *failure {
	return &failure{Code: codePolicy, Message: summary(err), Findings: findingsOf(err)}
}

func summary(err error) string {
	if findings := findingsOf(err); len(findings) > 0 {
		return faults(findings).Error()
	}
	return err.Error()
}

// findingsOf takes apart every kind of error that OPA's packages return. Errors without a place give none.
func findingsOf(err error) []finding {
	var own faults
	if errors.As(err, &own) {
		return own
	}
	var many ast.Errors
	if errors.As(err, &many) {
		findings := make([]finding, 0, len(many))
		for _, one := range many {
			findings = append(findings, findingOf(one))
		}
		return findings
	}
	var one *ast.Error
	if errors.As(err, &one) {
		return []finding{findingOf(one)}
	}
	var runtime *topdown.Error
	if errors.As(err, &runtime) && runtime.Location != nil {
		return []finding{at(runtime.Location, runtime.Code, runtime.Message)}
	}
	return nil
}

func findingOf(e *ast.Error) finding {
	message := e.Message
	if e.Details != nil {
		message += "\n" + strings.Join(e.Details.Lines(), "\n")
	}
	if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok && e.Code == ast.TypeErr {
		if reason, ok := refusedBuiltins[name]; ok {
			return at(e.Location, codeRefused, fmt.Sprintf("%s can not be used in the gateway: %s", name, reason))
		}
	}
	return at(e.Location, e.Code, message)
}

func at(location *ast.Location, code, message string) finding {
	if location == nil {
		return finding{Code: code, Message: message}
	}
	return finding{File: location.File, Row: location.Row, Col: location.Col, Code: code, Message: message}
}
