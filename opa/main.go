// Command opa is the policy toolchain of Regate: OPA's own parser, compiler, formatter, test runner and evaluator,
// compiled to WebAssembly and called from JavaScript.
//
// It is a WASI reactor: the host calls _initialize once, then, for every request, buffer(size), writes one JSON
// document into that memory, calls handle() and reads the JSON answer of that many bytes at result(). It opens no
// file and no socket. Everything that it looks at is in the request.
package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"unsafe"
)

// The host writes and reads these two through their address, so they have to stay reachable between calls.
var (
	requestBytes  []byte
	responseBytes []byte
)

// Requests are short and leave little behind, so collecting less often costs a few megabytes and saves a tenth of the time.
func init() { debug.SetGCPercent(400) }

func main() {}

//go:wasmexport buffer
func buffer(size uint32) unsafe.Pointer {
	requestBytes = make([]byte, max(size, 1))[:size]
	return unsafe.Pointer(unsafe.SliceData(requestBytes))
}

//go:wasmexport handle
func handle() uint32 {
	responseBytes = answer(requestBytes)
	requestBytes = nil
	return uint32(len(responseBytes))
}

//go:wasmexport result
func result() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(responseBytes))
}

type request struct {
	Op     string          `json:"op"`
	Params json.RawMessage `json:"params"`
}

type response struct {
	Result any      `json:"result,omitempty"`
	Error  *failure `json:"error,omitempty"`
}

// operations is the whole interface of the toolchain.
var operations = map[string]func(json.RawMessage) (any, error){
	"version":  operation(version),
	"build":    operation(build),
	"test":     operation(test),
	"check":    operation(check),
	"format":   operation(formatFiles),
	"inspect":  operation(inspect),
	"deps":     operation(deps),
	"open":     operation(openPolicy),
	"evaluate": operation(evaluate),
	"decide":   operation(decide),
	"fired":    operation(fired),
	"close":    operation(closePolicy),
	"explain":  operation(explainDecision),
}

// operation adapts a typed function to the wire.
func operation[P, R any](run func(P) (R, error)) func(json.RawMessage) (any, error) {
	return func(raw json.RawMessage) (any, error) {
		var params P
		if err := json.Unmarshal(raw, &params); err != nil {
			return nil, fmt.Errorf("malformed parameters: %w", err)
		}
		return run(params)
	}
}

func answer(bytes []byte) (encoded []byte) {
	defer func() {
		if r := recover(); r != nil {
			encoded = encode(response{Error: &failure{Code: codePanic, Message: fmt.Sprintf("%v\n%s", r, debug.Stack())}})
		}
	}()
	var req request
	if err := json.Unmarshal(bytes, &req); err != nil {
		return encode(response{Error: &failure{Code: codeRequest, Message: err.Error()}})
	}
	run, ok := operations[req.Op]
	if !ok {
		return encode(response{Error: &failure{Code: codeRequest, Message: "no operation " + req.Op}})
	}
	result, err := run(req.Params)
	if err != nil {
		return encode(response{Error: failureOf(err)})
	}
	return encode(response{Result: result})
}

func encode(r response) []byte {
	bytes, err := json.Marshal(r)
	if err != nil {
		bytes, _ = json.Marshal(response{Error: &failure{Code: codePanic, Message: err.Error()}})
	}
	return bytes
}
