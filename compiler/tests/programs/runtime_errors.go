// Every run-time error, and the text that it has in Go 1.27.
package main

import "runtime"

type T struct{ a, b int }

func (T) M()  {}
func (*T) P() {}

type I interface{ M() }
type J interface {
	M()
	P()
}
type K interface{ Missing() }
type unexp interface{ hidden() }
type S string
type Fn func()
type Arr [3]int

type Big struct{ x [9]int }

func (Big) M() {}

type emb struct{ *Big }

type named struct{ f func() }

var (
	i0       int
	neg      = -1
	five     = 5
	big      = 1 << 40
	i8       int8   = -3
	u8       uint8  = 200
	u64      uint64 = 1 << 63
	u32      uint32 = 4000000000
	up       uintptr = 77
	s             = make([]int, 3, 4)
	str           = "abc"
	arr      [3]int
	parr     *[3]int = &arr
	nilArr   *[3]int
	e        any
	eint     any = 1
	estr     any = "x"
	et       any = T{}
	ept      any = &T{}
	efn      any = func() {}
	esl      any = []int{1}
	emap     any = map[int]int{}
	estruct  any = named{}
	earr     any = [2][]int{}
	nilI     I
	nilT     I = nilPtr
	nilBig   I = (*Big)(nil)
	iT       I = T{}
	nilMap   map[string]int
	anyMap   = map[any]int{}
	nilChan  chan int
	nilFunc  func()
	nilPtr   *T
	zero     int
	zero8    uint8
	sink     int
	sinkAny  any
	sinkS    []int
	sinkStr  string
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		if err, ok := r.(runtime.Error); ok {
			println(name, ":", err.Error())
			return
		}
		if err, ok := r.(error); ok {
			println(name, ": not runtime.Error:", err.Error())
			return
		}
		if r == nil {
			println(name, ": no panic")
			return
		}
		println(name, ": something else")
	}()
	f()
}

func main() {
	// index
	try("index slice", func() { sink = s[five] })
	try("index slice neg", func() { sink = s[neg] })
	try("index slice big", func() { sink = s[big] })
	try("index slice int8", func() { sink = s[i8] })
	try("index slice uint8", func() { sink = s[u8] })
	try("index slice uint64", func() { sink = s[u64] })
	try("index slice uint32", func() { sink = s[u32] })
	try("index slice uintptr", func() { sink = s[up] })
	try("index slice store", func() { s[five] = 1 })
	try("index slice cap", func() { sink = s[3] })
	try("index string", func() { sink = int(str[five]) })
	try("index string neg", func() { sink = int(str[neg]) })
	try("index array", func() { sink = arr[five] })
	try("index array neg", func() { sink = arr[neg] })
	try("index array ptr", func() { sink = parr[five] })
	try("index nil slice", func() { var n []int; sink = n[i0] })
	try("index addr", func() { p := &s[five]; sink = *p })
	try("index uint64 max", func() { x := ^uint64(0); sink = s[x] })
	try("index min", func() { sink = s[-1<<63+i0] })
	// slices
	try("s[a:b] b > cap", func() { sinkS = s[1:five] })
	try("s[a:] a > len", func() { sinkS = s[five:] })
	try("s[:b] b > cap", func() { sinkS = s[:five] })
	try("s[a:b] a > b", func() { x := 1; sinkS = s[2:x] })
	try("s[neg:]", func() { sinkS = s[neg:] })
	try("s[:neg]", func() { sinkS = s[:neg] })
	try("s[u8:]", func() { sinkS = s[u8:] })
	try("s[:u64]", func() { sinkS = s[:u64] })
	try("s[u64:]", func() { sinkS = s[u64:] })
	try("s[big:]", func() { sinkS = s[big:] })
	try("s[i8:]", func() { sinkS = s[i8:] })
	try("str[a:]", func() { sinkStr = str[five:] })
	try("str[:b]", func() { sinkStr = str[:five] })
	try("str[a:b]", func() { x := 1; sinkStr = str[2:x] })
	try("str[neg:]", func() { sinkStr = str[neg:] })
	try("str[:neg]", func() { sinkStr = str[:neg] })
	try("str[u64:]", func() { sinkStr = str[u64:] })
	try("arr[a:]", func() { sinkS = arr[five:] })
	try("arr[:b]", func() { sinkS = arr[:five] })
	try("arr[a:b]", func() { x := 1; sinkS = arr[2:x] })
	try("arr[neg:]", func() { sinkS = arr[neg:] })
	try("parr[:b]", func() { sinkS = parr[:five] })
	try("nilArr[:]", func() { sinkS = nilArr[:] })
	try("nilArr[i]", func() { sink = nilArr[i0] })
	try("s[a:b:c] c > cap", func() { sinkS = s[0:1:five] })
	try("s[a:b:c] b > c", func() { x := 2; sinkS = s[0:3:x] })
	try("s[a:b:c] a > b", func() { x := 2; sinkS = s[x:1:3] })
	try("s[a:b:neg]", func() { sinkS = s[0:1:neg] })
	try("s[a:neg:c]", func() { sinkS = s[0:neg:2] })
	try("s[neg:b:c]", func() { sinkS = s[neg:1:2] })
	try("s[::u64]", func() { sinkS = s[0:1:u64] })
	try("s[:u64:]", func() { sinkS = s[0:u64:4] })
	try("s[u64::]", func() { sinkS = s[u64:1:4] })
	try("arr[a:b:c]", func() { sinkS = arr[0:1:five] })
	try("arr[a:b:neg]", func() { sinkS = arr[0:1:neg] })
	try("parr[a:b:c] b > c", func() { x := 1; sinkS = parr[0:2:x] })
	try("to array", func() { x := [4]int(s); sink = x[0] })
	try("to array ptr", func() { x := (*[5]int)(s); sink = x[0] })
	try("nil to array ptr", func() { var n []int; x := (*[1]int)(n); sink = x[0] })
	try("nil to array 0", func() { var n []int; x := (*[0]int)(n); println(x == nil) })
	try("string to bytes array", func() { x := [4]byte([]byte(str)); sink = int(x[0]) })
	// nil
	try("nil ptr", func() { sink = nilPtr.a })
	try("nil ptr store", func() { nilPtr.b = 1 })
	try("nil deref copy", func() { x := *nilPtr; sink = x.a })
	try("nil func", func() { nilFunc() })
	try("nil iface method", func() { nilI.M() })
	try("nil iface method value", func() { f := nilI.M; f() })
	try("value method through nil ptr", func() { nilPtr.M() })
	try("value method of nil ptr in iface", func() { nilT.M() })
	try("value method of nil ptr in iface, in memory", func() { nilBig.M() })
	try("value method of nil ptr embedded", func() { I(emb{}).M() })
	try("value method expr, in memory", func() { f := (*Big).M; f(nil) })
	try("method value of nil ptr", func() { f := nilPtr.M; f() })
	try("method expr nil ptr", func() { f := (*T).M; f(nilPtr) })
	try("method value via iface of nil ptr", func() { var i I = nilPtr; f := i.M; f() })
	try("nil map assign", func() { nilMap["a"] = 1 })
	try("nil map op assign", func() { nilMap["a"]++ })
	try("nil map delete", func() { delete(nilMap, "a") })
	try("close nil", func() { close(nilChan) })
	try("close closed", func() { c := make(chan int); close(c); close(c) })
	try("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("select send closed", func() { c := make(chan int, 1); close(c); select { case c <- 1: default: } })
	try("panic nil", func() { panic(nil) })
	try("panic nil error", func() { var err error; panic(err) })
	// arithmetic
	try("div", func() { sink = five / zero })
	try("mod", func() { sink = five % zero })
	try("div u8", func() { sink = int(u8 / zero8) })
	try("div assign", func() { sink /= zero })
	try("mod assign", func() { sink %= zero })
	try("div min by -1", func() { x := -1 << 63; sink = (x + i0) / neg })
	try("shl neg", func() { sink = five << neg })
	try("shr neg", func() { sink = five >> neg })
	try("shl neg assign", func() { sink <<= neg })
	try("shl i8", func() { sink = five << i8 })
	// assertions
	try("e.(int) nil", func() { sink = e.(int) })
	try("e.(int) string", func() { sink = estr.(int) })
	try("e.(string) int", func() { sinkStr = eint.(string) })
	try("e.(T) *T", func() { sink = ept.(T).a })
	try("e.(*T) T", func() { sink = et.(*T).a })
	try("e.(S) string", func() { sinkStr = string(estr.(S)) })
	try("e.(func()) Fn", func() { efn.(Fn)() })
	try("e.([]int)", func() { sinkS = eint.([]int) })
	try("e.(map)", func() { sink = len(eint.(map[string][]*T)) })
	try("e.(chan)", func() { sink = len(eint.(<-chan int)) })
	try("e.(struct)", func() { sink = eint.(struct {
		A int `tag:"x"`
		b *T
	}).A })
	try("e.(func)", func() { eint.(func(int, ...string) (bool, error))(1) })
	try("e.(Arr)", func() { sink = eint.(Arr)[0] })
	try("e.(I) nil", func() { sinkAny = e.(I) })
	try("e.(I) int", func() { sinkAny = eint.(I) })
	try("e.(J) T", func() { sinkAny = et.(J) })
	try("e.(K) T", func() { sinkAny = et.(K) })
	try("e.(K) *T", func() { sinkAny = ept.(K) })
	try("e.(unexp) T", func() { sinkAny = et.(unexp) })
	try("i.(K) T", func() { sinkAny = iT.(K) })
	try("i.(K) nil", func() { sinkAny = nilI.(K) })
	try("i.(T) nil", func() { sinkAny = nilI.(T) })
	try("i.(*T)", func() { sinkAny = iT.(*T) })
	try("e.(any) nil", func() { sinkAny = e.(any) })
	try("e.(error)", func() { sinkAny = eint.(error) })
	try("e.(interface literal)", func() { sinkAny = eint.(interface{ Foo(int) string }) })
	try("local type", func() {
		type T struct{ a, b int }
		sink = et.(T).a
	})
	try("byte", func() { sink = int(eint.(byte)) })
	try("rune", func() { sink = int(eint.(rune)) })
	// comparisons
	try("cmp func", func() { println(efn == efn) })
	try("cmp slice", func() { println(esl == esl) })
	try("cmp map", func() { println(emap == emap) })
	try("cmp struct", func() { println(estruct == estruct) })
	try("cmp array", func() { println(earr == earr) })
	try("cmp struct any", func() { type W struct{ x any }; a, b := W{esl}, W{esl}; println(a == b) })
	try("cmp switch", func() { switch esl { case esl: } })
	try("hash func", func() { anyMap[efn] = 1 })
	try("hash slice", func() { sink = anyMap[esl] })
	try("hash map", func() { delete(anyMap, emap) })
	try("hash struct", func() { anyMap[estruct] = 1 })
	try("hash arr", func() { anyMap[earr] = 1 })
	try("hash nested", func() { type W struct{ x any }; anyMap[W{esl}] = 1 })
	anyMap["full"] = 1
	try("hash in map", func() { sink = anyMap[esl] })
	try("hash delete in map", func() { delete(anyMap, esl) })
	try("hash ok in map", func() { _, ok := anyMap[emap]; println(ok) })
	try("hash empty map", func() { m := map[any]int{}; sink = m[esl] })
	try("hash nil map", func() { var m map[any]int; sink = m[esl] })
	try("hash literal", func() { sinkAny = map[any]int{esl: 1} })
	try("go nil", func() {})
	try("append nil elems", func() { sinkS = append(sinkS, make([]int, neg)...) })
	try("copy nil array", func() { sink = copy(nilArr[:], s) })
	try("range nil array", func() { for _, x := range nilArr { sink = x } })
	try("len nil array", func() { sink = len(nilArr) })
	try("range func nil", func() { var f func(func(int) bool); for range f { } })
	try("clear nil map", func() { clear(nilMap) })
	try("min", func() { sink = s[min(five, 7)] })
	try("make neg", func() { sinkS = make([]int, neg) })
	try("make big", func() { sinkS = make([]int, 1<<60+i0) })
	try("make cap neg", func() { sinkS = make([]int, 0, neg) })
	try("make len > cap", func() { sinkS = make([]int, five, 2) })
	try("make cap big", func() { sinkS = make([]int, 0, 1<<60+i0) })
	try("make chan neg", func() { sinkAny = make(chan int, neg) })
	try("make chan big", func() { sinkAny = make(chan int, 1<<60+i0) })
	try("make map neg", func() { sinkAny = make(map[int]int, neg) })
	try("make i8", func() { sinkS = make([]int, i8) })
	try("make u64", func() { sinkS = make([]int, u64) })
}
