// Closures: captured variables, per-iteration loop variables, method values, functions that return functions.
package main

import (
	"fmt"
	"strings"
)

type counter struct{ n int }

func (c *counter) next() int { c.n++; return c.n }

func fibonacci() func() int {
	a, b := 0, 1
	return func() int {
		a, b = b, a+b
		return b - a
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func apply(words []string, f func(string) string) []string {
	var out []string
	for _, w := range words {
		out = append(out, f(w))
	}
	return out
}

func main() {
	fib := fibonacci()
	for i := 0; i < 10; i++ {
		fmt.Print(fib(), " ")
	}
	fmt.Println()

	var printers []func()
	for i := 0; i < 3; i++ {
		printers = append(printers, func() { fmt.Print("i=", i, " ") })
	}
	for _, p := range printers {
		p()
	}
	fmt.Println()

	c := counter{10}
	next := c.next
	next()
	next()
	last := (*counter).next(&c)
	fmt.Println("counter", c.n, last)

	add := func(n int) func(int) int { return func(x int) int { return x + n } }
	double := func(x int) int { return 2 * x }
	fmt.Println("compose", compose(add(1), double, add(-3))(10))
	fmt.Println(strings.Join(apply([]string{"a", "b", "c"}, strings.ToUpper), "-"))

	var factorial func(int) int
	factorial = func(n int) int {
		if n == 0 {
			return 1
		}
		return n * factorial(n-1)
	}
	fmt.Println("20! =", factorial(20))

	total := 0
	func() {
		defer func() { total *= 2 }()
		for i := range 5 {
			total += i
		}
	}()
	fmt.Println("total", total)
}
