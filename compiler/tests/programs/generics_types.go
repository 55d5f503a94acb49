package main

import "fmt"

// Generic types: methods, embedding, interfaces, names, local types, type switches.

type Pair[A, B any] struct {
	First  A
	Second B
}

func MakePair[A, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }
func (p Pair[A, B]) Swap() Pair[B, A]        { return Pair[B, A]{p.Second, p.First} }
func (p *Pair[X, _]) SetFirst(x X)           { p.First = x }
func (p Pair[A, B]) String() string          { return fmt.Sprintf("<%v|%v>", p.First, p.Second) }

type Tree[K any] struct {
	root *node[K]
	less func(a, b K) bool
	size int
}

type node[K any] struct {
	key         K
	left, right *node[K]
}

func (t *Tree[K]) Insert(k K) bool {
	at := &t.root
	for *at != nil {
		switch n := *at; {
		case t.less(k, n.key):
			at = &n.left
		case t.less(n.key, k):
			at = &n.right
		default:
			return false
		}
	}
	*at = &node[K]{key: k}
	t.size++
	return true
}

func (n *node[K]) walk(yield func(K) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key) && n.right.walk(yield)
}

func (t *Tree[K]) All() func(func(K) bool) {
	return func(yield func(K) bool) { t.root.walk(yield) }
}

type Stack[T any] []T

func (s *Stack[T]) Push(x T) { *s = append(*s, x) }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(*s) == 0 {
		return
	}
	x = (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return x, true
}

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(x T)           { s[x] = struct{}{} }
func (s Set[T]) Has(x T) bool      { _, ok := s[x]; return ok }

type Container[T any] interface {
	Push(T)
	Pop() (T, bool)
}

type Named[T any] struct {
	Stack[T]
	*Tree[T]
	Name string
}

type Fn[A, B any] func(A) B

func (f Fn[A, B]) Twice(a A) (B, B) { return f(a), f(a) }

type Alias = Pair[string, []int]
type Vec[T any] = []T
type IntPair[B any] = Pair[int, B]

type Ordered interface{ ~int | ~string }

type SortedMap[K Ordered, V any] struct {
	entries []Pair[K, V]
}

func (m *SortedMap[K, V]) Put(k K, v V) {
	for i := range m.entries {
		if e := &m.entries[i]; e.First == k {
			e.Second = v
			return
		} else if k < e.First {
			m.entries = append(m.entries[:i], append([]Pair[K, V]{{k, v}}, m.entries[i:]...)...)
			return
		}
	}
	m.entries = append(m.entries, Pair[K, V]{k, v})
}

func describe[T any](x T) string {
	switch v := any(x).(type) {
	case int:
		return fmt.Sprint("int ", v+1)
	case []T:
		return "slice of itself"
	case Pair[T, T]:
		return "pair of itself"
	case fmt.Stringer:
		return "stringer " + v.String()
	}
	return fmt.Sprintf("%T", x)
}

func which[T, U any](x any) string {
	switch x.(type) {
	case T:
		return "T"
	case U:
		return "U"
	case *T, *U:
		return "pointer"
	case Pair[T, U]:
		return "pair"
	}
	return "none"
}

func local[T any](x T) any {
	type wrap struct{ inner T }
	type gen[K any] struct {
		k K
		w wrap
	}
	return gen[bool]{true, wrap{x}}
}

func fill[T any, C Container[T]](c C, list ...T) int {
	for _, x := range list {
		c.Push(x)
	}
	n := 0
	for {
		if _, ok := c.Pop(); !ok {
			return n
		}
		n++
	}
}

type Recursive[T Recursive[T]] interface{ Less(T) bool }
type Age int

func (a Age) Less(b Age) bool { return a < b }
func least[T Recursive[T]](a, b T) T {
	if b.Less(a) {
		return b
	}
	return a
}

type Opt[T any] struct {
	val *T
}

func Some[T any](x T) Opt[T] { return Opt[T]{&x} }
func (o Opt[T]) Or(x T) T {
	if o.val == nil {
		return x
	}
	return *o.val
}

func main() {
	p := MakePair(1, "one")
	q := p.Swap()
	p.SetFirst(7)
	fmt.Println(p, q, p.Swap().Swap() == p)
	fmt.Printf("%T %T %T\n", p, q, &q)
	t := &Tree[string]{less: func(a, b string) bool { return a < b }}
	for _, s := range []string{"m", "c", "x", "c", "a"} {
		t.Insert(s)
	}
	for k := range t.All() {
		if k == "x" {
			break
		}
		fmt.Print(k, " ")
	}
	fmt.Println(t.size)
	var st Stack[Pair[int, bool]]
	st.Push(MakePair(1, true))
	top, ok := st.Pop()
	_, none := st.Pop()
	fmt.Println(top, ok, none)
	s := Set[string]{}
	s.Add("k")
	fmt.Println(s.Has("k"), s.Has("q"), len(s))
	fmt.Printf("%T %T %T\n", s, st, t)
	n := Named[int]{Tree: &Tree[int]{less: func(a, b int) bool { return a > b }}, Name: "n"}
	n.Push(3)
	n.Insert(4)
	n.Insert(5)
	for k := range n.All() {
		fmt.Print(k, " ")
	}
	x, _ := n.Pop()
	var c Container[int] = &n
	c.Push(8)
	y, _ := c.Pop()
	fmt.Println(x, y, n.size, n.Name)
	fmt.Printf("%T %T\n", n, c)
	a, b := Fn[int, string](func(i int) string { return fmt.Sprint(i) }).Twice(5)
	fmt.Println(a, b)
	var al Alias = MakePair("s", Vec[int]{1, 2})
	var ip IntPair[bool]
	fmt.Printf("%v %T %T\n", al, al, ip)
	var m SortedMap[string, int]
	for i, k := range []string{"b", "a", "c", "a"} {
		m.Put(k, i)
	}
	fmt.Println(m.entries)
	fmt.Println(describe(1), describe("s"), describe([]int{}), describe(p), describe(1.5))
	fmt.Println(which[int, string](1), which[int, string](""), which[int, int](1), which[int, bool](new(bool)), which[int, string](MakePair(1, "")), which[int, any](2.5), which[int, string](nil))
	fmt.Printf("%T %v\n", local(1), local("s"))
	fmt.Println(local(1) == local(1), local(1) == local("s"))
	fmt.Println(fill[int](&Stack[int]{}, 1, 2, 3), fill(&st, p2(1), p2(2)))
	fmt.Println(least(Age(4), 3))
	fmt.Println(Some(3).Or(4), Opt[string]{}.Or("none"))
	f := st.Push
	f(p2(9))
	g := (*Stack[Pair[int, bool]]).Push
	g(&st, p2(10))
	h := Pair[string, int].Swap
	fmt.Println(len(st), h(MakePair("z", 26)))
	fmt.Printf("%T %T %T\n", f, g, h)
	var i interface{ String() string } = MakePair(1, 2)
	_, isPair := i.(Pair[int, int])
	_, isOther := i.(Pair[int, string])
	fmt.Println(isPair, isOther, i)
}

func p2(n int) Pair[int, bool] { return MakePair(n, n > 1) }
