// What gc/benches/compare.rs measures, for Go: lines of a name and nanoseconds an operation.
package main

import (
	"fmt"
	"time"
)

const many = 1000000
const rounds = 5

type type8 struct{ p [1]*int64 }
type type16 struct{ p [2]*int64 }
type largeStruct struct{ x [16][]int64 }

// Assigned to, so that what is allocated escapes.
var (
	sink8      *int64
	sink16     *[2]int64
	sinkType8  *type8
	sinkType16 *type16
	sinkLarge  []largeStruct
	kept       *node
	array      []float64
)

type node struct{ l, r *node }

func tree(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{tree(d - 1), tree(d - 1)}
}

func (n *node) count() int {
	if n.l == nil {
		return 1
	}
	return 1 + n.l.count() + n.r.count()
}

func binaryTrees() {
	sum := tree(17).count()
	kept = tree(16)
	for depth := 4; depth <= 16; depth += 4 {
		for i := 0; i < 1<<(16-depth+4); i++ {
			sum += tree(depth).count()
		}
	}
	if sum+kept.count() != 8711918 {
		panic("wrong")
	}
	kept = nil
}

func gcBench() {
	size := func(depth int) int { return 2<<depth - 1 }
	tree(16).count()
	kept = tree(14)
	array = make([]float64, 500000)
	for depth := 4; depth <= 14; depth += 2 {
		for i := 0; i < 2*size(16)/size(depth); i++ {
			if tree(depth).count() != size(depth) {
				panic("wrong")
			}
		}
	}
	if kept.count() != size(14) {
		panic("wrong")
	}
	kept, array = nil, nil
}

func main() {
	ops := []struct {
		name string
		n    int
		f    func()
	}{
		{"Malloc8", many, func() {
			for i := 0; i < many; i++ {
				sink8 = new(int64)
			}
		}},
		{"Malloc16", many, func() {
			for i := 0; i < many; i++ {
				sink16 = new([2]int64)
			}
		}},
		{"MallocTypeInfo8", many, func() {
			for i := 0; i < many; i++ {
				sinkType8 = new(type8)
			}
		}},
		{"MallocTypeInfo16", many, func() {
			for i := 0; i < many; i++ {
				sinkType16 = new(type16)
			}
		}},
		{"MallocLargeStruct", many / 10, func() {
			for i := 0; i < many/10; i++ {
				sinkLarge = make([]largeStruct, 2)
			}
		}},
		{"GCBench", 1, gcBench},
		{"BinaryTrees", 1, binaryTrees},
	}
	for _, op := range ops {
		best := 0.0
		for round := 0; round < rounds; round++ {
			began := time.Now()
			op.f()
			ns := float64(time.Since(began).Nanoseconds()) / float64(op.n)
			if round == 0 || ns < best {
				best = ns
			}
		}
		fmt.Printf("%s %.3f ns/op\n", op.name, best)
	}
}
