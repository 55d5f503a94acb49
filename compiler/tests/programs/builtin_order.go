// Calls of predeclared functions are made in order with other calls; one call can yield their operands; fields of embedded
// structs in literals; an index into an array without elements.
package main

import "unsafe"

type inner struct{ a, b int }
type middle struct {
	c int
	inner
}
type outer struct {
	d string
	middle
}

var data = [4]byte{1, 2, 3, 4}

func pair() (*byte, int)             { return &data[0], 3 }
func sum() (unsafe.Pointer, int)     { return unsafe.Pointer(&data[0]), 2 }
func none() [0]func()                { return [0]func(){} }
func try(f func())                   { defer func() { println(recover().(error).Error()) }(); f() }

var global = outer{d: "x", b: 5, c: 7}

func main() {
	x := make([]int, 1)
	f := func() int { x = make([]int, 3); return 2 }
	a, b, c := len(x), f(), len(x)
	println(a, b, c)
	z := 1i
	g := func() int { z = 3i; return 2 }
	d, e, h := imag(z), g(), imag(z)
	println(d, e, h)

	println(len(unsafe.Slice(pair())), *(*byte)(unsafe.Add(sum())))

	o := outer{a: 1, d: "y"}
	p := &outer{b: len(x), a: 4}
	println(o.a, o.b, o.c, o.d, p.a, p.b, global.b, global.c, global.d)
	i := 2
	try(func() { _ = none()[i] })
}
