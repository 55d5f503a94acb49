// What prints values of a kind is built when a part of a printed value has it, however deep.
package main

import "fmt"

type inner struct {
	m map[string][2]complex64
	c chan []func() float32
}

type outer[T any] struct {
	next *outer[T]
	v    T
}

func main() {
	o := &outer[*inner]{v: &inner{m: map[string][2]complex64{"b": {1, 2i}, "a": {}}}}
	fmt.Println(*o.v)
	fmt.Printf("%v %+v\n", o.next, o.v.m)
	fmt.Printf("%#v\n", o.v.m["b"])
	defer func() { fmt.Println(recover()) }()
	panic(fmt.Sprint(o.v.m))
}
