// What Go computes with the calls, in order, and what it reads after them.
package main

type pair struct{ a, b int }

var (
	m       = map[int]int{1: 10}
	xs      = []int{1, 2, 3}
	n       = 1
	v   any = 5
	yes     = true
)

func change() int {
	m[1] += 100
	xs = []int{7, 8, 9, 10}
	n += 1000
	v = v.(int) + 50
	yes = !yes
	return 0
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func fails() (r int) { panic("called first") }

func first(f func() int) {
	defer func() {
		if err, ok := recover().(error); ok {
			println(err.Error())
		} else {
			println("a string")
		}
	}()
	println(f())
}

func main() {
	println(m[1] + change())
	xs = []int{1, 2}
	println(len(xs[1:]) + change())
	println(pair{n, 2}.a + change())
	println(v.(int) + change())
	println(one((yes && n > 0) == (change() == 0)))
	println(n + change())
	println(xs[0] + change())
	var none []int
	// A length is not a call.
	first(func() int { return none[n%(len(none)+1)] + fails() })
	first(func() int { return none[n%len(xs)] + n/len(none) })
}
