package main

// Elements of the greatest size, which wait in memory of their own, and the panics of channels.

type big [65535]byte

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	c := make(chan big)
	d := make(chan big, 2)
	var nothing chan big
	go func() {
		for i := 0; i < 3; i++ {
			var b big
			b[0], b[65534] = byte(i), byte(i+1)
			c <- b
			select {
			case d <- b:
			default:
				select {
				case c <- b:
				case nothing <- b:
				}
			}
		}
		close(c)
	}()
	n := 0
	for b := range c {
		n += int(b[0]) + int(b[65534])
	}
	println(n, len(d), cap(d))
	x := <-d
	println(x[65534], len(d))
	z := make(chan struct{}, 1<<30)
	z <- struct{}{}
	println(len(z), cap(z))
	var nilc chan int
	m := -1
	try(func() { close(nilc) })
	try(func() { close(c) })
	try(func() { c <- big{} })
	try(func() { _ = make(chan int, m) })
	m = 1 << 50
	try(func() { _ = make(chan int, m) })
	e := make(chan int)
	go func() { close(e) }()
	try(func() { e <- 1 })
	try(func() {
		select {
		case e <- 1:
		case <-nilc:
		}
	})
}
