package main

import "strings"

func fn(a float32) {}

// Package strings writes the type without a name.
var arr func(arg rune) rune = fn
var with func(x int) = fn
var without func(int) = fn

type s struct{ f func(b uint) }

func g(h func(c uint8), i ...func(d, e int) (z string)) {}

func main() {
	arr = fn
	var v s
	v.f = fn
	_ = s{f: fn}
	g(fn, fn, fn)
	strings.Map(fn, "")
	func(y func(n int)) {}(fn)
	var l func(k int) = fn
	l = without
}
