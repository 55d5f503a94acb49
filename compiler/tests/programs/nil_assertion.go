// What failed assertions of nil and of others say.
package main

type shape interface{ area() int }
type named interface{ name() string }
type square int

func (s square) area() int { return int(s * s) }

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	var e any
	var s shape
	try(func() { _ = e.(any) })
	try(func() { _ = e.(shape) })
	try(func() { _ = e.(int) })
	try(func() { _ = s.(square) })
	try(func() { _ = s.(any) })
	try(func() { _ = s.(named) })
	s = square(2)
	e = s
	try(func() { _ = s.(named) })
	try(func() { _ = e.(named) })
	try(func() { _ = e.(string) })
	try(func() { _ = e.(*square) })
	try(func() { _ = s.(interface{ area() string }) })
}
