package main

import (
	"fmt"
	"os"

	"example.com/app/internal/deep"
	"example.com/app/shapes"
	"example.com/near"
	names "example.com/near/sub"
)

func main() {
	for i := 0; i < 3; i++ {
		defer func() { fmt.Println("new loop", i) }()
	}
	for _, f := range near.Calls() {
		fmt.Println("old loop", f())
	}
	fmt.Println(near.Newer(), names.Count(), names.T{N: 1})
	fmt.Printf("%T %v %s\n", shapes.Square{}, shapes.Square{Side: 3}.Area(), helper())
	fmt.Println(len(os.Args) > 1, deep.Name())
	defer func() { deep.Fail() }()
}
