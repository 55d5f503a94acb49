package main

import "runtime"

type T struct {
	next *T
	v    int
	arr  [100]int
}

func chain(n int, p *T) int {
	var t [40]T
	for i := range t {
		t[i].v = n + i
		if i > 0 {
			t[i].next = &t[i-1]
		} else {
			t[i].next = p
		}
		t[i].arr[i] = i
	}
	if n == 0 {
		s := 0
		for q := &t[39]; q != nil; q = q.next {
			s += q.v
		}
		return s
	}
	r := chain(n-1, &t[n%40])
	for i := range t {
		if t[i].v != n+i || t[i].arr[i] != i {
			panic("lost")
		}
	}
	return r + len(t)
}

func big(n int) int {
	var a [100000]byte
	var ps [1000]*byte
	for i := range ps {
		ps[i] = &a[i*100]
	}
	*ps[n] = byte(n)
	if n > 0 {
		r := big(n - 1)
		if a[n*100] != byte(n) || ps[n] != &a[n*100] {
			panic("moved badly")
		}
		return r + int(*ps[n])
	}
	return 0
}

func huge() int {
	var a [3 << 20]int64
	for i := range a {
		a[i] = int64(i)
	}
	s := 0
	for i := 0; i < len(a); i += 1000 {
		s += int(a[i])
	}
	runtime.Gosched()
	return s + int(a[len(a)-1])
}

func byvalue(a [5000]int, n int) ([5000]int, int) {
	if n == 0 {
		return a, 1
	}
	a[n]++
	b, k := byvalue(a, n-1)
	b[0] += k
	return b, k + 1
}

func slices(n int) int {
	var buf [64]string
	s := buf[:0]
	for i := range 64 {
		s = append(s, "x")
		_ = i
	}
	f := func() int { return len(s) + len(buf[n%64]) }
	if n == 0 {
		return f()
	}
	return slices(n-1) + f()
}

func main() {
	println(chain(50, nil))
	println(big(30))
	println(huge())
	var a [5000]int
	b, k := byvalue(a, 40)
	println(b[0], b[7], k)
	println(slices(500))
	done := make(chan int)
	for i := range 10 {
		go func() { done <- chain(i, nil) + big(i) + slices(i*10) }()
	}
	s := 0
	for range 10 {
		s += <-done
	}
	println(s)
}
