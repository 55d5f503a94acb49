// The trace of a deep stack is shortened in the middle.
package main

type E struct{ n int }

func (e *E) Error() string { return "an error" }

//go:noinline
func leaf(e error) { panic(e) }

func even(n int) {
	if n == 0 {
		leaf(&E{1})
	}
	odd(n - 1)
}

func odd(n int) { even(n) }

func main() {
	defer func() {
		println("unwinding")
	}()
	even(100)
}
