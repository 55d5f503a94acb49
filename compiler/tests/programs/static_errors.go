// Errors that are package variables are made when the program is linked. Each is still another one.
package main

import (
	"errors"
	"fmt"
	"io"
)

const text = "same"

var (
	a     = errors.New(text)
	b     = errors.New("sa" + "me")
	empty = errors.New("")
	list  = []error{errors.New("one"), io.EOF, nil}
	table = struct {
		err any
		n   int
	}{errors.New("in any"), 1}
	made = errors.New(fmt.Sprint("at ", "run time"))
)

func main() {
	fmt.Println(a, b, a == b, a == a, errors.Is(fmt.Errorf("w: %w", a), a), errors.Is(a, b))
	fmt.Printf("%q %v %v %v %T\n", empty.Error(), list, table.err, made, empty)
	a = errors.New("other")
	fmt.Println(a, b)
}
