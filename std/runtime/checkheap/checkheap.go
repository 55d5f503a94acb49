// Package checkheap has the heap checked after each phase of every collection, in programs that import it.
package checkheap

//go:burrow pure
func enable()

func init() { enable() }
