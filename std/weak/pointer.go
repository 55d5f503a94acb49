// Package weak has pointers that do not keep what they point to alive.
package weak

import (
	"runtime"
	"unsafe"
)

// Pointer is a weak pointer to a T. Two are equal when they were made from equal pointers, also after what these pointed to is gone.
type Pointer[T any] struct {
	_      [0]*T
	handle unsafe.Pointer
}

// handle returns what stands for an address.
//
//go:burrow retry
func handle(p unsafe.Pointer) unsafe.Pointer

// upgrade returns the address that a handle stands for, or nil if what was there is gone.
//
//go:burrow pure
func upgrade(handle unsafe.Pointer) unsafe.Pointer

// Make returns a weak pointer to what ptr points to.
func Make[T any](ptr *T) Pointer[T] {
	var h unsafe.Pointer
	if ptr != nil {
		h = handle(unsafe.Pointer(ptr))
	}
	runtime.KeepAlive(ptr)
	return Pointer[T]{handle: h}
}

// Value returns the pointer from which p was made, or nil if what it pointed to is gone.
func (p Pointer[T]) Value() *T {
	if p.handle == nil {
		return nil
	}
	return (*T)(upgrade(p.handle))
}
