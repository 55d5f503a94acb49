package main

// What single operations on channels cost, and the measurements that Go's own tests name BenchmarkChan* and
// BenchmarkSelect*, as one program: lines of nanoseconds an operation. In the latter, as many goroutines share the work as
// GOMAXPROCS says.

import (
	"fmt"
	"runtime"
	"time"
)

func measure(name string, f func(n int)) {
	n := 1000
	for {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took > 100*time.Millisecond {
			fmt.Printf("%s %.2f ns/op\n", name, float64(took.Nanoseconds())/float64(n))
			return
		}
		if took < 10*time.Millisecond {
			n *= 10
		} else {
			n = int(float64(n)*float64(120*time.Millisecond)/float64(took)) + 1
		}
	}
}

// handOff passes n values to another goroutine over an unbuffered channel.
func handOff(n int) {
	c := make(chan int)
	done := make(chan bool)
	go func() {
		for range c {
		}
		done <- true
	}()
	for i := 0; i < n; i++ {
		c <- i
	}
	close(c)
	<-done
}

func buffered(n int) {
	c := make(chan int, 1)
	for i := 0; i < n; i++ {
		c <- i
		<-c
	}
}

func selectDefault(n int) {
	c := make(chan int)
	d := make(chan int)
	hits := 0
	for i := 0; i < n; i++ {
		select {
		case <-c:
			hits++
		case d <- i:
			hits++
		default:
		}
	}
	if hits > 0 {
		panic("nobody was there")
	}
}

func receiveDefault(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		select {
		case <-c:
			panic("nobody was there")
		default:
		}
	}
}

// share splits n turns over goroutines and waits for all.
func share(n int, work func(n int)) {
	procs := runtime.GOMAXPROCS(0)
	done := make(chan bool)
	for i := 0; i < procs; i++ {
		go func() {
			work(n / procs)
			done <- true
		}()
	}
	for i := 0; i < procs; i++ {
		<-done
	}
}

func nonblocking(n int) {
	c := make(chan int)
	share(n, func(n int) {
		for i := 0; i < n; i++ {
			select {
			case <-c:
			default:
			}
		}
	})
}

// pairs moves values between two channels of one goroutine by selects over both.
func pairs(c, d chan int, quit chan bool, n int) {
	for i := 0; i < n; i++ {
		select {
		case <-c:
			d <- 0
		case <-d:
			c <- 0
		case <-quit:
			return
		}
	}
}

func selectUncontended(n int) {
	share(n, func(n int) {
		c, d := make(chan int, 1), make(chan int, 1)
		c <- 0
		pairs(c, d, nil, n)
	})
}

// selectSync has partners that only ever send on three channels of which one is selected.
func selectSync(n int) {
	a, b, c := make(chan int), make(chan int), make(chan int)
	quit := make(chan bool)
	share(n, func(n int) {
		go func() {
			for {
				select {
				case a <- 0:
				case b <- 0:
				case c <- 0:
				case <-quit:
					return
				}
			}
		}()
		for i := 0; i < n; i++ {
			select {
			case <-a:
			case <-b:
			case <-c:
			}
		}
	})
	close(quit)
}

func selectAsync(n int) {
	procs := runtime.GOMAXPROCS(0)
	c, d := make(chan int, procs), make(chan int, procs)
	share(n, func(n int) {
		c <- 0
		pairs(c, d, nil, n)
		// One value less, so that nobody is left waiting.
		select {
		case <-c:
		case <-d:
		}
	})
}

// selectNonblock tries all four forms that cannot wait.
func selectNonblock(n int) {
	empty, full := make(chan int), make(chan int, 1)
	full <- 0
	share(n/4, func(n int) {
		for i := 0; i < n; i++ {
			select {
			case <-empty:
			default:
			}
			select {
			case empty <- 0:
			default:
			}
			select {
			case full <- 0:
			default:
			}
			select {
			case v := <-empty:
				full <- v
			default:
			}
		}
	})
}

func uncontended(n int) {
	const batch = 100
	share(n, func(n int) {
		c := make(chan int, batch)
		for n > 0 {
			for i := 0; i < batch; i++ {
				c <- 0
			}
			for i := 0; i < batch; i++ {
				<-c
			}
			n -= batch
		}
	})
}

func contended(n int) {
	const batch = 100
	c := make(chan int, batch*runtime.GOMAXPROCS(0))
	share(n, func(n int) {
		for n > 0 {
			for i := 0; i < batch; i++ {
				c <- 0
			}
			for i := 0; i < batch; i++ {
				<-c
			}
			n -= batch
		}
	})
}

// sync2 passes values between pairs over one unbuffered channel.
func sync2(n int) {
	c := make(chan int)
	share(n, func(n int) {
		done := make(chan bool)
		go func() {
			for i := 0; i < n; i++ {
				c <- 0
			}
			done <- true
		}()
		for i := 0; i < n; i++ {
			<-c
		}
		<-done
	})
}

var sink int

func work(n int) {
	x := 1
	for i := 0; i < n; i++ {
		x = x*3 + i
	}
	sink = x
}

// prodCons has a producer and a consumer in each pair, which work between operations.
func prodCons(size, turns int) func(n int) {
	return func(n int) {
		c := make(chan int, size)
		share(n, func(n int) {
			done := make(chan bool)
			go func() {
				for i := 0; i < n; i++ {
					<-c
					work(turns)
				}
				done <- true
			}()
			for i := 0; i < n; i++ {
				work(turns)
				c <- 0
			}
			<-done
		})
	}
}

// selectProdCons is the same with a select over a channel that is never ready.
func selectProdCons(n int) {
	c := make(chan int, 128)
	never := make(chan int)
	share(n, func(n int) {
		done := make(chan bool)
		go func() {
			for i := 0; i < n; i++ {
				select {
				case <-c:
				case <-never:
				}
			}
			done <- true
		}()
		for i := 0; i < n; i++ {
			select {
			case c <- 0:
			case <-never:
			}
		}
		<-done
	})
}

// creation makes a channel and uses it once.
func creation(n int) {
	share(n, func(n int) {
		for i := 0; i < n; i++ {
			c := make(chan int, 1)
			c <- i
			sink = <-c
		}
	})
}

func semaphore(n int) {
	type unit struct{}
	c := make(chan unit, runtime.GOMAXPROCS(0))
	share(n, func(n int) {
		for i := 0; i < n; i++ {
			c <- unit{}
			<-c
		}
	})
}

// popular has many goroutines wait at one channel among others.
func popular(n int) {
	const many = 1000
	crowd := make(chan bool)
	var own [many]chan bool
	done := make(chan bool)
	for j := range own {
		own[j] = make(chan bool)
		go func(c chan bool) {
			for i := 0; i < n/many; i++ {
				select {
				case <-crowd:
				case <-c:
				}
			}
			done <- true
		}(own[j])
	}
	for i := 0; i < n/many; i++ {
		for _, c := range own {
			c <- true
		}
	}
	for range own {
		<-done
	}
}

func closed(n int) {
	c := make(chan int)
	close(c)
	share(n, func(n int) {
		for i := 0; i < n; i++ {
			<-c
		}
	})
}

func main() {
	measure("HandOff", handOff)
	measure("BufferedSendReceive", buffered)
	measure("ReceiveDefault", receiveDefault)
	measure("SelectDefault", selectDefault)
	measure("ChanNonblocking", nonblocking)
	measure("SelectUncontended", selectUncontended)
	measure("SelectSyncContended", selectSync)
	measure("SelectAsyncContended", selectAsync)
	measure("SelectNonblock", selectNonblock)
	measure("ChanUncontended", uncontended)
	measure("ChanContended", contended)
	measure("ChanSync", sync2)
	measure("ChanProdCons0", prodCons(0, 0))
	measure("ChanProdCons10", prodCons(10, 0))
	measure("ChanProdCons100", prodCons(100, 0))
	measure("ChanProdConsWork10", prodCons(10, 100))
	measure("SelectProdCons", selectProdCons)
	measure("ChanCreation", creation)
	measure("ChanSem", semaphore)
	measure("ChanPopular", popular)
	measure("ChanClosed", closed)
}
