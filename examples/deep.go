// Recursion one million levels deep; a pointer to a local of the first frame is used at the bottom.
package main

import "fmt"

const depth = 1000000

func sum(n int, first *int) int {
	if n == 0 {
		*first += 1000
		return 0
	}
	return n + sum(n-1, first)
}

type node struct {
	next  *node
	value int
}

// walk keeps a pointer to a node in every frame.
func walk(n *node, level int) int {
	here := node{n, level}
	if level == 0 {
		length := 0
		for p := &here; p != nil; p = p.next {
			length++
		}
		return length
	}
	return walk(&here, level-1)
}

func main() {
	local := 42
	total := sum(depth, &local)
	fmt.Println("sum", total, "local", local)
	fmt.Println("list on the stack", walk(nil, 9999))

	done := make(chan int)
	for g := 0; g < 3; g++ {
		go func() { local := g; done <- sum(depth/10, &local) + local }()
	}
	all := 0
	for g := 0; g < 3; g++ {
		all += <-done
	}
	fmt.Println("in goroutines", all)
}
