package main

import (
	"fmt"
	"runtime"
	"strings"
)

var (
	a     []int
	arr   [3]int
	where string
	i     = 9
)

// What fails in an assignment that is spread over lines is found on the line of the index.
func line(f func()) {
	defer func() {
		err := recover()
		var pcs [10]uintptr
		n := runtime.Callers(1, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for {
			frame, more := frames.Next()
			if strings.HasPrefix(frame.Function, "main.main.func") {
				fmt.Println(frame.Line, err)
			}
			if !more {
				break
			}
		}
	}()
	f()
}

var before = func() int {
	_, file, line, _ := runtime.Caller(1)
	fmt.Println(file[strings.LastIndex(file, "/")+1:], line)
	return 1
}()

func main() {
	line(func() {
		arr[0],
			a[i] = 1, 2
	})
	line(func() {
		a[0], arr[1],
			arr[i] = 1, 2, 3
	})
	line(func() {
		arr[1],
			arr[i] =
			2, 3
	})
}
