// Defer order, recover, re-panic, changed results, Goexit.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

func order() {
	for i := 0; i < 4; i++ {
		defer fmt.Print("loop ", i, "; ")
	}
	defer fmt.Print("last first; ")
}

func divide(a, b int) (q int, err error) {
	defer func() {
		if e := recover(); e != nil {
			if re, ok := e.(runtime.Error); ok {
				err = fmt.Errorf("recovered: %w", re)
				return
			}
			panic(e)
		}
	}()
	return a / b, nil
}

func changed() (n int) {
	defer func() { n *= 2 }()
	n = 20
	return n + 1
}

func repanic() (err error) {
	defer func() {
		err = fmt.Errorf("outer got: %v", recover())
	}()
	defer func() {
		e := recover()
		panic(fmt.Sprint("again after ", e))
	}()
	panic("first")
}

func indirect() (v any) {
	defer func() { v = recover() }()
	defer func() {
		func() {
			if e := recover(); e != nil {
				fmt.Println("never: not called directly by the deferred function")
			}
		}()
	}()
	panic("kept")
}

func nilMap() (err error) {
	defer func() { err, _ = recover().(error) }()
	var m map[string]int
	m["a"] = 1
	return nil
}

func index(s []int, i int) (err error) {
	defer func() { err, _ = recover().(error) }()
	_ = s[i]
	return nil
}

type resource struct{ name string }

func (r *resource) close() { fmt.Println("close", r.name) }

func goexit() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { fmt.Println("recover in Goexit:", recover()) }()
		func() {
			defer fmt.Println("deferred before exit")
			runtime.Goexit()
		}()
		fmt.Println("never")
	}()
	wg.Wait()
}

func main() {
	order()
	fmt.Println()
	fmt.Println(divide(7, 2))
	_, err := divide(1, 0)
	fmt.Println(err)
	var re runtime.Error
	fmt.Println(errors.As(err, &re))
	fmt.Println(changed())
	fmt.Println(repanic())
	fmt.Println(indirect())
	fmt.Println(nilMap())
	fmt.Println(index([]int{1, 2, 3}, 5))
	r := &resource{"a"}
	defer r.close()
	r = &resource{"b"}
	defer r.close()
	goexit()
	func() {
		defer func() {
			fmt.Println("nested:", recover())
		}()
		defer func() {
			defer func() { fmt.Println("inner:", recover()) }()
			panic("inner")
		}()
		panic("outer")
	}()
	var f func()
	func() {
		defer func() { fmt.Println(recover()) }()
		f()
	}()
}
