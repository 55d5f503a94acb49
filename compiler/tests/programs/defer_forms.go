// Deferred calls of every form that the language has, and what they see.
package main

import "runtime"

type T struct{ a, b, c, d, e int }

func (t T) Value(x int)    { println("value", t.a, x) }
func (t *T) Pointer(x int) { println("pointer", t.a, x) }

type S int

func (s S) Value(x int)    { println("S value", s, x) }
func (s *S) Pointer(x int) { println("S pointer", *s, x) }

type I interface{ Value(x int) }
type E struct {
	I
	*T2
}
type T2 struct{ n int }

func (t T2) Deep(s string)   { println("deep", t.n, s) }
func (t *T2) Deeper(s string) { println("deeper", t.n, s) }

func many(a int, b string, c []int, d map[string]int, e any, f float64, g func() int, h [3]int, i struct{ x, y string }, j error, k complex128, l ...int) (int, string, T) {
	println("many", a, b, len(c), d["x"], e.(int), f, g(), h[2], i.y, j == nil, real(k), len(l), l[1])
	return a, b, T{}
}

func forms() {
	t := T{a: 1}
	p := &t
	s := S(7)
	var i I = t
	var is I = s
	e := E{t, &T2{4}}
	defer t.Value(1)
	defer t.Pointer(2)
	defer p.Value(3)
	defer p.Pointer(4)
	defer s.Value(5)
	defer s.Pointer(6)
	defer i.Value(7)
	defer is.Value(8)
	func() {
		defer e.Value(9)
		defer e.Deep("x")
		defer e.Deeper("y")
		f := t.Value
		defer f(10)
		g := i.Value
		defer g(11)
		defer T.Value(t, 12)
		defer (*T).Pointer(p, 13)
		defer I.Value(i, 14)
	}()
	t.a = 2
	s = 8
	i, is = nil, nil
}

func builtins() {
	m := map[string]int{"a": 1, "b": 2}
	c := make(chan int, 3)
	d := []int{1, 2, 3}
	x := [4]int{9, 8, 7, 6}
	defer func() { println(len(m), d[0], x[0], x[2]); _, ok := <-c; println(ok) }()
	defer close(c)
	defer delete(m, "a")
	defer copy(d, x[1:])
	defer clear(x[2:])
	defer print("print ", 1, " ", 2.5, " ", true, "\n")
	defer println("println", m["a"])
	m["a"] = 5
}

func clears() {
	m := map[int]string{1: "x"}
	defer func() { println("cleared", len(m)) }()
	defer clear(m)
	for i := range 3 {
		defer delete(m, i)
		defer print(i, " ")
	}
}

func panicking() (r any) {
	defer func() { r = recover() }()
	defer panic("deferred panic")
	panic("first")
}

func deferredRecover() {
	defer func() { println("outer", recover().(string)) }()
	// Called by the panic itself it recovers nothing.
	defer recover()
	panic("not recovered by defer recover()")
}

func deferredRecoverInDeferred() {
	defer func() {
		// Called at the end of a deferred function: directly by it.
		defer recover()
	}()
	panic("recovered by recover in a deferred function")
}

func helper() any { return recover() }

func oneDeeper() {
	defer func() { println("direct", recover() != nil) }()
	defer func() { println("deeper", helper() == nil, func() any { return recover() }() == nil) }()
	panic(1)
}

type R struct{ x [3]int }

func (R) Recover() { println("R", recover() != nil) }

type RP int

func (*RP) Recover() { println("RP", recover() != nil) }

type Recoverer interface{ Recover() }
type Emb struct{ R }
type EmbP struct{ *RP }
type EmbI struct{ Recoverer }

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(what, "not recovered")
		}
	}()
	f()
}

func wrappers() {
	r, rp := R{}, new(RP)
	try("value", func() { defer r.Recover(); panic(1) })
	try("pointer to value", func() { p := &r; defer p.Recover(); panic(1) })
	try("iface", func() { var i Recoverer = r; defer i.Recover(); panic(1) })
	try("iface pointer", func() { var i Recoverer = &r; defer i.Recover(); panic(1) })
	try("iface RP", func() { var i Recoverer = rp; defer i.Recover(); panic(1) })
	try("emb", func() { e := Emb{r}; defer e.Recover(); panic(1) })
	try("emb iface", func() { var i Recoverer = Emb{r}; defer i.Recover(); panic(1) })
	try("emb iface ptr", func() { var i Recoverer = &Emb{r}; defer i.Recover(); panic(1) })
	try("embP", func() { e := EmbP{rp}; defer e.Recover(); panic(1) })
	try("embP iface", func() { var i Recoverer = EmbP{rp}; defer i.Recover(); panic(1) })
	try("embI", func() { e := EmbI{r}; defer e.Recover(); panic(1) })
	try("embI iface", func() { var i Recoverer = EmbI{EmbI{&r}}; defer i.Recover(); panic(1) })
	try("method value", func() { f := r.Recover; defer f(); panic(1) })
	try("method value ptr", func() { f := rp.Recover; defer f(); panic(1) })
	try("method value iface", func() { var i Recoverer = &Emb{r}; f := i.Recover; defer f(); panic(1) })
	try("method expr", func() { defer R.Recover(r); panic(1) })
	try("method expr ptr", func() { defer (*R).Recover(&r); panic(1) })
	try("method expr iface", func() { defer Recoverer.Recover(Emb{r}); panic(1) })
	try("method expr var", func() { f := Emb.Recover; defer f(Emb{r}); panic(1) })
	try("loop", func() {
		for i := range 2 {
			if i == 0 {
				defer rp.Recover()
			} else {
				defer r.Recover()
			}
		}
		panic(1)
	})
	try("closure calls method", func() { defer func() { r.Recover() }(); panic(1) })
}

func results() (a int, b string, c [5]int, err error) {
	defer func() {
		if r := recover(); r != nil {
			a, b, c[2] = a+1, b+r.(string), 5
		}
	}()
	a, b = 10, "b"
	func() {
		defer func() { a *= 2 }()
		b += "!"
	}()
	panic("p")
}

func unnamed() (int, string) {
	defer func() { recover() }()
	if len(results2) == 0 {
		panic(1)
	}
	return 1, "x"
}

var results2 []int

func nilDefer(f func()) (r any) {
	defer func() { r = recover() }()
	defer f()
	println("nil deferred, not called yet")
	return 1
}

func nilMethod(i I) (r any) {
	defer func() { r = recover() }()
	defer i.Value(1)
	println("not reached")
	return 1
}

func evaluation() {
	x := 1
	get := func(s string) int { println("eval", s, x); return x }
	f := func() func(int, int) { println("func value"); return func(a, b int) { println("called", a, b) } }
	defer f()(get("a"), get("b"))
	x = 2
	println("body")
}

func manyOpen(n int) {
	// Eight that may run once each, some of them not.
	if n&1 != 0 {
		defer print("1 ")
	}
	defer print("2 ")
	if n&2 != 0 {
		defer print("3 ")
	} else {
		defer print("4 ")
	}
	defer print("5 ")
	switch n {
	case 1:
		defer print("6 ")
	case 2:
		defer print("7 ")
	default:
		defer print("8 ")
	}
	if n > 2 {
		return
	}
	println("end", n)
}

func nine() {
	defer print("1 ")
	defer print("2 ")
	defer print("3 ")
	defer print("4 ")
	defer print("5 ")
	defer print("6 ")
	defer print("7 ")
	defer print("8 ")
	defer println("9")
}

func loop(n int) (sum int) {
	for i := 0; i < n; i++ {
		defer func() {
			sum += i
			if i%10 == 3 {
				defer func() { recover() }()
				panic(i)
			}
		}()
	}
	return 0
}

func gotos() {
	i := 0
again:
	defer print(i, " ")
	i++
	if i < 4 {
		goto again
	}
}

func goexits() {
	done := make(chan int)
	go func() {
		defer close(done)
		defer func() { println("in goexit", recover() == nil) }()
		func() {
			defer func() {
				defer func() { println("again", recover().(string)) }()
				panic("panic in goexit")
			}()
			runtime.Goexit()
		}()
		println("not reached")
	}()
	<-done
	done = make(chan int)
	go func() {
		defer close(done)
		defer func() { println("recovered?", recover() == nil) }()
		defer func() { runtime.Goexit() }()
		panic("aborted by goexit")
	}()
	<-done
	done = make(chan int)
	go func() {
		defer close(done)
		defer runtime.Goexit()
		defer runtime.Goexit()
		for i := range 3 {
			defer func() {
				defer println("exits", i)
				runtime.Goexit()
			}()
		}
	}()
	<-done
}

func repanics() {
	defer func() { println("outermost", recover().(int)) }()
	defer func() {
		r := recover().(int)
		defer func() {
			r2 := recover().(int)
			panic(r + r2)
		}()
		panic(r * 10)
	}()
	panic(1)
}

func nestedRecover() {
	defer func() {
		println("A", recover() == nil)
	}()
	defer func() {
		defer func() {
			println("B", recover().(string))
		}()
		defer func() {
			panic("second")
		}()
		println("C", recover().(string))
	}()
	panic("first")
}

func main() {
	forms()
	builtins()
	clears()
	println(panicking().(string))
	deferredRecover()
	deferredRecoverInDeferred()
	oneDeeper()
	wrappers()
	a, b, c, err := results()
	println(a, b, c[2], err == nil)
	u, v := unnamed()
	println(u, v == "")
	println(nilDefer(nil).(runtime.Error).Error())
	println(nilMethod(nil).(runtime.Error).Error())
	evaluation()
	func() {
		c := make(chan int)
		defer close(c)
		defer many(1, "b", []int{1, 2}, map[string]int{"x": 3}, 4, 5.5, func() int { return 6 }, [3]int{0, 1, 2}, struct{ x, y string }{"p", "q"}, nil, 7i, 8, 9)
	}()
	for n := range 5 {
		manyOpen(n)
		println()
	}
	nine()
	println(loop(100))
	gotos()
	println()
	goexits()
	repanics()
	nestedRecover()
}
