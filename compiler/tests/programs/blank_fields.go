package main

import (
	"fmt"
	"reflect"
)

type T struct{ a, _, c int }

type Large struct {
	a int
	_ [20]int
	b string
}

var static = T{1, 2, 3}

func f() int { fmt.Println("called"); return 5 }

// Literals leave blank fields zero, whatever they are given.
func main() {
	local := T{1, f(), 3}
	pointer := &T{1, 7, 3}
	list := []T{{4, 5, 6}}
	large := &Large{1, [20]int{9, 8}, "x"}
	for _, v := range []any{static, local, *pointer, list[0], struct{ _, b int }{7, 8}, *large} {
		fmt.Println(v, reflect.ValueOf(v).Field(0), reflect.ValueOf(v).Field(1))
	}
}
