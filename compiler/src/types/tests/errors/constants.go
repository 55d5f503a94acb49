package main

import (
	"fmt"
	"os"
	f2 "fmt"
	. "strings"
	_ "errors"
	str "strings"
	"unsafe"
)

const (
	c0 = iota
	c1 uint8 = 1 << (8 * iota)
	c2
	c3, c4 = iota, "a"
	c5, c6
	c7 float32 = 1e39
	c8 = 1 / 3.0
	c9 = "a" + 'b'
	c10 = len("abc") + len([3]int{})
	c11 = len([]int{})
	c12 = -5 % 3
	c13 = ^0
	c14 = uint(^0)
	c15 = 1 << 63
	c16 int = c15
	c17 = c15 - 1
	c18 int = c17
	c19 = 'a' + 1.0
	c20 = 'a' + 1.5
	c21 int = c20
	c22 = 1.0 << 3
	c23 = 1.5 << 3
	c24 = 1 << 3.5
	c25 = 1i * 1i
	c26 int = c25
	c27 = real(2 + 3i)
	c28 = complex(1, "a")
	c30 = string(65)
	c31 = string(1 << 40)
	c32 = int64(1) << 63
	c33 = uint64(1) << 64
	c34 = 10 / 4
	c35 = 10 / 4.0
	c36 int8 = -128
	c37 = -c36
	c38 = !true
	c39 = !1
	c40 = "a" < "b"
	c41 = 1 < "b"
	c42 bool = 1
	c43 = nil
	c44 = fmt.Println
	c45 = unsafe.Sizeof(0) + unsafe.Sizeof("")
	c46 = f()
	c47 = undefinedc
	c48 = min(1, 2, 3.5)
	c49 = max("a", 1)
	c50 = 0x1p-2
	c51 = 1_000
	c52 = 0b101
	c53 = '\u00e9'
	c54 = 07
	c55 rune = "a"
	c56 = 5.0 % 2
	c57 = 1e400 * 1e-400
	c58 float64 = 1e400
	c59 uint = -1
)

func f() int { return 0 }

type T struct {
	a, b int
	fmt.Stringer
	*os.File
}

type Inner struct{ P, Q int }
type Outer struct {
	Inner
	R int
}
type OuterP struct{ *Inner }

func (t T) len() int { return len(t) }
func (t *T) String() string { return t.a }
func (T) Static() {}
func (t T) a() {}

var _ = T{}.len
var _ = T.len
var _ = (*T).String
var _ = T.String
var _ = T.Static(T{})
var _ = T.nothing
var _ = (&T{}).String()
var _ = Outer{P: 1, R: 2}
var _ = Outer{Inner: Inner{1, 2}, P: 3}
var _ = Outer{P: 3, Inner: Inner{1, 2}}
var _ = OuterP{P: 1}
var _ = Outer{P: "x"}
var _ = Outer{Inner{1, 2}, 3}
var _ = Outer{1, 2, 3}
var _ fmt.Stringer = T{}
var _ fmt.Stringer = &T{}
var _ fmt.Stringer = Outer{}
var _ error = T{}
var _ interface{ String() string; len() int } = &T{}
var _ func(T) int = T.len
var _ func(*T) string = T.len
var _ = os.File{name: "x"}
var _ = os.stdout
var _ = os.Stdou
var _ = os.args

func shadow() {
	len := 3
	_ = len("a")
	int := "x"
	var x int = 5
	true := false
	_ = true && 1
	nil := 1
	var p *T = nil
	string := func() {}
	_ = string(65)
	fmt := 1
	fmt.Println()
	append := append
	_ = x
}

func un() {
	_ = unsafe.Sizeof()
	_ = unsafe.Sizeof(1, 2)
	_ = unsafe.Sizeof(T)
	_ = unsafe.Offsetof(T{}.a)
	_ = unsafe.Offsetof(1)
	_ = unsafe.Offsetof(T{}.len)
	_ = unsafe.Foo
	_ = unsafe.Pointer(1)
	_ = unsafe.Pointer(uintptr(1))
	_ = uintptr(unsafe.Pointer(&T{}))
	_ = *unsafe.Pointer(nil)
	_ = unsafe.Slice(1, 2)
	_ = unsafe.Add(1, 2)
	var x float64
	_ = (*int)(&x)
	_ = (*int)(unsafe.Pointer(&x))
	_ = []byte("a")
	_ = []rune(x)
	_ = []int("a")
	_ = string([]int{1})
	_ = string([]byte{1})
	_ = [2]int([]int{1, 2})
	_ = [2]string([]int{1, 2})
	_ = (*[2]int)([]int{1, 2})
	_ = (chan<- int)(make(chan int))
	_ = (chan int)(make(chan<- int))
	_ = func(int)(nil)
	_ = (func(int))(nil)
	_ = interface{}(1).(int)
	_ = fmt.Stringer(1)
	_ = fmt.Stringer(&T{})
	_ = error(nil)
	_ = int(1.5)
	_ = int(x)
	_ = int("5")
	_ = float32("1")
	_ = bool(1)
	_ = complex64(x)
	_ = complex(x, 1)
	_ = complex(x, float32(1))
	_ = real(x)
	_ = imag(1i)
	_ = T(Inner{})
	_ = Inner(struct{ P, Q int }{1, 2})
	_ = Inner(struct{ Q, P int }{1, 2})
	_ = *(*Inner)(&struct{ P, Q int }{1, 2})
	_ = map[string]int(nil)
	_ = T()
	_ = int()
	_ = int(1, 2)
	_ = []int(nil)
	_ = []int{}(nil)
}

func misc() (err error) {
	if err := f(); err != nil {
		return
	}
	for {
		break
	}
	switch {
	case 1:
	case true, false:
	case "a" == "b":
	default:
	default:
	}
	switch x := 5; x {
	case x > 3:
	}
	switch f() {
	case nil:
	case 1.5:
	case 'a':
	case 1 << 70:
	}
	switch []int{} {
	case nil:
	}
	switch nil {
	}
	switch f {
	case nil:
	case f:
	}
	switch x := any(1).(type) {
	}
	switch _ := any(1).(type) {
	}
	switch any(1).(type) {
	case nil, nil:
	case 5:
	case f:
	case any, error:
	case fmt.Stringer, *T, T, undefinedT:
	}
	var a [2]int
	for i, v := range a {
		i, v = v, i
	}
	for i := range 3.5 {
	}
	for i, j := range "abc" {
		_ = i + j
	}
	for range func(yield func() bool) {} {
	}
	for a, b := range func(yield func(int) bool) {} {
	}
	for a := range func() {} {
	}
	for a := range func(yield func(int)) {} {
	}
	var f64 float64
	for f64 = range 10 {
	}
	for a[0] = range 10 {
	}
	for 1 = range 10 {
	}
	x, y := 1, 2
	x, y = y
	x, y = y, x, 1
	x, y = f(), f
	x, z := 1
}
