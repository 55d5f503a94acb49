package main

import "fmt"

// Methods with type parameters of their own, generic aliases, iterators, embedded generic types, deep instances.

type List[T any] struct{ xs []T }

func Of[T any](xs ...T) List[T] { return List[T]{xs} }

func (l List[T]) Map[U any](f func(T) U) List[U] {
	var r List[U]
	for _, x := range l.xs {
		r.xs = append(r.xs, f(x))
	}
	return r
}

func (l List[T]) Fold[A any](a A, f func(A, T) A) A {
	for _, x := range l.xs {
		a = f(a, x)
	}
	return a
}

func (l *List[T]) Each[E interface{ ~func(T) }](f E) {
	for _, x := range l.xs {
		f(x)
	}
}

type Plain struct{ n int }

func (p *Plain) Add[N ~int | ~int8](n N) *Plain { p.n += int(n); return p }
func (p Plain) Show[T any](x T) string           { return fmt.Sprintf("%d %T %v", p.n, x, x) }

type Seq[T any] func(yield func(T) bool)
type Seq2[K, V any] func(yield func(K, V) bool)

func Count[T ~int](n T) Seq[T] {
	return func(yield func(T) bool) {
		for i := T(0); i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func (s Seq[T]) Take(n int) Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for x := range s {
			if !yield(x) {
				return
			}
			if i++; i == n {
				return
			}
		}
	}
}

func Enumerate[T any](s Seq[T]) Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for x := range s {
			if !yield(i, x) {
				return
			}
			i++
		}
	}
}

func Collect[T any, F ~func(func(T) bool)](s F) (r []T) {
	for x := range s {
		r = append(r, x)
	}
	return
}

func find[T comparable](s Seq[T], want T) (int, bool) {
	for i, x := range Enumerate(s) {
		if x == want {
			return i, true
		}
	}
	return -1, false
}

type Set[T comparable] = map[T]bool
type Matrix[T any] = [][]T
type Chain[T any] = Seq[Set2[T]]
type Set2[T any] struct{ v T }

type Base[T any] struct{ val T }

func (b *Base[T]) Get() T  { return b.val }
func (b *Base[T]) Put(x T) { b.val = x }

type Derived[T any] struct {
	Base[T]
	*List[T]
	extra int
}

type Getter[T any] interface {
	Get() T
	Put(T)
}

func use[T any](g Getter[T], x T) T {
	old := g.Get()
	g.Put(x)
	return old
}

type Node[K comparable, V any] struct {
	kids map[K]*Node[K, V]
	val  *V
}

func (n *Node[K, V]) At(path ...K) *Node[K, V] {
	for _, k := range path {
		next := n.kids[k]
		if next == nil {
			next = new(Node[K, V])
			if n.kids == nil {
				n.kids = make(map[K]*Node[K, V])
			}
			n.kids[k] = next
		}
		n = next
	}
	return n
}

type Event[T any] struct{ hooks []func(T) }

func (e *Event[T]) On(f func(T))  { e.hooks = append(e.hooks, f) }
func (e *Event[T]) Emit(x T) (n int) {
	for _, h := range e.hooks {
		defer func() { n++ }()
		h(x)
	}
	return
}

func counter[T any]() func() int {
	type key struct{ _ T }
	n := 0
	return func() int {
		n++
		_ = key{}
		return n
	}
}

type A struct{}
type B struct{}

func (A) Name() string  { return "A" }
func (*B) Name() string { return "*B" }

type Namer interface{ Name() string }

func names[T Namer](xs ...T) (s string) {
	f := T.Name
	for _, x := range xs {
		g := x.Name
		s += f(x) + g()
	}
	return
}

func main() {
	l := Of(1, 2, 3)
	m := l.Map(func(i int) string { return fmt.Sprint(i * i) })
	fmt.Printf("%T %v %v\n", m, m, m.Fold(0, func(n int, s string) int { return n + len(s) }))
	sum := 0
	l.Each(func(i int) { sum += i })
	fmt.Println(sum, l.Map[float64](func(i int) float64 { return float64(i) / 2 }))
	f := l.Fold[string]
	fmt.Println(f("", func(s string, i int) string { return s + fmt.Sprint(i) }))
	g := List[int].Map[bool]
	fmt.Println(g(l, func(i int) bool { return i > 1 }))
	var p Plain
	fmt.Println(p.Add(1).Add(int8(4)).Show("x"), p.Show(l))
	for i, x := range Enumerate(Count(10).Take(4)) {
		if i == 1 {
			continue
		}
		fmt.Print(i, x, " ")
	}
	fmt.Println(Collect[int](Count(5)), Collect[int](Count(9).Take(2)))
	fmt.Println(find(Count(10), 7))
	fmt.Println(find(Count(10), 70))
	s := Set[string]{"a": true}
	x := Matrix[int]{{1, 2}, {3}}
	fmt.Printf("%T %T %T\n", s, x, Chain[int](nil))
	d := &Derived[string]{List: &List[string]{}}
	fmt.Println(use[string](d, "new"), d.Get(), use(Getter[string](&d.Base), "newer"), d.val)
	d.List.xs = append(d.List.xs, "q")
	fmt.Println(d.Map(func(s string) int { return len(s) }))
	fmt.Printf("%T\n", d)
	var root Node[string, int]
	n := 5
	root.At("a", "b").val = &n
	fmt.Println(*root.At("a", "b").val, len(root.kids), root.At("a").val == nil)
	var e Event[string]
	e.On(func(s string) { fmt.Print("1", s, " ") })
	e.On(func(s string) { fmt.Print("2", s, " ") })
	fmt.Println(e.Emit("!"))
	c1, c2 := counter[int](), counter[string]()
	fmt.Println(c1(), c1(), c2())
	fmt.Println(names(A{}, A{}), names(&B{}), names[Namer](A{}, &B{}))
}
