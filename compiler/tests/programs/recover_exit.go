// Recovery in a function whose body never gets to its end, and what the exit may use of what the body computed.
package main

func endless() (n int) {
	defer func() { recover() }()
	for {
		n = 2
		fail()
	}
}

func fail() { panic("x") }

func always() (s string) {
	defer func() {
		s = recover().(string) + s
	}()
	s = "!"
	panic("always")
}

// The same constant expression before the panic and in the deferred call.
func shared(x float64) (y float64) {
	scale := 2.5
	defer func() {
		recover()
		y += scale * 4.0
	}()
	y = scale * 4.0
	if x > 0 {
		panic(x)
	}
	return 1
}

func nested() (out string) {
	defer func() {
		defer func() {
			out += recover().(string)
		}()
		out += recover().(string)
		panic("second")
	}()
	panic("first ")
}

func main() {
	println(endless())
	println(always())
	println(int(shared(1)), int(shared(0)))
	println(nested())
}
