package main

import (
	"fmt"
	"reflect"
)

type T struct{ n int }

func (t T) M()         { fmt.Println("M", t.n, recover()) }
func (t *T) P(a string) { fmt.Println("P", t.n, a, recover()) }
func (t T) V(a ...int) { fmt.Println("V", t.n, a, recover()) }
func (t T) Nested()    { helper() }
func (t T) N2()        { func() { fmt.Println("N2", recover()) }() }

type I interface{ M() }

func helper() { fmt.Println("helper", recover()) }

func plain() { fmt.Println("plain", recover()) }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "not recovered:", r)
		}
	}()
	f()
}

func main() {
	t := T{7}
	try("value", func() {
		f := reflect.ValueOf(t).MethodByName("M").Interface().(func())
		defer f()
		panic(1)
	})
	try("pointer", func() {
		f := reflect.ValueOf(&t).MethodByName("P").Interface().(func(string))
		defer f("x")
		panic(2)
	})
	try("func", func() {
		m, _ := reflect.TypeOf(t).MethodByName("M")
		f := m.Func.Interface().(func(T))
		defer f(t)
		panic(3)
	})
	try("variadic", func() {
		f := reflect.ValueOf(t).MethodByName("V").Interface().(func(...int))
		defer f(1, 2)
		panic(4)
	})
	try("interface", func() {
		var i I = t
		f := reflect.ValueOf(&i).Elem().Method(0).Interface().(func())
		defer f()
		panic(5)
	})
	try("nested", func() {
		f := reflect.ValueOf(t).MethodByName("Nested").Interface().(func())
		defer f()
		panic(6)
	})
	try("n2", func() {
		f := reflect.ValueOf(t).MethodByName("N2").Interface().(func())
		defer f()
		panic(7)
	})
	try("makefunc", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			fmt.Println("made", recover())
			return nil
		}).Interface().(func())
		defer f()
		panic(8)
	})
	try("makefunc calls", func() {
		f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
			reflect.ValueOf(plain).Call(nil)
			return nil
		}).Interface().(func())
		defer f()
		panic(9)
	})
	try("call", func() {
		defer reflect.ValueOf(plain).Call(nil)
		panic(10)
	})
	try("method call", func() {
		defer reflect.ValueOf(t).MethodByName("M").Call(nil)
		panic(11)
	})
	try("value method in a deferred one", func() {
		f := reflect.ValueOf(t).MethodByName("M").Interface().(func())
		defer func() { f() }()
		panic(12)
	})
	try("again", func() {
		f := reflect.ValueOf(t).MethodByName("M").Interface().(func())
		defer f()
		defer f()
		panic(13)
	})
}
