package main

type L[T any] struct{ x T }

type A[P any] = []P

func (l L[T]) M() {}
func (l *L[U]) N(U) {}

var v1 L
var v2 L[int, string]

var a1 A
var a2 A[int]

type C interface{ ~int | ~string }
type D interface{ comparable; M() }

var v4 C
var v5 D

func f[T C](x T) T        { return x }
func g[K comparable, V any](m map[K]V) {}
func h[T any]() {}

type R[P any] P
type S[P any] struct{ P }
type I[P any] interface{ P }
type U[P any] interface{ int | P }

func _() {
	f(1.5)
	f[int]("a")
	f[float64](1)
	g[func()](nil)
	h()
	h[int, int]()
	var q = f
	_ = q
	var w func(int) int = f
	_ = w
	_ = L{}
	var x int
	x[int]()
	f[1](2)
	f[x](2)
	int[string](1)
}
func _[T any, PT interface{ *T; M() }](t T, p PT) {
	t.M()
	p.M()
	(&t).M()
	_ = t.(int)
	switch t.(type) {
	}
	switch any(t).(type) {
	case T:
	case T:
	case int, PT:
	}
	const c T = 0
	_ = t + t
	_ = t == t
	_ = len(t)
	t()
	for range t {
	}
	_ = *p
	_ = t[0]
	_ = map[T]int{}
	_ = T{}
	var n T = nil
	var o T = 1
	_ = T(1)
	_ = t.x
	_, _ = n, o
	type in[K any] struct{}
}
func _[T L]() {}
func _[T x]() {}
func _[T int]() { var t T = 300; var u T = "a"; _, _ = t, u }
func _[T ~int8|~uint8](x T) { x = 300; x = -1; _ = x << 1; _ = T(200); _ = int(x); _ = string(x); }
func _[T int|string](x T) { _ = x + x; _ = x - x; _ = x < x; _ = -x; x++ ; _ = x && x}

func main() {}
