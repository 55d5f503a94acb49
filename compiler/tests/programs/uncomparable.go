// Comparing interfaces that hold what cannot be compared panics, also when it is the same value.
package main

func try(name string, x, y any) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	println(name, x == y)
}

func main() {
	f := func() {}
	try("func", f, f)
	m := map[int]int(nil)
	try("map", m, m)
	try("slice", []int(nil), []int(nil))
	try("struct", struct{ f func() }{f}, struct{ f func() }{f})
	try("array", [1]func(){f}, [1]func(){f})
	try("different", f, m)
	try("nil", nil, f)
	p := new(int)
	try("pointer", p, p)
}
