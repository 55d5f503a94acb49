package main

func ping[A any](x A) { pong[[]A](nil) }
func pong[B any](x B) { ping(x) }

func fine[A, B any](n int, a A, b B) {
	if n > 0 {
		fine(n-1, b, a)
	}
}

func main() {
	ping(1)
	fine(1, 2, "")
}
