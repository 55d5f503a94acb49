package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}

type Named interface {
	Shape
	fmt.Stringer
}

type Point struct{ X, Y int }

func (p Point) String() string  { return fmt.Sprintf("(%d,%d)", p.X, p.Y) }
func (p *Point) Move(dx, dy int) { p.X += dx; p.Y += dy }

type Base struct {
	Point
	name string
	*sync.Mutex
}

type Rect struct {
	Base
	w, h float64
}

func (r Rect) Area() float64      { return r.w * r.h }
func (r Rect) Perimeter() float64 { return 2 * (r.w + r.h) }

type Tree struct {
	Left, Right *Tree
	Val         int
}

func (t *Tree) Walk(f func(int) bool) bool {
	if t == nil {
		return true
	}
	return t.Left.Walk(f) && f(t.Val) && t.Right.Walk(f)
}

const (
	A = iota
	B
	C
	_
	E = 1 << iota
	F
)

const (
	KB float64 = 1 << (10 * (iota + 1))
	MB
)

type Weekday int

const (
	Sunday Weekday = iota
	Monday
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon"}[d] }

var (
	x = y + 1
	y = f()
	z, zz = g()
)

func f() int       { return len(tab) }
func g() (int, error) { return 0, errors.New("x") }

var tab = map[string][]int{"a": {1, 2}, "b": nil}
var pts = []*Point{{1, 2}, {3, 4}}
var mp = map[Point]string{{1, 2}: "a"}
var arr = [...]int{5: 1, 2, 3}

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func variadic(pre string, xs ...int) (sum int) {
	defer func() {
		if r := recover(); r != nil {
			sum = -1
		}
	}()
	for _, x := range xs {
		sum += x
	}
	return
}

func worker(id int, jobs <-chan int, results chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		results <- j * 2
	}
	_ = id
}

func classify(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprint(v)
	case string:
		return v + "!"
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	case func() int:
		return "func"
	default:
		return "?"
	}
}

func main() {
	jobs, results := make(chan int, 10), make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(i, jobs, results, &wg)
	}
	for i := range 10 {
		jobs <- i
	}
	close(jobs)
	timeout := time.After(2 * time.Second)
loop:
	for {
		select {
		case r, ok := <-results:
			if !ok {
				break loop
			}
			fmt.Println(r)
		case <-timeout:
			break loop
		default:
		}
	}
	r := Rect{Base: Base{Point: Point{1, 2}, name: "r"}, w: 1, h: 2.5}
	r.Move(1, 2)
	r.X++
	r.Lock()
	var s Shape = r
	if n, ok := s.(Named); ok {
		fmt.Println(n.String(), n.Area())
	}
	m := r.Move
	m(1, 1)
	mm := (*Point).Move
	mm(&r.Point, 1, 2)
	var u8 uint8 = 255
	var i64 int64 = 1 << 40
	fmt.Println(u8<<1, i64>>u8, 1<<u8, ^u8, 'a'+1, "s"[0], len("abc"), cap(arr[:]))
	c := complex(1, 2)
	fmt.Println(real(c), imag(c), c*c*c == 1i)
	words := strings.Fields("a b c")
	sort.Sort(byLen(words))
	sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })
	sc := bufio.NewScanner(os.Stdin)
	sc.Split(bufio.ScanWords)
	counts := map[string]int{}
	for sc.Scan() {
		counts[sc.Text()]++
	}
	if err := sc.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	delete(counts, "a")
	for k, v := range counts {
		fmt.Printf("%s %d\n", k, v)
	}
	for i, r := range "héllo" {
		_, _ = i, r
	}
	var fns []func() int
	for i := 0; i < 3; i++ {
		fns = append(fns, func() int { i++; return i })
	}
	fmt.Println(fns[0](), variadic("a", 1, 2, 3), variadic("b", []int{1}...), variadic("c"))
	fmt.Println(classify(nil), classify(3), x, y, z, zz, E, F, KB, MB, Sunday, Monday, pts, mp)
	bs := append([]byte("abc"), "def"...)
	copy(bs, "xyz")
	fmt.Println(string(bs), []rune("abc"), string(rune(65)), min(1, 2.5), max(u8, 3))
	clear(counts)
	var e error
	_ = e == nil
	type local struct{ next *local; v int }
	l := &local{v: 1}
	l.next = l
	goto end
end:
	fmt.Println(l.next.v, [2]int{1, 2} == [2]int{1, 2}, *new(int), func() int { return 1 }())
	switch {
	case u8 > 3:
		fallthrough
	case u8 == 2:
	}
	var iface interface{ M() }
	_ = iface
	if p, err := os.Open("x"); err == nil {
		defer p.Close()
	}
	for range 3 {
	}
	seq := func(yield func(int, string) bool) {}
	for a, b := range seq {
		_, _ = a, b
	}
	ar := [3]int{}
	for i := range ar { ar[i] = i }
	for i := range &ar { _ = i }
	sl := ar[:2:3]
	_ = [2]int(sl)
	_ = (*[2]int)(sl)
	var t *Tree
	t.Walk(func(i int) bool { return i > 0 })
	println(len(sl), A, B, C)
}
