package main

import (
	"fmt"
	"unsafe"
)

// Operations on values of type parameters, over all types of their sets.

type Int interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}
type Float interface{ ~float32 | ~float64 }
type Cplx interface{ ~complex64 | ~complex128 }
type Text interface{ ~string | ~[]byte }

func arith[T Int | Float](a, b T) []T { return []T{a + b, a - b, a * b, a / b, -a, +b} }
func bits[T Int](a, b T, n uint) []T {
	r := []T{a & b, a | b, a ^ b, a &^ b, a << n, a >> n, ^a, a % b, 1 << n, a<<3 + 1}
	a++
	b--
	a <<= 1
	b |= 5
	return append(r, a, b)
}
func convert[To, From Int | Float](x From) To { return To(x) }
func cplx[T Cplx](x T) T                      { return x*x + 1 + 2i }
func consts[T Int | Float]() (T, T, T)        { return 7, T(100), T(3) / 2 }
func zero[T Cplx]() (T, T, T)                 { return T(0), T(1.5), T(-1i) }

func compare[T Int | Float | ~string](a, b T) string {
	s := ""
	if a < b {
		s += "<"
	}
	if a <= b {
		s += "<="
	}
	if a == b {
		s += "=="
	}
	if a != b {
		s += "!="
	}
	return s + fmt.Sprint(min(a, b), max(a, b, a))
}

func equal[T comparable](a, b T) bool { return a == b }

func count[T Text](s T) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == 'a' {
			n++
		}
	}
	return n + len(s[1:])
}
func both[T Text](s T) (string, []byte) { return string(s), []byte(s) }
func appendText[T Text](b []byte, s T) []byte {
	n := copy(b, s)
	return append(b[:n], s...)
}

func slices[S ~[]E, E any](s S, x E) (S, int, int) {
	r := make(S, 1, 4)
	r[0] = x
	r = append(r, s...)
	r = append(r, x, x)
	t := r[1:2:3]
	clear(r[:1])
	return r, len(t), cap(t)
}
func maps[M ~map[K]V, K comparable, V any](m M, k K, v V) (M, bool) {
	r := make(M)
	for k, v := range m {
		r[k] = v
	}
	r[k] = v
	_, ok := r[k]
	delete(m, k)
	return r, ok
}
func arrays[A ~[3]E, E any](a A, x E) (A, int) {
	a[1] = x
	n := 0
	for i := range a {
		n += i
	}
	return a, n + len(a)
}
func pointers[P ~*E, E any](p P, x E) E { old := *p; *p = x; return old }
func chans[C ~chan E, E any](x E) (E, bool, int) {
	c := make(C, 2)
	c <- x
	close(c)
	<-c
	y, ok := <-c
	return y, ok, cap(c)
}
func funcs[F ~func(A) B, A, B any](f F, a A) B { return f(a) }
func structs[S ~struct{ X, Y int }](x int) S   { return S{X: x, Y: x + 1} }
func list[S ~[]int]() S               { return S{1, 2, 3} }
func rangeInt[T ~uint8](n T) (sum T) {
	for i := range n {
		sum += i
	}
	return
}
func rangeStr[S ~string](s S) (r []rune) {
	for _, c := range s {
		r = append(r, c)
	}
	return
}
func iface[T any](x any) (T, bool) { y, ok := x.(T); return y, ok }
func nilness[T ~[]int | ~map[int]int | ~*int](x T) bool { return x == nil }
func sizes[T any](x T) (uintptr, uintptr, uintptr) {
	type s struct {
		b byte
		x T
	}
	return unsafe.Sizeof(x), unsafe.Alignof(x), unsafe.Offsetof(s{}.x)
}
func sw[T comparable](x, a, b T) string {
	switch x {
	case a:
		return "a"
	case b:
		return "b"
	}
	return "-"
}
func shift[T Int](x T) T { return x << (unsafe.Sizeof(x)*8 - 1) }
func index[T ~[]int | ~[4]int | ~*[4]int | ~map[int]int | ~string](x T) int { return len(x) }
func elem[T ~[]int | ~*[4]int](x T, i int) int { x[i]++; return x[i] }
func swap[T any](a, b *T)  { *a, *b = *b, *a }
func lit[K comparable, V any](k K, v V) (map[K][]V, [2]V, struct{ v V }) {
	return map[K][]V{k: {v, v}}, [...]V{v, v}, struct{ v V }{v}
}

type MyInt int8
type MyByte byte
type Strs []string
type XY struct{ X, Y int }
type Fun func(int) string
type P *int

func main() {
	fmt.Println(arith(7, 2), arith(7.0, 2), arith(int8(100), 50), arith(uint8(3), 5), arith(float32(1), 3), arith(MyInt(-128), -1))
	fmt.Println(bits(12, 10, 2), bits(uint8(200), 7, 3), bits(int16(-5), 3, 20), bits(MyInt(-3), 2, 1))
	fmt.Println(convert[int8](300), convert[uint8](-1), convert[float32](1<<40), convert[int](2.9), convert[MyInt](uint64(1<<63+5)))
	fmt.Println(cplx(1+1i), cplx(complex64(2i)))
	fmt.Println(consts[int8]())
	fmt.Println(consts[float64]())
	fmt.Println(zero[complex64]())
	fmt.Println(zero[complex128]())
	fmt.Println(compare(1, 2), compare("b", "a"), compare(2.5, 2.5))
	fmt.Println(equal("a", "a"), equal[any](1, 1.0), equal(XY{1, 2}, XY{1, 2}), equal([2]string{"a"}, [2]string{}))
	fmt.Println(count("banana"), count([]byte("aa")))
	s, b := both("text")
	u, v := both([]byte("bytes"))
	fmt.Println(s, b, u, v, string(appendText(make([]byte, 3), "xyz")), string(appendText(make([]byte, 2), []byte("pq"))))
	fmt.Println(slices(Strs{"a"}, "b"))
	fmt.Println(maps(map[string]int{"a": 1}, "b", 2))
	fmt.Println(arrays([3]string{"x"}, "y"))
	n := 5
	fmt.Println(pointers(&n, 6), pointers(P(&n), 7), n)
	fmt.Println(chans[chan string]("c"))
	fmt.Println(funcs(Fun(func(i int) string { return fmt.Sprint("f", i) }), 3), structs[XY](4), list[[]int]())
	fmt.Println(rangeInt(MyByte(5)), rangeInt(uint8(20)), rangeStr("aé"))
	fmt.Println(iface[int](3))
	fmt.Println(iface[string](3))
	fmt.Println(iface[error](fmt.Errorf("e")))
	fmt.Println(iface[fmt.Stringer](3))
	fmt.Println(nilness[[]int](nil), nilness(map[int]int{}), nilness(&n))
	fmt.Println(sizes(int8(1)))
	fmt.Println(sizes(int64(1)))
	fmt.Println(sizes([3]int16{}))
	fmt.Println(sw(2, 1, 2), sw("q", "r", "s"), sw[any](1, 1, 1))
	fmt.Println(shift(int8(1)), shift(uint16(3)), shift(1))
	fmt.Println(index([]int{1}), index([4]int{}), index(&[4]int{}), index("abc"), index(map[int]int{1: 1, 2: 2}))
	fmt.Println(elem([]int{1, 2}, 1), elem(&[4]int{}, 3))
	x, y := "x", "y"
	swap(&x, &y)
	fmt.Println(x, y)
	fmt.Println(lit("k", 1.5))
	defer func() { fmt.Println(recover()) }()
	fmt.Println(arith(1, 0))
}
