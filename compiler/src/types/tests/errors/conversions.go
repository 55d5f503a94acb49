package main

import "unsafe"

type I1 interface{ m1() }
type I2 interface {
	m1()
	m2(x int)
}
type I3 interface {
	m1()
	m2() int
}
type E interface{}
type S struct {
	a int `x:"1"`
}
type P *S

func f() {
	var e E
	var i1 I1
	var i2 I2
	var i3 I3
	_ = E(0)
	_ = E(nil)
	_ = I1(0)
	_ = I1(e)
	_ = I2(i1)
	_ = I2(i3)
	_ = I3(i2)
	_ = S(struct{ a int }{})
	_ = P(&struct{ a int }{})
	_ = uintptr(unsafe.Pointer(P(nil)))
	_ = string(1 << 10)
	var s uint
	_ = string(1 << s)
	_ = float64(1 << s)
	_ = 1.0<<s + 1.5
	var x float32 = 1 << s
	var y int8 = 1 << s
	_ = 1<<s == 2.0
	_ = 1<<s + 1<<s == 1.
	var z any = 1 << s
	_ = make([]int, 1.0<<s)
	_ = []int{}[1.0<<s]
	_ = s << 1.0
	_ = s << 1.5
	_ = s << -1
	_ = s << "a"
	_ = 1.5 << s
	_ = "a" << s
	s <<= 2.5
	s += "a"
	_, _, _ = x, y, z
}

func main() {}
