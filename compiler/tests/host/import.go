package main

import (
	"structs"
	"unsafe"
)

//go:wasmimport wasi_snapshot_preview1 random_get
func random(p unsafe.Pointer, n uint32) uint32

//go:wasmimport env show
func show(s string, b bool, f float64, i int64) bool

// The host is given an address as a number, and writes there.
//
//go:wasmimport env fill
func fill(p uintptr, n int32)

//go:wasmimport env fill
func fillPair(p *pair, n int32)

type pair struct {
	_    structs.HostLayout
	a, b int32
}

func main() {
	var b [16]byte
	println(random(unsafe.Pointer(&b), 16), b != [16]byte{})
	println(show("héllo", true, 1.5, -3))
	f := show
	println(f("", false, 0, 1<<40))
	list := []int32{1, 2, 3}
	sum := list[0] + list[1]
	fill(uintptr(unsafe.Pointer(&list[0])), 2)
	println(sum, list[0], list[1], list[2])
	var p pair
	fillPair(&p, 2)
	println(p.a, p.b)
}
