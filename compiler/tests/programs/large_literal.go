// Literals of constants are made where they are assigned: a large one takes no stack.
package main

import "runtime/debug"

type small struct {
	a *int
	b string
}

type large struct {
	bytes [1 << 20]byte
	text  string
	parts [2]small
}

func run(c chan bool) {
	l := new(large)
	l.bytes[7] = 7
	l.parts[1].a = new(int)
	*l = large{text: "hello", parts: [2]small{{b: "x"}, 1: {nil, "y"}}}
	println(l.bytes[7], l.text, l.parts[0].b, l.parts[1].b, l.parts[1].a == nil)
	*l = large{}
	println(len(l.text), len(l.parts[0].b))
	c <- true
}

// What the literal reads may be where it is assigned.
func swapped(l *small) small {
	*l = small{b: l.b + "!", a: l.a}
	return *l
}

func through(l *large) (err any) {
	defer func() { err = recover() }()
	*l = large{text: "never"}
	return nil
}

func main() {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 16))
	c := make(chan bool)
	go run(c)
	<-c
	s := swapped(&small{new(int), "z"})
	println(s.b, *s.a)
	println(through(nil).(error).Error())
	m := map[string]large{}
	m["k"] = large{text: "in a map"}
	println(m["k"].text, len(m))
}
