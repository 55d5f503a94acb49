package sums_test

import (
	"fmt"
	"testing"

	"example.com/sums"
)

func ExampleAdd() {
	fmt.Println(sums.Add(3, 4))
	fmt.Println("lines")
	// Output:
	// 7
	// lines
}

func Example_unordered() {
	fmt.Println("b")
	fmt.Println("a")
	// Unordered output: a
	// b
}

func TestExternal(t *testing.T) {
	if sums.Add(1, 1) != 2 {
		t.Fatal("one and one")
	}
}
