package main

import (
	"errors"
	"fmt"
	"strconv"
)

// Functions: explicit and inferred type arguments, closures, recursion, functions as values.

type Number interface {
	~int | ~int8 | ~uint16 | ~int64 | ~float32 | ~float64
}

func Max[T Number | ~string](first T, rest ...T) T {
	m := first
	for _, x := range rest {
		if x > m {
			m = x
		}
	}
	return m
}

func MapSlice[S ~[]E, E, R any](s S, f func(E) R) []R {
	r := make([]R, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}

func Filter[S ~[]E, E any](s S, keep func(E) bool) S {
	var r S
	for _, x := range s {
		if keep(x) {
			r = append(r, x)
		}
	}
	return r
}

func Fold[E, A any](s []E, a A, f func(A, E) A) A {
	for _, x := range s {
		a = f(a, x)
	}
	return a
}

func Keys[M ~map[K]V, K comparable, V any](m M) int { return len(m) }

func Ptr[T any](x T) *T { return &x }

func Zero[T any]() (z T) { return }

func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func Counter[T Number](step T) func() T {
	var n T
	return func() T {
		n += step
		return n
	}
}

func Fact[T Number](n T) T {
	if n < 2 {
		return 1
	}
	return n * Fact(n-1)
}

func Even[T ~int](n T) bool {
	if n == 0 {
		return true
	}
	return Odd(n - 1)
}

func Odd[T ~int](n T) bool {
	if n == 0 {
		return false
	}
	return Even(n - 1)
}

type IDs []int
type Celsius float64

func Must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func Try[T any](f func() T) (r T, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("recovered: %v", x)
		}
	}()
	return f(), nil
}

type Setter[T any] interface {
	Set(string)
	*T
}

type Num int

func (n *Num) Set(s string) { *n = Num(Must(strconv.Atoi(s))) }

func FromStrings[T any, PT Setter[T]](list []string) []T {
	r := make([]T, len(list))
	for i, s := range list {
		p := PT(&r[i])
		p.Set(s)
	}
	return r
}

func Apply[T any](x T, fs ...func(T) T) T {
	for _, f := range fs {
		x = f(x)
	}
	return x
}

func Double[T Number](x T) T { return x + x }

func Send[T any](n int, x T) <-chan T {
	c := make(chan T)
	go func() {
		defer close(c)
		for range n {
			c <- x
		}
	}()
	return c
}

var initialised = Max(3, 9, 4)
var table = map[string]func(int) int{"double": Double[int], "fact": Fact[int]}
var inferred func(float64) float64 = Double

func main() {
	fmt.Println(Max(1, 2), Max("a", "c", "b"), Max[float64](1, 2.5), Max(Celsius(3), 2), Max(1, 2.5))
	fmt.Println(MapSlice(IDs{1, 2, 3}, func(i int) string { return strconv.Itoa(i * i) }))
	odd := Filter(IDs{1, 2, 3, 4, 5}, func(i int) bool { return i%2 == 1 })
	fmt.Printf("%T %v\n", odd, odd)
	fmt.Println(Fold([]string{"a", "b"}, 10, func(n int, s string) int { return n + len(s) }))
	fmt.Println(Keys(map[string]bool{"x": true}), *Ptr("p"), Zero[int](), Zero[*int]() == nil, Zero[struct{ a, b int }]())
	f := Compose(strconv.Itoa, func(s string) []byte { return []byte(s + "!") })
	fmt.Println(string(f(42)))
	c := Counter(0.5)
	c()
	d := Counter[int8](100)
	d()
	fmt.Println(c(), d())
	fmt.Println(Fact(5), Fact(uint16(9)), Fact(10.0), Even(10), Odd(10))
	_, err := Try(func() int { return Must(strconv.Atoi("x")) })
	fmt.Println(err, errors.Unwrap(err) == nil)
	fmt.Println(FromStrings[Num]([]string{"1", "22"}))
	fmt.Println(Apply(3, Double[int], Fact))
	n := 0
	for x := range Send(3, "s") {
		n += len(x)
	}
	fmt.Println(n, initialised, table["double"](4), table["fact"](4), inferred(1.25))
	defer fmt.Println("deferred", Double(4))
	defer show(1, "two")
	done := make(chan int)
	go run(done, 7)
	fmt.Println(<-done)
	fmt.Printf("%T %T %T\n", Max[string], Compose[int, string, bool], Send[Num])
}

func show[A, B any](a A, b B)      { fmt.Printf("%v %T %v %T\n", a, a, b, b) }
func run[T any](c chan<- T, x T)   { c <- x }
