package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
)

type Num interface{ ~int | ~float64 }

// embedded generic pointer & interface promoted methods via itab
type Logger[T any] interface{ Log(T) }
type base[T any] struct{ out []T }

func (b *base[T]) Log(x T) { b.out = append(b.out, x) }

type svc[T any] struct {
	Logger[T]
	n int
}

type wrapErr[T any] struct{ v T }

func (w wrapErr[T]) Error() string { return fmt.Sprintf("wrapErr(%v)", w.v) }

func mk[T any](v T) error { return wrapErr[T]{v} }

// big by-memory types
type Big[T any] struct{ a [8]T }

func (b Big[T]) Sum(f func(T) int) (s int) {
	for _, x := range b.a {
		s += f(x)
	}
	return
}
func (b Big[T]) With(i int, x T) Big[T] { b.a[i] = x; return b }
func id[T any](x T) T                    { return x }
func pass[T any](x T, f func(T) T) T     { return f(x) }

type Tree[T any] struct {
	Left, Right *Tree[T]
	Val         T
}

func (t *Tree[T]) Walk(f func(T)) {
	if t == nil {
		return
	}
	t.Left.Walk(f)
	f(t.Val)
	t.Right.Walk(f)
}
func Insert[T any](t *Tree[T], x T, less func(a, b T) bool) *Tree[T] {
	if t == nil {
		return &Tree[T]{Val: x}
	}
	if less(x, t.Val) {
		t.Left = Insert(t.Left, x, less)
	} else {
		t.Right = Insert(t.Right, x, less)
	}
	return t
}

type by[T any] struct {
	s    []T
	less func(a, b T) bool
}

func (b by[T]) Len() int           { return len(b.s) }
func (b by[T]) Less(i, j int) bool { return b.less(b.s[i], b.s[j]) }
func (b by[T]) Swap(i, j int)      { b.s[i], b.s[j] = b.s[j], b.s[i] }

func SortBy[T any, K ~int | ~string](s []T, key func(T) K) []T {
	sort.Sort(by[T]{s, func(a, b T) bool { return key(a) < key(b) }})
	return s
}

type Result[T any] struct {
	Val T
	Err error
}

func Do[T any](f func() (T, error)) (r Result[T]) {
	defer func() {
		if e := recover(); e != nil {
			r.Err = fmt.Errorf("panic: %v", e)
		}
	}()
	r.Val, r.Err = f()
	return
}

func (r Result[T]) Must() T {
	if r.Err != nil {
		panic(r.Err)
	}
	return r.Val
}

type Cache[K comparable, V any] struct {
	m     map[K]V
	order []K
	cap   int
	onDel func(K, V)
}

func NewCache[K comparable, V any](n int, del func(K, V)) *Cache[K, V] {
	return &Cache[K, V]{m: map[K]V{}, cap: n, onDel: del}
}
func (c *Cache[K, V]) Put(k K, v V) {
	if _, ok := c.m[k]; !ok {
		if len(c.order) == c.cap {
			old := c.order[0]
			c.order = c.order[1:]
			if c.onDel != nil {
				c.onDel(old, c.m[old])
			}
			delete(c.m, old)
		}
		c.order = append(c.order, k)
	}
	c.m[k] = v
}

type Matrix[T Num] [][]T

func (m Matrix[T]) Mul(o Matrix[T]) Matrix[T] {
	r := make(Matrix[T], len(m))
	for i := range m {
		r[i] = make([]T, len(o[0]))
		for j := range o[0] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return r
}

type Visitor[R any] interface {
	Int(int) R
	Add(a, b Expr) R
}
type Expr interface{ String() string }
type Lit int
type AddE struct{ a, b Expr }

func (l Lit) String() string  { return fmt.Sprint(int(l)) }
func (a AddE) String() string { return a.a.String() + "+" + a.b.String() }
func Visit[R any](e Expr, v Visitor[R]) R {
	switch e := e.(type) {
	case Lit:
		return v.Int(int(e))
	case AddE:
		return v.Add(e.a, e.b)
	}
	panic("?")
}

type eval struct{}

func (eval) Int(i int) int       { return i }
func (v eval) Add(a, b Expr) int { return Visit[int](a, v) + Visit[int](b, v) }

type show struct{}

func (show) Int(i int) string       { return fmt.Sprint("#", i) }
func (v show) Add(a, b Expr) string { return "(" + Visit[string](a, v) + " " + Visit[string](b, v) + ")" }

type Enum interface {
	~uint8
	fmt.Stringer
}
type Color uint8

func (c Color) String() string { return [...]string{"red", "green"}[c] }
func List[E Enum](n E) (r []string) {
	for i := E(0); i < n; i++ {
		r = append(r, i.String())
	}
	return
}

func merge[M ~map[K][]V, K comparable, V any](ms ...M) M {
	r := M{}
	for _, m := range ms {
		for k, v := range m {
			r[k] = append(r[k], v...)
		}
	}
	return r
}

func curry[A, B, C any](f func(A, B) C) func(A) func(B) C {
	return func(a A) func(B) C { return func(b B) C { return f(a, b) } }
}

var ErrX = errors.New("x")

func as[T error](err error) (T, bool) {
	var t T
	ok := errors.As(err, &t)
	return t, ok
}

type Int int

func (i *Int) Inc() { *i++ }

type Incer[T any] interface {
	*T
	Inc()
}

func IncAll[T any, P Incer[T]](xs []T) {
	for i := range xs {
		P(&xs[i]).Inc()
	}
}

func variadic[T any](xs ...T) int       { return len(xs) }
func spread[S ~[]T, T any](s S) int     { return variadic(s...) }
func multi[A, B any](a A, b B) (B, A)   { return b, a }
func take[A, B any](b B, a A) string    { return fmt.Sprint(b, a) }
func ch[T any, C ~chan T | ~<-chan T](c C) (T, bool) {
	select {
	case v, ok := <-c:
		return v, ok
	default:
		var z T
		return z, false
	}
}

func main() {
	s := svc[string]{Logger: &base[string]{}}
	s.Log("a")
	var l Logger[string] = s
	l.Log("b")
	fmt.Println(s.Logger.(*base[string]).out)
	err := mk(3)
	fmt.Println(err, errors.Is(err, wrapErr[int]{3}), errors.Is(err, wrapErr[int]{4}))
	if w, ok := as[wrapErr[int]](fmt.Errorf("ctx: %w", err)); ok {
		fmt.Println("as", w.v)
	}
	_, ok := as[wrapErr[string]](err)
	fmt.Println(ok)
	b := Big[string]{}.With(2, "xy").With(7, "z")
	fmt.Println(b.Sum(func(s string) int { return len(s) }), id(b) == b, pass(b, func(b Big[string]) Big[string] { return b.With(0, "q") }).a[0])
	bf := b.Sum
	fmt.Println(bf(func(string) int { return 1 }), Big[string].With(b, 1, "e").a)
	var t *Tree[string]
	for _, x := range strings.Fields("the quick brown fox") {
		t = Insert(t, x, func(a, b string) bool { return a < b })
	}
	t.Walk(func(s string) { fmt.Print(s, " ") })
	fmt.Println(SortBy([]string{"ccc", "a", "bb"}, func(s string) int { return len(s) }))
	fmt.Println(Do(func() (int, error) { return 1, nil }), Do(func() (string, error) { panic("no") }).Err, Do(func() (n []int, err error) { return nil, ErrX }).Err)
	c := NewCache(2, func(k string, v []int) { fmt.Println("del", k, v) })
	c.Put("a", []int{1})
	c.Put("b", nil)
	c.Put("c", nil)
	fmt.Println(len(c.m), c.order)
	fmt.Println(Matrix[int]{{1, 2}, {3, 4}}.Mul(Matrix[int]{{0, 1}, {1, 0}}), Matrix[float64]{{.5}}.Mul(Matrix[float64]{{2}}))
	e := AddE{Lit(1), AddE{Lit(2), Lit(3)}}
	fmt.Println(Visit[int](e, eval{}), Visit[string](e, show{}), e)
	fmt.Println(List(Color(2)))
	fmt.Println(merge(map[string][]int{"a": {1}}, map[string][]int{"a": {2}, "b": {3}}))
	fmt.Println(curry(func(a int, b string) string { return fmt.Sprint(a, b) })(1)("x"))
	xs := []Int{1, 2}
	IncAll(xs)
	fmt.Println(xs, variadic[any](), variadic(1, 2), spread([]string{"a"}), take(multi(1, "s")))
	q := make(chan int, 1)
	fmt.Println(ch(q))
	q <- 5
	fmt.Println(ch[int]((<-chan int)(q)))
	defer func() {
		fmt.Println("recovered", recover())
		var np *Result[int]
		defer func() { fmt.Println(recover()); os.Exit(3) }()
		f := np.Must
		f()
	}()
	Result[int]{Err: ErrX}.Must()
}
