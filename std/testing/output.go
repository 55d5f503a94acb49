package testing

import (
	"os"
	_ "unsafe"
)

// captureOutput has what is written to a file kept, or ends that and returns what was.
//
//go:linkname captureOutput os.capture
func captureOutput(f *os.File, on bool) []byte
