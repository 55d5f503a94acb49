package p

import "unsafe"

type A = int
type L[T interface{}] struct{ x T }
type I interface{ ~int | string }
type J interface{ int }
type E1 interface{ M() }
type E2 interface{ M() }

func (L[T]) Gm[U int](u U) {}

func gf[T interface{}](x T) T { return x }

const c1 = 0b11
const c2 = 0x1p4
const c3 = 1_000
const c4 = 0o17
const c5 = 3i
const c6 = 0b1i

func f(n int, s []int, p *int, it func(func(int) bool), x any) {
	_ = 1 << n
	n <<= n
	_ = (*[2]int)(s)
	_ = [2]int(s)
	_ = unsafe.Add(unsafe.Pointer(p), 1)
	_ = unsafe.Slice(p, 1)
	_ = unsafe.SliceData(s)
	_ = unsafe.String((*byte)(nil), 1)
	_ = unsafe.StringData("x")
	_ = min(1, 2)
	_ = max(1, 2)
	clear(s)
	for range n {
	}
	for i := range 10 {
		_ = i
	}
	for i := range it {
		_ = i
	}
	_ = new(1)
	_ = gf(1)
	_ = gf[int](1)
	var l L[int]
	_ = l
}

func h() {
	for range 10 {
	}
	var u1 uint8 = 3
	_ = 1 << u1
	type M = int
}
