package main

import "unsafe"

// Memory that is read as something else than it was written as.

//go:noinline
func bits(f *float64, u *uint64) uint64 {
	*f = 1
	a := *u
	*f = 2
	return a ^ *u
}

//go:noinline
func halves(p *uint64, q *uint32) uint32 {
	s := uint32(0)
	for i := 0; i < 3; i++ {
		*p += 1 << 32
		s = s*10 + *(*uint32)(unsafe.Add(unsafe.Pointer(q), 4))
	}
	return s
}

type header struct {
	data unsafe.Pointer
	len  uintptr
	cap  uintptr
}

//go:noinline
func lengths(s *[]int, h *header) (n int) {
	for i := 0; i < 3; i++ {
		n = n*10 + len(*s)
		h.len--
	}
	return
}

func main() {
	f := 0.0
	println(bits(&f, (*uint64)(unsafe.Pointer(&f))))
	u := uint64(0)
	println(halves(&u, (*uint32)(unsafe.Pointer(&u))))
	s := []int{1, 2, 3, 4, 5}
	println(lengths(&s, (*header)(unsafe.Pointer(&s))), len(s))
	bytes := []byte{1, 2, 3, 4, 5, 6, 7, 8}
	w := (*uint64)(unsafe.Pointer(&bytes[0]))
	for i := range bytes {
		bytes[i]++
		*w ^= 1 << (8 * uint(i))
	}
	println(*w, bytes[0], bytes[7])
}
