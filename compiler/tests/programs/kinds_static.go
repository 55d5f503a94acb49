// What prints values of a kind is built when a package variable holds one in an interface.
package main

import "fmt"

type half float32

func (h half) Half() float64 { return float64(h) / 2 }

type halver interface{ Half() float64 }

var list = []any{1.5, [...]int{1, 2}}

var table = map[halver]any{half(3): nil}

func main() {
	fmt.Println(list...)
	for h, v := range table {
		fmt.Println(h, h.Half(), v)
	}
	var x float64
	fmt.Sscan("2.25", &x)
	fmt.Printf("%6.3f|%T\n", x, table)
}
