package main

import (
	"fmt"
	"reflect"
)

// Types whose pointers no line of the program names, but for the receivers.

type celsius float64

func (c *celsius) Set(text string) { fmt.Sscan(text, (*float64)(c)) }

type item struct{ name string }

func (i item) Title() string { return "<" + i.name + ">" }

type wrapped struct {
	item
	n int
}

type setter interface{ Set(string) }

func main() {
	v := reflect.ValueOf(new(struct {
		T celsius
		W wrapped
	})).Elem()
	s, ok := v.Field(0).Addr().Interface().(setter)
	fmt.Println(ok)
	s.Set("36.6")
	fmt.Println(v.Field(0).Float())

	fmt.Println(reflect.PointerTo(v.Field(0).Type()).Implements(reflect.TypeFor[setter]()))

	list := reflect.ValueOf([]item{{"a"}, {"b"}})
	for i := range list.Len() {
		fmt.Println(list.Index(i).Addr().MethodByName("Title").Call(nil)[0])
	}
	fmt.Println(v.Field(1).Addr().Type().NumMethod())
}
