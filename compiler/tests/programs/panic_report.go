// What is printed of panics that nobody recovers: values of every kind, by their methods, raised again or only equal, and a
// Goexit among them.
package main

import (
	"errors"
	"runtime"
)

type (
	myInt     int
	myString  string
	myBool    bool
	myFloat   float64
	myComplex complex128
	text      struct{ s string }
	code      int
)

func (t text) String() string { return "text " + t.s }
func (c code) Error() string  { return "code\nof two lines" }

func raise(v any) { panic(v) }

func values() {
	for _, v := range []any{
		int8(-2), uint64(1 << 63), float32(0.1), 2i, true, "text\nwith\nlines", myInt(5), myString("a \"quoted\"\nstring"),
		myBool(false), myFloat(2.5), myComplex(1 + 2i), text{"by its method"}, &text{"through a pointer"}, code(6),
		errors.New("an error\n"), nil,
	} {
		defer raise(v)
	}
}

func main() {
	defer func() { panic("last") }()
	defer func() {
		// The same value again, recovered before.
		r := recover()
		panic(r)
	}()
	defer func() {
		recover()
		panic(errors.New("after a recovery"))
	}()
	// The same value three times, never recovered: shown once.
	for range 3 {
		defer func() { panic("equal") }()
	}
	defer runtime.Goexit()
	values()
}
