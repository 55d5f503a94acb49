// Conversions of constants that no integer type could hold, and lengths beyond what a slice can have.
package main

const big = string(rune(1<<20)) + string(1<<100)

func huge() (err string) {
	defer func() { err = recover().(error).Error() }()
	n := int(^uint(0) >> 1)
	a := make([]struct{}, n)
	return string(rune(len(a)))
}

func main() {
	println(len(big), big[4:] == "\uFFFD")
	println(huge())
}
