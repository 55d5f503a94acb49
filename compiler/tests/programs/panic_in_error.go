// The method that shows a panic's value panics itself, which nobody recovers.
package main

type bad struct{}

func (bad) Error() string {
	defer func() { println("recovered", recover() != nil) }()
	func() {
		defer func() { panic("in Error") }()
		panic("first")
	}()
	return ""
}

type worse struct{}

func (worse) Error() string { panic("worse") }

func main() {
	defer func() { panic(worse{}) }()
	panic(bad{})
}
