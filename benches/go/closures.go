package main

func counter(step int) func() int {
	n := 0
	return func() int {
		n += step
		return n
	}
}

func fold(list []int, start int, f func(int, int) int) int {
	for _, v := range list {
		start = f(start, v)
	}
	return start
}

func compose(f, g func(int) int) func(int) int {
	return func(x int) int { return f(g(x)) }
}

func main() {
	list := make([]int, 1000)
	for i := range list {
		list[i] = i
	}
	total := 0
	for r := 0; r < 20000; r++ {
		k := r & 7
		total += fold(list, 0, func(a, b int) int { return a + b ^ k })
	}
	f := func(x int) int { return x + 1 }
	for i := 0; i < 6; i++ {
		f = compose(f, func(x int) int { return x + i })
	}
	for i := 0; i < 2000000; i++ {
		total += f(i)
	}
	next := counter(3)
	for i := 0; i < 20000000; i++ {
		total ^= next()
	}
	println(total)
}
