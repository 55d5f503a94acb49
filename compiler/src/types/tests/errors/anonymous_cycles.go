package main

type A interface{ m() interface{ A } }

type B interface {
	m() interface {
		n() interface{ C }
	}
}
type C interface{ B }

type D interface{ m(func() struct{ x interface{ D } }) }

func main() {}
