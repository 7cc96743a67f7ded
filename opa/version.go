package main

import (
	"runtime"

	opa "github.com/open-policy-agent/opa/v1/version"
)

type versions struct {
	OPA string `json:"opa"`
	Go  string `json:"go"`
}

func version(struct{}) (versions, error) {
	return versions{OPA: opa.Version, Go: runtime.Version()}, nil
}
