// What iterators may not do with the bodies that they are given, each told by its own text.
package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Printf("%s: %v\n", name, recover()) }()
	f()
}

var kept func(int) bool

func goesOn(yield func(int) bool) { kept = yield; yield(1); yield(2) }

func swallows(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

func asksAgain(yield func(int) bool) {
	swallows(yield)
	yield(2)
}

func main() {
	try("after break", func() {
		for range goesOn {
			break
		}
	})
	try("after the loop", func() {
		for range goesOn {
		}
		kept(1)
	})
	try("swallowed", func() {
		for range swallows {
			panic("body")
		}
	})
	try("after a panic", func() {
		for range asksAgain {
			panic("body")
		}
	})
}
