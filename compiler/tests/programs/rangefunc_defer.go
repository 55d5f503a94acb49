// Deferred calls and recover in the bodies of ranges over functions: they belong to the function around the loop.
package main

import "runtime"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("count leaves", n)
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func plain() {
	defer println("first")
	for i := range count(3) {
		defer println("body", i)
		println("turn", i)
	}
	defer println("last")
	println("end")
}

func results(n int) (s string, err any) {
	defer func() { err = recover() }()
	for i := range count(n) {
		defer func() { s += string(rune('a' + i)) }()
		if i == 2 {
			return "r", nil
		}
		if i == 1 && n == 2 {
			panic("in body")
		}
	}
	return "end", nil
}

func recovered() (n int) {
	for i := range count(3) {
		defer func() {
			if r := recover(); r != nil {
				n += r.(int)
			}
		}()
		if i == 1 {
			panic(10)
		}
		n++
	}
	return 100
}

func nested() {
	for i := range count(2) {
		for j := range count(2) {
			defer println("nested", i, j)
			for k := range 2 {
				defer println("inner", i, j, k)
			}
		}
		defer println("outer", i)
	}
}

func nestedReturn() (s string) {
	defer func() { s += "!" }()
	for i := range count(3) {
		defer func() { s += "i" }()
		for j := range count(3) {
			defer func() { s += "j" }()
			if i == 1 && j == 1 {
				return "x"
			}
		}
	}
	return "never"
}

func literal() {
	f := func() {
		for i := range count(2) {
			defer println("literal", i)
			func() {
				for j := range count(2) {
					defer println("inner literal", i, j)
				}
				println("inner literal ends")
			}()
		}
	}
	f()
	println("literal ends")
}

func labels() {
outer:
	for i := range count(4) {
		for j := range count(4) {
			defer println("labels", i, j)
			if j == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
		}
	}
	println("labels end")
}

func nilDefer() (err any) {
	defer func() { err = recover().(error).Error() }()
	var f func()
	for range count(1) {
		defer f()
	}
	println("nil function deferred")
	return nil
}

func thrice() {
	defer func() { println("recovered", recover().(string)) }()
	for i := range count(3) {
		defer func() {
			if i == 1 {
				panic("from deferred call of body")
			}
			println("thrice", i)
		}()
	}
}

func exits() {
	done := make(chan int)
	go func() {
		defer close(done)
		for i := range count(3) {
			defer println("exit", i)
			if i == 1 {
				runtime.Goexit()
			}
		}
	}()
	<-done
}

// recover in the body is called by the function around the loop.
func recoverInBody() {
	defer func() {
		for i := range count(2) {
			println("body recovers", i, recover() != nil)
		}
	}()
	panic("p")
}

func recoverInNestedBody() {
	defer func() {
		for range count(1) {
			for range count(1) {
				println("nested body recovers", recover() != nil)
			}
		}
	}()
	panic("p")
}

func bodyRecovers() {
	for range count(1) {
		println("not deferred", recover() == nil)
	}
}

func recoverTooDeep() {
	defer func() { println("now", recover() != nil) }()
	defer func() {
		bodyRecovers()
		for range count(1) {
			func() { println("closure in body", recover() == nil) }()
		}
	}()
	panic("p")
}

func deferRecoverInBody() {
	defer func() { println("not by defer recover()", recover() != nil) }()
	defer func() {
		for range count(1) {
			defer recover()
		}
	}()
	panic("p")
}

// The iterator recovers the panic of the body.
func swallow(yield func(int) bool) {
	defer func() { println("swallowed", recover().(string)) }()
	yield(1)
}

func swallowed() (err any) {
	defer func() { err = recover().(error).Error() }()
	for i := range swallow {
		defer println("deferred before", i)
		panic("to be swallowed")
	}
	return "not reached"
}

// The iterator calls the body after the loop.
func late() (err any) {
	var keep func(int) bool
	defer func() {
		defer func() { err = recover().(error).Error() }()
		keep(5)
	}()
	for i := range func(yield func(int) bool) { keep = yield; yield(0) } {
		defer println("late", i)
	}
	return nil
}

func inLoop() {
	for i := range 2 {
		defer println("loop", i)
		for j := range count(2) {
			defer println("loop body", i, j)
		}
	}
}

type big struct{ x [10]int }

func bigResults(n int) (b big, c big) {
	for i := range count(n) {
		defer func() { b.x[i]++; c.x[9]++ }()
		if i == 1 {
			return big{}, big{[10]int{7, 7, 7}}
		}
	}
	return
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	r := 0
	for i := range count(1) {
		defer func() { r++ }()
		r += deep(n-1) + i
	}
	return r
}

func show(s string, err any) { m, _ := err.(string); println(s, m) }

func try(f func()) { defer func() { println("tried", recover() != nil) }(); f() }

func main() {
	plain()
	show(results(2))
	show(results(4))
	println(recovered())
	nested()
	println(nestedReturn())
	literal()
	labels()
	println(nilDefer().(string))
	thrice()
	exits()
	try(recoverInBody)
	try(recoverInNestedBody)
	recoverTooDeep()
	deferRecoverInBody()
	println(swallowed().(string))
	println(late().(string))
	inLoop()
	b, c := bigResults(3)
	println(b.x[0], b.x[1], b.x[2], c.x[0], c.x[9])
	println(deep(3))
}
