package main

func f(a, b int) int { return 0 }
func g() (int, int) { return 1, 2 }
func n() {}
func main() {
	f(undef)
	f(undef, 1, 2)
	f(n())
	f(g())
	f(g(), 1)
	f(n(), n())
	x := 1
	x += 1
	y := 1
	y++
	z := undef
	var w int = undef
	a, b := undef, 1
	c, d := f(1, 2)
	var e, ff = 1
	_, _ = c, d
	for i := 0; i < 10; i++ {
		k := i
	}
	q := func() { q() }
	var p *int = &x
	p.x = 1
	(*p).y = 2
	var arr [3]int
	arr.foo()
	m := map[string]struct{ a int }{}
	m["a"].a = 1
	_ = &m["a"]
	_ = &f
	_ = &f(1, 2)
	if x := f(1, 2); x {
	}
	var i interface{ Foo(int) string }
	i = T{}
	i = &T{}
	i = U{}
	i = V{}
	i = W{}
	i = 5
	i = "a"
	i = nil
	var j interface{ foo() } = T{}
	j = i
	i = j
	s := []int{1, 2, 3}
	s.append(1)
	s[1.5] = 1
	s["a"] = 1
	s[-1] = 2
	s[1:2:1] = 3
	var str string = 'a'
	str = s[0]
	var by byte = "a"[0:1]
	var r rune = "a"
	var fl float32 = 1e100
	fl = "x"
	var cc complex64 = 1 + 2i
	cc = fl
	const big = 1 << 100
	var bi = big
	var bi2 int64 = big / (1 << 90)
	println(bi, bi2, big)
	var u uint = -1
	var u2 = uint(-1)
	var i8 = int8(128)
	i8 = 127 + 1
	i8 = -129
	_ = ^uint16(0) + 1
	_ = 'a' * 1.5
	_ = 5 / 2.0 << 1
	_ = 5.5 % 2
	_ = "a" - "b"
	_ = true + false
	_ = nil == nil
	_ = nil + 1
	_ = -nil
	_ = !1
	_ = f(1, 2) + "a"
	_ = struct{ a []int }{} == struct{ a []int }{}
	_ = [1][]int{} == [1][]int{}
	_ = func() {} == nil
	_ = x == nil
	_ = p == x
	_ = i == 5
	_ = i == T{}
	_ = x < i
	_ = true < false
	_ = p < p
	return
}

type T struct{}

func (T) Foo(x string) string { return "" }

type U struct{}

func (*U) Foo(x int) string { return "" }

type V struct{ Foo int }
type W struct{ T; V }
