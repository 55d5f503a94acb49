package main

import (
	"fmt"
	"os"
	str "strings"
	. "time"
)

type I interface{ M(); N(x int) string }
type T struct{}

func (t *T) M() {}
func (t *T) N(x int) string { return "" }

type U struct{ T }
type W struct{ a int; a string }

func (w W) a() {}

type R struct{ r R }
type R1 struct{ r [2]R2 }
type R2 struct{ r R1 }

func f() (int, string) { return 1, "" }
func g(a int, b ...string) {}
func h() int {}

func main() {
	var i I = T{}
	var j I = &T{}
	i = U{}
	_ = i.(*U)
	_ = j.(int)
	x := 1
	x = 2
	var s string = 1
	s = x
	s += 1
	s = "a" + 1
	s = "a" + x
	x = 1.5
	x = 1 << 70
	var u8 uint8 = 256
	u8 = -1
	u8 = 300 + 1
	a, b := 1
	c, d := f()
	c = f()
	g()
	g("a")
	g(1, 2)
	g(1, []string{}...)
	h(1)
	undefined()
	T.M(T{})
	T{}.M()
	x.foo()
	j.Foo()
	fmt.Foo()
	fmt.println()
	_ = fmt
	if x {
	}
	for x {
	}
	x()
	s()
	_ = s.x
	_ = &1
	_ = *x
	_ = !x
	_ = -s
	_ = x == s
	_ = s == nil
	_ = f == f
	_ = []int{} == []int{}
	_ = x && true
	x++
	s++
	1 = x
	s[0] = 'a'
	f() = 1
	switch x {
	case 1:
	case 1:
	case "a":
	}
	switch i.(type) {
	case int:
	case *T:
	case *T:
	}
	switch y := i.(type) {
	}
	for range 1.5 {
	}
	for a, b := range 5 {
	}
	x := 3
	var y int = nil
	z := nil
	return 1
	go x
	defer 1
	go int(x)
	defer len(s)
	x == 1
	f
	int
	len(s)
	_ = [3]int{1, 2, 3, 4}
	_ = [...]int{0: 1, 0: 2}
	_ = map[string]int{"a": 1, "a": 2}
	_ = T{1}
	_ = W{b: 1}
	_ = W{1}
	_ = [x]int{}
	_ = [-1]int{}
	_ = map[[]int]int{}
	var ch chan<- int
	<-ch
	var ch2 <-chan int
	ch2 <- 1
	x <- 1
	close(ch2)
	_ = make(int)
	_ = make([]int)
	_ = make([]int, -1)
	_ = make([]int, 2, 1)
	_ = new(1, 2)
	_ = append(x, 1)
	_ = append([]int{}, "a")
	_ = cap(map[int]int{})
	_ = len(5)
	copy(x, x)
	delete(x, 1)
	_ = x / 0
	_ = 1.0 / 0
	_ = 10 % 0
	_ = x << -1
	_ = 1.5 << 2
	_ = x << 1.5
	_ = "a"[5]
	_ = s[:1:2]
	_ = [3]int{}[3]
	_ = [3]int{}[:]
	_ = x[0]
	_ = string(1.5)
	_ = int("a")
	_ = int8(300)
	_ = []byte(1)
	panic()
	_ = iota
	_ = _
}
