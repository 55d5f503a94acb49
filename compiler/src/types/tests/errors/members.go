package main

import "fmt"

type Inner struct {
	x   int
	aBc int
}

func (Inner) m()  {}
func (*Inner) pm() {}

type Outer struct {
	*Inner
	y int
}
type Both struct {
	Inner
	Outer
}
type PI *Inner
type Itf interface{ M() }
type PItf *Itf

func get() Inner { return Inner{} }

func main() {
	var i Inner
	i.X()
	i.X = 1
	i.abc = 1
	i.M()
	i.PM()
	get().pm()
	get().x = 1
	(&i).pm()
	Inner.pm(i)
	(*Inner).pm(&i)
	(*Inner).x
	Inner.x = 1
	var o Outer
	o.x = 1
	o.z = 1
	Outer.pm(o)
	var b Both
	b.x = 1
	b.Inner.x = 1
	b.Inner.m()
	var p PI
	p.m()
	p.x = 1
	p.X = 1
	var pp **Inner
	pp.x = 1
	var it *Itf
	it.M()
	var pit PItf
	pit.M()
	it.N()
	(*it).M()
	(*it).N()
	var a any
	a.x = 1
	a = i.m
	a = i.pm()
	a = Inner.m
	i.m = nil
	i.m()()
	i.m(1)
	_ = i.m == nil
	_ = Outer{x: 1}
	_ = Outer{Inner: i}
	_ = Outer{Inner: &i, Y: 2}
	_ = Both{x: 1}
	_ = Both{aBc: 1, y: 2}
	_ = Inner{ABC: 1}
	_ = fmt.Stringer{}
	_ = Itf{}
	_ = []Itf{{}}
	_ = [2]*Inner{{1, 2}}
	_ = map[Inner]string{{1, 2}: "a", {1, 2, 3}: "b"}
	_ = struct{ Inner }{}.aBc
	_ = struct{ *Inner }{}.pm
	_ = struct{ Inner }{}.pm
	fmt.println("x")
	fmt.PrintLn("x")
	fmt.x.y()
	fmt = 1
	_ = fmt
	var fmt2 fmt
	_.x()
	len.x()
	len = 1
	_ = len
	Inner = 1
	_ = Inner
	_ = Inner.m.x
	main.x()
	main = nil
	nil.x()
	nil()
	"a".x()
	"a"()
}
