package main

type G[P any] struct{ _ P }

type T G[T]

type U struct {
	x int
	g G[G[U]]
}

type X struct{ y Y }
type Y struct{ x X }

func main() {}
