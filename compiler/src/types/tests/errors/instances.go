package main

type E interface{ Foo() }
type B1 interface{ int; string }
type B3 interface{ ~E }
type B4 interface{ int | comparable }
type B5 interface{ int | int }
type B6 interface{ ~int | int }
type My int
type B7 interface{ ~My }
type B8 interface{ float32 | interface{ int; Foo() } }
type T1[P any] struct { f *T1[*P] }
type T3[P T3[P]] interface { m(P) }
func rec[P any](n int) { if n > 0 { rec[*P](n-1) } }
func (x int) foo() {}
func (x L2[int]) foo() {}
func (x L2[T, U]) foo2() {}
func (x L2) foo3() {}
func (x *L2[_]) foo4() {}
func (x *L2[T]) foo4b(T int) {}
type L2[P any] struct{}
func z[P any, P any](x P) {}
func z2[P Q, Q any](x P) { var q Q = x ; _ = q}
func z3[P any](x P) P { var y any = x; return y }
func z4[P any](x *P) { x.foo() }
func z5[P interface{ Foo() }](x P) { x.Foo(); var e E = x; _ = e; x.Bar(); P.Foo(x) ; f := x.Foo; f()}
func z6[P any, Q any](x P, y Q) { x = y; _ = P(y); _ = Q(x) ; _ = x == y}
func z7[P []int | map[int]int](x P) { _ = x[0]; for i, v := range x { _, _ = i, v }; _ = len(x); _ = make(P, 1) ; _ = cap(x); x[0] = 1; delete(x, 1); _ = x[1:]; clear(x); x = append(x, 1)}
func z8[P func() | func(int)](x P) { x() }
func z9[P struct{ a int }](x P) { _ = x.a }
func z10[P chan int | <-chan int](x P) { <-x; x <- 1; close(x) }
func use() {
	z2[int, string](1)
	var m map[func()]int
	z7(m)
	z5(1)
	z5[E](nil)
	z6(1)
	z8(1)
	rec[int](3)
}
func apply[T, U any](x []T, f func(T) U) []U { return nil }
func id[T any](x T) T { return x }
func _() {
	apply([]int{}, id)
	apply(nil, id[int])
	apply([]int{}, func(x string) int { return 0 })
	var s []string = apply([]int{}, func(x int) int { return 0 })
	_ = s
	max2(1, 2.5)
	max2(1, "a")
	max2(int8(1), 2.5)
	max2()
	max2(1,2,3)
	max2[string](1, 2)
}
func max2[T int|float64|string](x, y T) T { return x }

func main() {}
