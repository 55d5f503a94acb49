// Random programs over the whole language, made by `cargo xtask fuzz lang`.
package main

import (
	"math"
	"os"
	"strconv"
)

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

var (
	trace = len(os.Args) > 1
	sum   uint64
)

// mix adds a value to what is seen of a program.
func mix(x uint64) {
	if trace {
		println("mix", x)
	}
	sum = (sum ^ x) * 0x100000001b3
	sum ^= sum >> 29
}

func id[T any](x T) T { return x }

//go:noinline
func opaque[T any](x T) T { return x }

func sel[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

// at is an index in a value of this length, or the length.
func at[T integer](i T, n int) int { return int(uint64(i) % uint64(n+1)) }

func cut(s string) string {
	if len(s) > 40 {
		return s[len(s)-20:]
	}
	return s
}

func hashInt[T integer](x T) uint64 { return uint64(x) }

func hashBool(x bool) uint64 {
	if x {
		return 3
	}
	return 2
}

func hashFloat(x float64) uint64 {
	if x != x {
		return 7
	}
	return math.Float64bits(x)
}

func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

func hashSlice[T any](xs []T, f func(T) uint64) uint64 {
	h := uint64(len(xs))
	if xs == nil {
		h = 99
	}
	for _, x := range xs {
		h = h*0x9e3779b97f4a7c15 + f(x)
	}
	return h
}

func hashMap[K comparable, V any](m map[K]V, f func(K) uint64, g func(V) uint64) uint64 {
	h := uint64(len(m))
	for k, v := range m {
		h += (f(k)*0x9e3779b97f4a7c15 + g(v)) * 0x100000001b3
	}
	return h
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func folded[T, U any](xs []T, first U, f func(U, T) U) U {
	for i := range xs {
		first = f(first, xs[i])
	}
	return first
}

func count[T integer](n T) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for i := T(0); i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs[T any](xs []T) func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		defer mix(uint64(len(xs)))
		for i := len(xs) - 1; i >= 0; i-- {
			if !yield(i, xs[i]) {
				break
			}
		}
	}
}

type stack[T any] struct {
	items []T
	most  int
}

func (s *stack[T]) push(x T) {
	s.items = append(s.items, x)
	s.most = max(s.most, len(s.items))
}

func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

// failure is what is seen of a panic. Which of several operands fails first is left open.
func failure(r any) uint64 {
	switch r := r.(type) {
	case interface{ RuntimeError() }:
		return 1
	case string:
		return hashString(r)
	}
	return 2
}

func run(n int, f func()) {
	defer func() {
		how := "end"
		if r := recover(); r != nil {
			how = "panic"
			mix(failure(r))
		}
		println("program", n, how, sum)
	}()
	sum = 0
	f()
}

func main() {
	if trace {
		n, _ := strconv.Atoi(os.Args[1])
		run(n, programs[n])
		return
	}
	for n, f := range programs {
		run(n, f)
	}
}

