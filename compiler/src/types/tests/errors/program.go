package main

import "fmt"

type Animal interface {
	Name() string
	Sound() string
}

type Dog struct{ name string }

func (d *Dog) Name() string { return d.name }
func (d Dog) sound() string { return "woof" }

type Cat struct{ Dog }

func (c Cat) Sound() (string, error) { return "", nil }

type ReadWriter interface {
	Read(p []byte) (n int, err error)
	Write(p []byte) (n int, err error)
}

type file struct{}

func (file) Read(p []byte) int            { return 0 }
func (f file) Write(s string) (int, error) { return 0, nil }

type A struct{ X int }
type B struct{ X int }
type C struct {
	A
	B
}
type D struct {
	*C
	Y int
}
type E struct {
	D
	A
}

func (A) M() {}
func (B) M() {}

type F func(int) int

func (f F) Call(x int) int { return f(x) }

type Celsius float64
type Temp = float64
type Fahrenheit float64

func conv(c Celsius) Fahrenheit { return Fahrenheit(c*9/5 + 32) }

type Stack []int

func (s *Stack) Push(x int) { *s = append(*s, x) }
func (s Stack) Len() int    { return len(s) }

type Node struct {
	val  int
	next *Node
}

type Op int

const (
	Add Op = iota
	Sub
	Mul = "mul"
	Div
)

type errT struct{}

func (errT) Error() string { return "" }

func mayFail() (int, error) { return 0, errT{} }
func ptrErr() *errT         { return nil }

func sum(nums ...int) int { return 0 }
func apply(f func(int, int) int, a, b int) int { return f(a, b) }

func main() {
	var a Animal = Dog{"x"}
	a = &Dog{"x"}
	a = Cat{}
	a = &Cat{}
	a.Run()
	a.name()
	var rw ReadWriter = file{}
	rw = &file{}
	_ = rw
	var c C
	c.X = 1
	c.M()
	c.A.X = 2
	c.A.Z = 2
	var d D
	d.X = 1
	d.A.M()
	d.C.B.M()
	var e E
	e.X = 2
	e.Y = "s"
	var f F = func(x int) string { return "" }
	f = func(x, y int) int { return 0 }
	f.Call("x")
	f.Call()
	f(1, 2)
	var t Celsius = 36.6
	var fa Fahrenheit = t
	fa = conv(fa)
	fa = Fahrenheit(t)
	t = t + fa
	t = t + 1.5
	t = t * "a"
	var tt Celsius = fa
	_ = tt
	var s Stack
	s.Push("a")
	Stack{}.Push(1)
	s.Len() = 3
	s.Pop()
	s[0].x = 1
	var n *Node
	n.nxt = nil
	n.next.val.x = 1
	n.next = Node{}
	n = &Node{1, nil, 2}
	n = &Node{val: 1, nxt: nil}
	n = &Node{1}
	n = Node{1, nil}
	var op Op = 1.5
	op = Mul
	op = Sub + 1
	op = Add + len("a")
	switch op {
	case Add, Sub, Add:
	case "x":
	case 1.0:
	}
	x, err := mayFail()
	x, err := mayFail()
	x := mayFail()
	_, err, _ = mayFail()
	if err != nil {
		return err
	}
	err = ptrErr()
	if x, err := mayFail(); err != nil {
	}
	sum(1, "a", 2.5)
	sum([]int{1, 2}...)
	sum(1, []int{1, 2}...)
	sum([]string{"a"}...)
	sum(nil...)
	sum(nil)
	apply(func(a, b int) int { return a + b }, 1)
	apply(func(a int) int { return a }, 1, 2)
	apply(sum, 1, 2)
	fmt.Println("a" + 1)
	fmt.Println(undefinedVar, a.b.c)
	fmt.Printl("x")
	fmt.Sprintf()
	var fn func()
	fn = main()
	fn = main
	go fn
	go fn()
	defer recover()
	defer panic
	var ch chan int
	ch <- "a"
	v, ok := <-ch
	v, ok, z := <-ch
	for v := range ch {
	}
	for i, v := range ch {
	}
	for i, v, w := range []int{} {
	}
	for i := range fn {
	}
	for i := range n {
	}
	for i = range 10 {
	}
	select {
	case x := 1:
	case <-ch:
	case ch <- 1:
	case v := <-fn:
	case y, ok := <-ch:
	}
	var arr [3]int = [4]int{}
	arr = []int{1, 2, 3}
	arr[3] = 1
	arr[-1] = 1
	arr["a"] = 1
	sl := arr[1:5]
	sl = arr
	sl[1:0] = sl
	m := map[string]int{1: 2, "a": "b"}
	m[1] = 2
	m["a"] = "b"
	delete(m, 1)
	delete(m)
	for k, v := range m {
		k = 1
		v = "a"
	}
	var i interface{} = 1
	i.foo()
	_ = i + 1
	_ = i.(int) + "a"
	_ = i.(undefined)
	_ = i.(Animal).Nam()
	_ = x.(int)
	switch y := i.(type) {
	case int:
		y.foo()
	case string, bool:
		_ = y + 1
	case Dog:
		y.name = 1
	}
	switch a.(type) {
	case Dog:
	case *Cat:
	case file:
	}
	_ = [...]string{2: "a", "b", 1: 5}
	_ = []Node{{1, nil}, {val: "a"}, {2}}
	_ = map[string]Node{"a": {1, nil}, "b": {x: 1}}
	_ = []*Node{{1, nil}, nil, &Node{}}
	_ = struct{ a, b int }{1}
	_ = &[]int{}[0]
	_ = &main
	_ = &x.y
	_ = *a
	_ = **n
	_ = <-x
	_ = func(x int) { return x }
	_ = func() int { return }
	_ = func() (int, string) { return 1 }
	_ = func() (a int, b string) { return }
	_ = func() (a int, b string) { return "x", 2 }
}
