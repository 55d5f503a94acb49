package main

import "unsafe"

type S struct{ a int32 }
type B bool
type E struct{}
type N struct {
	_ struct{}
	x int
}

//go:wasmimport env ok
func ok(a int32, b uint32, c int64, d uint64, e float32, f float64, g uintptr, h unsafe.Pointer, i string, j bool, k *int32, l *S, m B) int32

//go:wasmimport env bad1
func bad1(a int)

//go:wasmimport env bad2
func bad2(a []byte)

//go:wasmimport env bad3
func bad3() (int32, int32)

//go:wasmimport env bad4
func bad4() string

//go:wasmimport env bad5
func bad5(a int8, b uint16, c E, d [2]int32, e *int, f func(), g any, h *N, i ...int32)




//go:wasmimport gojs x
func gojs()

//go:wasmexport exp1
func exp1(a int, b *int, s string) string { return "" }

//go:wasmexport exp2
func exp2()

//go:wasmexport exp3
func exp3() (a, b int32) { return }


//go:wasmexport exp5
func exp5(a ...int32) []int { return nil }




//go:wasmexport main
func main() {}
