package main

import "fmt"
import "fmt"
import m "math"
import _ "os"

var a int
var a string
const c1, c2 = 1
const c3 = 1, 2
var v1, v2 = 1
var v3, v4, v5 = 1, 2
const cc = f()
func f() int { return 1 }
type A B
type B A
type S struct { S }
type Arr [len(arr2)]int
var arr2 Arr
type Al = []Al
type Itf interface { Itf2 }
type Itf2 interface { Itf }
type Itf3 interface { m(); m() }
type Itf4 interface { m(int) }
type Itf5 interface { Itf3; Itf4 }
type P *int
func (p P) m() {}
func (p *Itf3) m() {}

func (i int) m() {}
func (x undefinedT) m() {}
func (x fmt.Stringer) m() {}
type D struct { x int; y string }
func (d D) x() {}
func (d D) m() {}
func (d *D) m() {}
func init() int { return 1 }
func main(x int) { return }
var init int
func (d D) mm(d int) {}
func ff(a int, a string) (b int, err error) { return }
type E1 struct { P; *P; *Itf3; x, x int; D; *D }
var mp map[func()]int
var _ = map[[]int]int{}
type Fn func(a, a int)
func g() {
	type L struct { l L }
	type L2 [2]L2
	var x, x int
	const y = x
	const z int = "a"
	const w []int = nil
	const (
		i0 = iota
		i1
		i2 uint8 = 254 + iota
		i3
		i4
	)
	x.y = 1
	{
		x := 1
	}
	if x := 1; x == 1 {
	} else if y := x; false {
	}
	for { break }
	for {
	}
}
func h() (x int) {
	{
		x := 1
		return
	}
}
func k() (int, error) {
	return 1
	return 1, nil, 2
	return f()
	return
	return "a", 1
}
func l() { return f() }
func noret() int { for { break } }
func noret2(x int) int { if x > 0 { return 1 } }
func noret3(x int) int { switch x { case 1: return 1 } }
func ret4(x int) int { switch x { case 1: return 1; default: panic(1) } }
func ret5() int { for {} }
func ret6() int { L: for { for { break L } } }
func ret7() int { select {} }
func ret8() int { goto L; L: return 1 }
func ret9() int { { return 1 } }
var q1 = q2
var q2 = func() int { return q3() }()
func q3() int { return q1 }
type T0 struct{}
func (T0) M() int { return q4 }
var q4 = T0{}.M()
var q5 = T0.M(T0{})
type bad1 [1.5]int
type bad2 ["a"]int
type bad3 [1<<62]int
type bad4 [q1]int
type bad5 [undef]int
type bad6 chan undef
type bad7 fmt.Undef
type bad8 undefpkg.X
type bad9 q1
type bad10 struct { q1 }
var e1 [...]int
var e2 = [...]int{1,2,3}
var e3 [3]int = e2
var e4 [4]int = e2
var e5 interface{ M() } = T0{}
var e6 interface{ M() int } = T0{}
var e7 interface{ m() } = T0{}
var e8 fmt.Stringer = T0{}
var e9 error = fmt.Errorf
var e10 = undefined + 1
var e11, e12 = undefined()
var e13 int = int
