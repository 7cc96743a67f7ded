// Command conformance compiles the cases with which OPA tests its evaluators to WebAssembly, for the tests of Regate's
// engine. It is not part of the toolchain.
//
//	conformance FOLDER
//
// FOLDER is v1/test/cases/testdata of OPA's module. For every case it writes two blocks to standard output: the case as
// JSON, and its module. A block is its length in bytes, four of them, little endian, and then the bytes.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/test/cases"
)

// compiled is a case with what the engine's tests want to know of it.
type compiled struct {
	cases.TestCase
	// Version of Rego: v0 or v1.
	Version string `json:"version"`
	// Group is the folder of the case.
	Group string `json:"group"`
	// Reads are the input paths of the query; null is the whole input.
	Reads [][]string `json:"reads"`
}

var versions = map[string]ast.RegoVersion{"v0": ast.RegoV0, "v1": ast.RegoV1}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: conformance FOLDER"))
	}
	out := bufio.NewWriter(os.Stdout)
	for _, version := range []string{"v0", "v1"} {
		set, err := cases.Load(filepath.Join(os.Args[1], version))
		if err != nil {
			fail(err)
		}
		for _, c := range set.Sorted().Cases {
			if err := write(out, c, version); err != nil {
				fail(fmt.Errorf("%s %s: %w", version, c.Note, err))
			}
		}
	}
	if err := out.Flush(); err != nil {
		fail(err)
	}
}

func write(out io.Writer, c cases.TestCase, version string) error {
	module, reads, err := compile(context.Background(), c, versions[version])
	if err != nil {
		return err
	}
	described, err := json.Marshal(compiled{
		TestCase: c,
		Version:  version,
		Group:    filepath.Base(filepath.Dir(c.Filename)),
		Reads:    reads,
	})
	if err != nil {
		return err
	}
	return writeBlocks(out, described, module)
}

func writeBlocks(out io.Writer, blocks ...[]byte) error {
	for _, block := range blocks {
		if err := binary.Write(out, binary.LittleEndian, uint32(len(block))); err != nil {
			return err
		}
		if _, err := out.Write(block); err != nil {
			return err
		}
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
