// More than eight deferred calls outside loops: records in the frame, which move with the stack.
package main

type T struct{ a [3]int }

func (t T) show()   { print(t.a[1], " ") }
func (t *T) other() { print(-t.a[2], " ") }

func grow(n int) int {
	var a [32]int
	a[n%32] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + a[n%32]
}

func many(n int, s string) (sum int, out string) {
	t := T{[3]int{n, n + 1, n + 2}}
	defer func() {
		if r := recover(); r != nil {
			out += r.(string)
		}
		sum += grow(100)
	}()
	defer t.show()
	defer t.other()
	defer print(s, " ")
	defer func() { sum += n; grow(50 * n) }()
	if n%2 == 0 {
		defer func() { sum *= 2; out += s }()
	}
	defer func(x int, y string) { sum += x; out += y }(n*100, s+"!")
	defer recover()
	defer func() {
		defer func() {
			if r := recover(); r != nil {
				panic(r.(string) + "again")
			}
		}()
		if n == 3 {
			panic("third ")
		}
	}()
	defer grow(200)
	if n == 5 {
		panic("fifth ")
	}
	defer func() { out += "last " }()
	if n == 6 {
		var f func()
		defer func() { recover() }()
		defer f()
	}
	return grow(10 * n), "result "
}

func main() {
	for n := range 8 {
		sum, out := many(n, string(rune('a'+n)))
		println(sum, out)
	}
}
