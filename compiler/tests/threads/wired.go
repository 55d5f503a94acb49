// A goroutine that is wired to its thread stays there, and nobody else comes: numbers of files are each thread's own, those it
// has opened there itself are always known, and there are no others. Goroutines that are not wired run meanwhile.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

//go:wasmimport wasi_snapshot_preview1 path_open
func pathOpen(dir, follow uint32, path unsafe.Pointer, n, oflags uint32, rights, inheriting uint64, flags uint32, fd unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 fd_fdstat_get
func fdstat(fd uint32, stat unsafe.Pointer) uint32

// open opens the working directory until there are n numbers, and answers the last.
func open(n uint32) (fd uint32) {
	for fd < n {
		path := []byte(".")
		if errno := pathOpen(3, 0, unsafe.Pointer(&path[0]), 1, 0, 0, 0, 0, unsafe.Pointer(&fd)); errno != 0 {
			panic(errno)
		}
	}
	return fd
}

func main() {
	var wg sync.WaitGroup
	pass := make(chan int)
	for g := range uint32(3) {
		wg.Go(func() {
			runtime.LockOSThread()
			runtime.LockOSThread()
			own := open(10 + 10*g)
			stat := new([3]uint64)
			for i := range 60 {
				switch i % 4 {
				case 0:
					runtime.Gosched()
				case 1:
					time.Sleep(50 * time.Microsecond)
				case 2:
					if g == 0 {
						for range 2 {
							pass <- i
						}
					} else {
						<-pass
					}
				case 3:
					fmt.Print("")
				}
				if errno := fdstat(own, unsafe.Pointer(stat)); errno != 0 {
					fmt.Println("goroutine", g, "turn", i, "runs elsewhere")
					return
				}
				if errno := fdstat(own+1, unsafe.Pointer(stat)); errno == 0 {
					fmt.Println("goroutine", g, "turn", i, "is not alone")
					return
				}
				if i == 30 {
					runtime.UnlockOSThread()
				}
			}
			if g == 0 {
				runtime.UnlockOSThread()
			}
		})
	}
	sum := make([]int, 3)
	for i := range sum {
		wg.Go(func() {
			for n := range 200 {
				sum[i] += n
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	runtime.LockOSThread()
	done := make(chan bool)
	go func() { done <- true }()
	fmt.Println(sum, <-done)
}
