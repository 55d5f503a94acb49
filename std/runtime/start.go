// Package runtime is the part of Burrow's runtime that is written in Go: what Go programs name, and what the runtime
// has Go code do for it. The rest is in Rust; functions without body are its.
package runtime

import "unsafe"

// gostart is the outermost frame of every goroutine.
func gostart(f func()) { f() }

// descriptor is a type descriptor as the compiler writes it (docs/abi.md, section 5).
type descriptor struct {
	size     uintptr
	hash     uint32
	kind     uint8
	align    uint8
	fieldAl  uint8
	flags    uint8
	ptrWords uintptr
	ptrs     uintptr
	equal    uintptr
	hashFn   uintptr
	name     *byte
	nameLen  uintptr
	ptrTo    *descriptor
	uncommon uintptr
	elem     *descriptor
	extra    [2]uintptr
}

func (d *descriptor) String() string { return unsafe.String(d.name, int(d.nameLen)) }

// described returns the type whose address a number is.
func described(typ uintptr) *descriptor { return (*descriptor)(unsafe.Pointer(typ)) }

// eface is an empty interface in memory.
type eface struct {
	typ  *descriptor
	data unsafe.Pointer
}

func efaceOf(v *any) *eface { return (*eface)(unsafe.Pointer(v)) }
