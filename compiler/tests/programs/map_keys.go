package main

import (
	"fmt"
	"math"
	"runtime"
	"strings"
)

// try runs f and shows its panic.
func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			_, isError := r.(runtime.Error)
			fmt.Println(name, "panics:", r, isError)
		} else {
			fmt.Println(name, "is fine")
		}
	}()
	f()
}

type blank struct {
	a int32
	_ int32
	b string
	_ float64
	c any
}

type padded struct {
	a byte
	b int64
	c byte
}

type big [40]int64

type empty struct{}

// Keys without a hash panic in every operation, in empty and nil maps too.
func unhashable() {
	keys := map[string]any{
		"slice": []int{1}, "map": map[int]int{}, "func": func() {}, "array of slices": [1][]int{},
		"struct": struct{ x any }{[]string{}},
	}
	for _, kind := range []string{"slice", "map", "func", "array of slices", "struct"} {
		key := keys[kind]
		for _, m := range []struct {
			name string
			m    map[any]int
		}{{"nil", nil}, {"empty", map[any]int{}}, {"full", map[any]int{1: 1, "x": 2}}} {
			name := kind + " in " + m.name
			try("read of "+name, func() { _ = m.m[key] })
			try("read with ok of "+name, func() { _, ok := m.m[key]; fmt.Println(ok) })
			try("delete of "+name, func() { delete(m.m, key) })
			try("assignment of "+name, func() { m.m[key] = 1 })
			try("op of "+name, func() { m.m[key]++ })
		}
	}
	m := map[blank]int{}
	try("field of a key", func() { m[blank{c: []int{}}] = 1 })
	try("other field of a key", func() { m[blank{c: 7}] = 1 })
	var e map[[2]any]int
	try("element of a key", func() { _ = e[[2]any{1, []int{}}] })
}

func nilMap() {
	var m map[string]int
	try("assignment to nil", func() { m["x"] = 1 })
	delete(m, "x")
	clear(m)
	for range m {
		panic("an entry")
	}
	fmt.Println(m["x"], len(m))
}

func floats() {
	m := map[float64]string{}
	zero := 0.0
	m[zero] = "zero"
	m[-zero] = "zero again"
	m[math.Copysign(0, -1)] = "minus zero"
	for k := range m {
		fmt.Println(math.Signbit(k), m[k])
	}
	nan := math.NaN()
	for i := range 2000 {
		m[nan] = fmt.Sprint(i)
	}
	_, ok := m[nan]
	delete(m, nan)
	n := 0
	for k := range m {
		if k != k {
			n++
		}
	}
	fmt.Println(ok, n, len(m))
	clear(m)
	fmt.Println(len(m))
	c := map[complex128]int{complex(nan, 0): 1}
	c[complex(0, math.Copysign(0, -1))] = 2
	fmt.Println(len(c), c[0])
	a := map[any]int{nan: 1, float32(0): 2}
	a[nan] = 3
	a[float32(math.Copysign(0, -1))] = 4
	fmt.Println(len(a), a[float32(0)])
}

func structs() {
	m := map[blank]int{}
	for i := range 100 {
		m[blank{a: int32(i % 10), b: strings.Repeat("x", i%10), c: i % 10}]++
	}
	p := map[padded]int{}
	for i := range 100 {
		// What is in the padding must not matter.
		q := new(padded)
		*q = padded{byte(i % 7), int64(i % 7), byte(i % 7)}
		p[*q]++
	}
	fmt.Println(len(m), m[blank{a: 3, b: "xxx", c: 3}], len(p), p[padded{1, 1, 1}])
	b := map[big]big{}
	for i := range 300 {
		b[big{39: int64(i)}] = big{0: int64(i * i)}
	}
	for i := 0; i < 300; i += 2 {
		delete(b, big{39: int64(i)})
	}
	sum := int64(0)
	for k, v := range b {
		if v[0] != k[39]*k[39] {
			panic("another element")
		}
		sum += k[39]
	}
	fmt.Println(len(b), sum, b[big{39: 7}][0])
	z := map[empty]empty{}
	z[empty{}] = empty{}
	z[empty{}] = empty{}
	_, ok := z[empty{}]
	fmt.Println(len(z), ok)
	s := map[int]empty{}
	for i := range 5000 {
		s[i] = empty{}
	}
	fmt.Println(len(s))
	t := map[[0]int]int{}
	t[[0]int{}]++
	t[[0]int{}]++
	fmt.Println(t)
}

func references() {
	m := map[any]int{}
	x, y := new(int), new(int)
	c, d := make(chan int), make(chan int)
	m[x], m[y], m[c], m[d], m[empty{}], m[[2]int{1, 2}], m["x"], m['x'], m[int8(1)], m[1] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	m[error(nil)] = 11
	runtime.GC()
	fmt.Println(len(m), m[x], m[y], m[c], m[d], m[empty{}], m[[2]int{1, 2}], m["x"], m['x'], m[int8(1)], m[1], m[nil], m[uint(1)])
}

func hints() {
	for _, n := range []int{0, 8, 9, 1000, 100_000, math.MaxInt} {
		m := make(map[int]int, n)
		for i := range 20 {
			m[i] = i
		}
		fmt.Print(len(m), " ")
	}
	n := -1
	m := make(map[int]int, n)
	m[1] = 1
	fmt.Println(len(m))
}

type node struct {
	next *node
	text string
}

// Collections while iterations and changes go on.
func collected() {
	m := map[string]*node{}
	key := func(i int) string { return fmt.Sprint("key ", i) }
	for i := range 600 {
		m[key(i)] = &node{text: key(i)}
	}
	seen, added := 0, 0
	for k, v := range m {
		if k != v.text || v.next != nil && v.next.text != k {
			panic("another element")
		}
		if strings.HasPrefix(k, "new") {
			added++
			continue
		}
		seen++
		if seen%50 == 0 {
			runtime.GC()
		}
		// Grows, so that the iteration goes on in a table that was replaced.
		m["new "+k] = &node{text: "new " + k, next: &node{text: "new " + k}}
		v.next = &node{text: k}
	}
	fmt.Println(seen, added <= 600, len(m))
	for k := range m {
		delete(m, k)
		if len(m)%100 == 0 {
			runtime.GC()
			m[key(len(m))] = &node{}
			delete(m, key(len(m)-1))
		}
	}
	fmt.Println(len(m) < 20)
	large := map[int][]int{}
	for i := range 3000 {
		large[i] = []int{i}
	}
	n := 0
	for k, v := range large {
		if v[0] != k {
			panic("another element")
		}
		if n++; n == 10 {
			clear(large)
			runtime.GC()
			large[-1] = []int{-1}
		}
	}
	fmt.Println(n <= 11, len(large))
}

func main() {
	unhashable()
	nilMap()
	floats()
	structs()
	references()
	hints()
	collected()
}
