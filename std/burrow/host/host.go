// Package host is how a program in an event loop (burrow build --event-loop) hears from its host, such as a web page.
package host

import "sync"

// next waits for an event and returns its number. One goroutine at a time.
//
//go:burrow block
func next() int64

var one sync.Mutex

// Next waits for the next event and returns the number that the host gave it: what burrow_event was called with. While a
// goroutine waits here the program is not deadlocked.
func Next() int64 {
	one.Lock()
	n := next()
	one.Unlock()
	return n
}
