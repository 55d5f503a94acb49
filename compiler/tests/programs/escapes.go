// What stays on the stack, and what does not.
package main

type T struct {
	a, b int
	p    *T
}

var sink any

func id(p *T) *T         { return p }
func next(p *T) *T       { return p.p }
func second(_, q *T) *T  { return q }
func named(p *T) (q *T)  { return p }
func leak(p *T)          { sink = p }
func leakContent(p *T)   { sink = p.p }
func (t *T) get() int    { return t.a }
func variadic(a ...any)  { println(len(a)) }
func link(p, q *T)       { p.p = q }
func count(s []int) int  { return len(s) }
func large(p *T) [4]*T   { return [4]*T{p} }
func keep(f func() int)  { sink = f }
func apply(f func() int) { println(f()) }

//go:noinline
func recursive(p *T, n int) *T {
	if n == 0 {
		return p
	}
	return recursive(p, n-1)
}

//go:noinline
func even(p *T, n int) {
	if n > 0 {
		odd(p, n-1)
	}
}

//go:noinline
func odd(p *T, n int) {
	if n == 1 {
		sink = p
	}
	even(p, n-1)
}

//go:noinline
func iterate(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func locals() int {
	var x T
	y := recursive(&x, 3)
	y.a = 4
	var z T
	even(&z, 3)
	x.p = &T{}
	link(&x, &T{})
	return x.a + z.a
}

func slices(n int) int {
	a := make([]int, 8)
	a = append(a, n)
	b := []int{1, 2, n}
	c := make([]int, n)
	d := make([]int, 8)
	sink = d
	return count(a) + count(b) + count(c)
}

func closures(n int) {
	apply(func() int { n++; return n })
	m := 1
	keep(func() int { m++; return m })
	t := T{a: n}
	f := t.get
	println(f())
	for i := range iterate {
		n += i
	}
	println(n)
}

func boxes(n int) {
	var e any = n + 1000
	if v, ok := e.(int); ok {
		println(v)
	}
	variadic(n+1000, &T{})
	sink = n + 2000
}

func loops(n int) *T {
	var last *T
	for i := range n {
		t := T{a: i}
		link(&t, &T{b: i})
		u := &T{a: t.p.b}
		if last == nil || u.a > last.a {
			last = u
		}
	}
	var sum int
	for p := last; p != nil; p = next(p) {
		sum += p.a
	}
	return &T{a: sum}
}

func main() {
	println(locals(), slices(3), loops(4).a)
	closures(1)
	boxes(2)
	leak(second(&T{}, named(id(&T{}))))
	leakContent(&T{p: &T{}})
	println(large(&T{a: 1})[0].a)
}
