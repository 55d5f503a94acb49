package main

import "fmt"

// Struct literals that name promoted fields (Go 1.27).

type Inner struct {
	A int
	B string
}

type Deep struct{ C [3]int }

type Middle struct {
	Inner
	Deep
	D bool
}

type Outer struct {
	E float64
	Middle
}

type Gen[T any] struct {
	Pair[T]
	N int
}

type Pair[T any] struct{ X, Y T }

type Small struct{ One }
type One struct{ P int32 }

var static = Outer{B: "static", C: [3]int{1, 2, 3}, E: 2}

func make1[T any](x T) *Gen[T] { return &Gen[T]{Y: x, N: 1} }

func main() {
	o := Outer{A: 1, D: true, B: "b"}
	p := &Outer{C: [3]int{4}, E: 1.5, A: len(o.B)}
	fmt.Println(o, *p, static, Small{P: 7}, &Small{P: 8})
	fmt.Println(*make1("x"), Gen[int]{X: 3})
}
