package main

// What the optimiser must not believe of memory: stores that reach what was read before, checks of loops that are not
// entered, values kept over calls.

type node struct {
	next *node
	vals []int
	n    int
	f    float64
}

//go:noinline
func aliased(p, q *int) int {
	a := *p
	*q = a + 1
	return a + *p
}

//go:noinline
func sumInto(out *int, list []int) {
	for i := 0; i < len(list); i++ {
		*out += list[i]
	}
}

//go:noinline
func never(p *node, n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s += p.n + p.vals[i]
	}
	return s
}

//go:noinline
func fields(list []node, i, j int) int {
	a := list[i].n
	list[j].n = 50
	b := list[i].n
	list[j].f = 2
	return a + b + list[i].n
}

//go:noinline
func shrinks(p *node) (s int) {
	for i := 0; i < len(p.vals); i++ {
		s += p.vals[i]
		if i == 1 {
			p.vals = p.vals[:3]
		}
	}
	return
}

//go:noinline
func grows(p *node) (s int) {
	for i := 0; i < 4; i++ {
		p.vals = append(p.vals, i)
		s += len(p.vals)*10 + p.vals[len(p.vals)-1]
	}
	return
}

//go:noinline
func change(p *node) { p.n++ }

//go:noinline
func look(p *node) int { return p.n }

func calls(p *node) (s int) {
	for i := 0; i < 5; i++ {
		s += p.n
		change(p)
		s += look(p) * 100
	}
	return
}

// order tells which check of a loop fails first.
func order(a, b []int, k int) (said string) {
	defer func() { said = recover().(error).Error() }()
	s := 0
	for i := 0; i < 3; i++ {
		s += b[i] + a[k]
	}
	println(s)
	return "none"
}

func outer(m [][]int, r, n int) (s int) {
	defer func() {
		if e := recover(); e != nil {
			s = -1
		}
	}()
	for i := 0; i < n; i++ {
		s += m[r][i]
	}
	return s
}

// matrix has rows that its loops do not change, and one that they do.
func matrix(m [][]int) (s int) {
	for i := range m {
		for j := 0; j < len(m[i]); j++ {
			s = s*3 + m[i][j]
			if j == 2 {
				m[i] = m[i][:4]
			}
			m[0][j]++
		}
	}
	return
}

var global = 1

//go:noinline
func bump() { global *= 2 }

func globals() (s int) {
	for i := 0; i < 4; i++ {
		s = s*10 + global
		bump()
	}
	return
}

type pair struct{ a, b int32 }

//go:noinline
func wide(p, q *pair) bool {
	before := *p == *q
	q.b = p.b
	return !before && *p == *q
}

type link struct{ p *int }

//go:noinline
func links(x, y *link, v *int) bool {
	before := *x == *y
	y.p = v
	return before != (*x == *y)
}

//go:noinline
func early(p *node, stop int) (s int) {
	for i := 0; ; i++ {
		if i == stop {
			return
		}
		s += p.vals[i]
	}
}

func deepLoops(n int) (s int) {
	cube := make([][][]int, n)
	for i := range cube {
		cube[i] = make([][]int, n)
		for j := range cube[i] {
			cube[i][j] = make([]int, n)
			for k := range cube[i][j] {
				cube[i][j][k] = i*100 + j*10 + k
			}
		}
	}
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			for k := 0; k < n; k++ {
				s += cube[i][j][k] * cube[k][j][i]
				cube[j][i][k] += s & 1
			}
		}
	}
	return
}

func main() {
	x := 3
	y := 4
	println(aliased(&x, &x), aliased(&x, &y))
	list := []int{1, 2, 3, 4}
	sumInto(&list[2], list)
	println(list[2])
	println(never(nil, 0), never(&node{n: 2, vals: []int{1, 2}}, 2))
	nodes := make([]node, 3)
	nodes[1].n = 7
	println(fields(nodes, 1, 1), fields(nodes, 1, 2), int(nodes[1].f))
	p := &node{vals: []int{1, 2, 3, 4, 5}}
	println(shrinks(p), len(p.vals))
	println(grows(&node{}), calls(p), p.n)
	println(order([]int{1}, []int{1, 2}, 5))
	println(order([]int{1}, nil, 5))
	println(order(nil, []int{1, 2, 3}, 0))
	m := [][]int{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 1, 2}, {}}
	println(outer(m, 0, 5), outer(m, 7, 0), outer(m, 7, 1), outer(m, 2, 1), outer(m, -1, 0))
	println(matrix(m), len(m[0]), len(m[1]), m[0][3])
	println(globals(), global)
	a, b := &pair{1, 2}, &pair{1, 3}
	println(wide(a, b), wide(a, b))
	println(links(&link{&x}, &link{&y}, &x), links(&link{&x}, &link{&x}, &x))
	println(early(nil, 0), early(p, 2))
	println(deepLoops(7))
}
