package main

// Calls through interfaces and function values that become direct ones.

type shape interface {
	area(int) int
	grow(by int)
}

type square struct{ side int }
type disc struct{ r int }
type byValue struct{ a, b, c int }

func (s *square) area(k int) int { return s.side*s.side + k }
func (s *square) grow(by int)    { s.side += by }
func (d *disc) area(k int) int   { return 3*d.r*d.r - k }
func (d *disc) grow(by int)      { d.r += by }
func (v byValue) area(k int) int { return v.a + v.b + v.c + k }
func (v byValue) grow(by int)    { v.a += by }

type tree interface{ sum() int }
type leaf int
type fork struct{ l, r tree }

func (l leaf) sum() int  { return int(l) }
func (f *fork) sum() int { return f.l.sum() + f.r.sum() }

type failing interface{ fail(list []int, i int) int }
type indexer struct{}

func (indexer) fail(list []int, i int) int { return list[i] }

type lonely interface{ only() string }
type one struct{ name string }

func (o *one) only() string { return o.name }

func total(list []shape) (s int) {
	for i, x := range list {
		s += x.area(i)
		x.grow(1)
	}
	return
}

func try(f func()) (said string) {
	defer func() {
		if e := recover(); e != nil {
			said = e.(error).Error()
		}
	}()
	f()
	return "fine"
}

func each(list []int, f func(int)) {
	for _, v := range list {
		f(v)
	}
}

func compose(f, g func(int) int) func(int) int {
	return func(x int) int { return f(g(x)) }
}

func build(depth int) tree {
	if depth == 0 {
		return leaf(1)
	}
	return &fork{build(depth - 1), build(depth - 1)}
}

type recursive func(recursive, int) int

func main() {
	list := []shape{&square{2}, &disc{3}, byValue{1, 2, 3}, &square{5}}
	println(total(list), total(list), total(list[:2]))
	var none shape
	println(try(func() { none.area(1) }))
	println(try(func() { shape((*square)(nil)).area(1) }))
	println(try(func() { total([]shape{&disc{1}, nil}) }))
	println(build(10).sum())
	var f failing = indexer{}
	println(f.fail([]int{4, 5}, 1), try(func() { f.fail(nil, 2) }))
	var l lonely = &one{"alone"}
	println(l.only())
	println(try(func() { var l lonely; l.only() }))

	sum := 0
	each([]int{1, 2, 3}, func(v int) { sum += v })
	each(nil, func(v int) { sum += 100 })
	println(sum)
	inc := func(x int) int { return x + 1 }
	twice := compose(inc, inc)
	println(twice(5), compose(twice, func(x int) int { return x * sum })(3))
	var fact recursive = func(self recursive, n int) int {
		if n < 2 {
			return 1
		}
		return n * self(self, n-1)
	}
	println(fact(fact, 10))
	count := 0
	next := func() int { count++; return count }
	for i := 0; i < 5; i++ {
		next()
	}
	println(next(), count)
	var nothing func(int) int
	println(try(func() { nothing(1) }))
}
