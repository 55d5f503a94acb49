package main

// Closures that capture variables of loops: what the post statement assigns is the next iteration's variable.

type point struct{ x, y, z, w, v int }

func call(f func() int) int { return f() }

func main() {
	var fs []func() int

	// The closures only read, only the post statement assigns.
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { return i })
	}
	// The closure is made before a continue.
	for i, j := 0, 10; i < 3; i, j = i+1, j-1 {
		fs = append(fs, func() int { return 100*i + j })
		if i == 1 {
			continue
		}
		fs = append(fs, func() int { return -i })
	}
	// The body assigns too, behind the closure.
	for i := 0; i < 4; i++ {
		fs = append(fs, func() int { return 1000 + i })
		i++
	}
	// The closure assigns.
	for i := 0; i < 4; i++ {
		fs = append(fs, func() int { i += 5; return 2000 + i })
	}
	// The post statement makes a closure, before it assigns and behind.
	var late func() int
	for i := 0; i < 3; i = call(func() int { late = func() int { return 3000 + i }; return i + 1 }) {
		fs = append(fs, func() int { return 3100 + i })
		if late != nil {
			fs = append(fs, late)
		}
	}
	// The condition makes one.
	for i := 0; call(func() int { return i }) < 2; i++ {
		fs = append(fs, func() int { return 4000 + i })
	}
	// Its address is taken.
	for i := 0; i < 2; i++ {
		p := &i
		fs = append(fs, func() int { return 5000 + *p + i })
	}
	// A variable in memory, of which the post statement assigns a part.
	for p := (point{1, 2, 3, 4, 5}); p.x < 3; p.x++ {
		fs = append(fs, func() int { return 6000 + p.x + p.v })
	}
	// A loop in a closure in a loop, and a goroutine for each.
	sum := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			n := 0
			for j := 0; j < 3; j++ {
				n += call(func() int { return i * j })
			}
			sum <- n
		}()
	}
	println(<-sum + <-sum + <-sum)
	// Deferred calls.
	defer println("end")
	for i := 0; i < 3; i++ {
		defer func() { println("deferred", i) }()
	}
	// No body at all, and goto.
	n := 0
	for i := 0; i < 3; i, n = i+1, n+i {
	}
again:
	for i := n; i < 5; i++ {
		fs = append(fs, func() int { return 7000 + i })
		if i == 3 {
			n = 4
			goto again
		}
	}
	for _, f := range fs {
		println(f(), f())
	}
}
