// A panic in a call that a Goexit of main runs.
package main

import "runtime"

func main() {
	defer func() {
		defer func() { println("recovered", recover().(string)) }()
		panic("first")
	}()
	defer func() { panic("second") }()
	runtime.Goexit()
}
