// A goroutine waits at a channel that its frame does not need any more; whoever else knew it panics and recovers.
package main

type big struct{ next *big }

func fail(i int) int {
	var list []int
	return list[i]
}

func work(done chan *big, n int) {
	defer func() {
		recover()
		var keep *big
		for i := 0; i < 2000; i++ {
			keep = &big{keep}
			if i%100 == 0 {
				keep = nil
			}
		}
		done <- &big{nil}
	}()
	fail(n)
}

func main() {
	for i := 0; i < 20; i++ {
		done := make(chan *big)
		go work(done, i)
		if <-done == nil {
			panic("nothing came")
		}
	}
	println("all came")
}
