// Package bench has what measurements of the runtime need.
package bench

// Park has the frames of the goroutine parked, and resumed at once.
//
//go:burrow block
func Park()
