package main

import "fmt"

type G[T any] struct{ x T }

type L0 int

func f() {
	type A int
	type B int
	fmt.Printf("%T %T\n", G[A]{}, G[B]{})
	{
		type A int
		type C int
		fmt.Printf("%T %T %T\n", G[A]{}, G[C]{}, A(0))
	}
	g := func() {
		type A int
		fmt.Printf("%T\n", G[map[A]*A]{})
	}
	g()
}

func h[T any]() {
	type A int
	type AL = int
	type B struct{ a A }
	fmt.Printf("%T %T %T %T\n", G[A]{}, G[B]{}, G[AL]{}, A(1))
}

func main() {
	f()
	h[int]()
	type Z int
	h[Z]()
	fmt.Printf("%T\n", G[L0]{})
}
