// Starting a nil function is a fatal error: nobody recovers it.
package main

var f func()

func main() {
	defer println("not printed")
	defer func() { recover() }()
	go f()
}
