// Package debug is for programs that look at or control their own running.
package debug

import (
	"os"
	"runtime"
)

// setGCPercent sets GOGC, off when negative, and returns what it was.
//
//go:burrow pure
func setGCPercent(percent int32) int32

// setMemoryLimit sets the limit of memory in bytes unless it is negative, and returns what it was.
//
//go:burrow pure
func setMemoryLimit(limit int64) int64

// setMaxStack sets the limit of a goroutine's stack in bytes and returns what it was.
//
//go:burrow pure
func setMaxStack(bytes int64) int64

// freeMemory runs a collection and gives memory back to the host.
func freeMemory()

// setTraceback sets how much a crash shows.
//
//go:burrow pure
//go:noescape
func setTraceback(level string)

// SetGCPercent sets how much the heap grows, in percent of what is live, before a collection; it returns what it was.
func SetGCPercent(percent int) int {
	if percent < 0 {
		percent = -1
	}
	return int(setGCPercent(int32(percent)))
}

// SetMemoryLimit sets how much memory the program shall use at most, unless the limit is negative; it returns what it was.
func SetMemoryLimit(limit int64) int64 { return setMemoryLimit(limit) }

// SetMaxStack sets how large a goroutine's stack may grow; it returns what it was.
func SetMaxStack(bytes int) int { return int(setMaxStack(int64(bytes))) }

// SetMaxThreads returns the number of threads that there may be; setting it has no effect.
func SetMaxThreads(threads int) int { return 10000 }

// SetPanicOnFault has no effect: memory faults do not occur.
func SetPanicOnFault(enabled bool) bool { return false }

// SetTraceback sets how much a crash shows, as GOTRACEBACK does; what the environment asks for is the least.
func SetTraceback(level string) { setTraceback(level) }

// FreeOSMemory runs a collection and gives memory back to the host.
func FreeOSMemory() { freeMemory() }

// Stack returns the calling goroutine's trace.
func Stack() []byte {
	buf := make([]byte, 1024)
	for {
		n := runtime.Stack(buf, false)
		if n < len(buf) {
			return buf[:n]
		}
		buf = make([]byte, 2*len(buf))
	}
}

// PrintStack writes the calling goroutine's trace to standard error.
func PrintStack() { os.Stderr.Write(Stack()) }
