// What a conversion made is still there when the call that takes it is made again after a collection.
package main

var words = []string{"one", "two", "three", "four", "five"}

func main() {
	total := 0
	for i := 0; i < 400; i++ {
		w := words[i%len(words)]
		a := string([]rune(string([]byte(w + w))))
		b := string([]byte(string([]rune(a + w))))
		if b != w+w+w {
			println("wrong", i, a, b)
			return
		}
		total += len(b)
	}
	println(total)

	// A loop that nothing leads to, and a check that always fails.
	defer func() { println(recover().(error).Error()) }()
	if total > 0 {
		var few [3]int
		list := few[:]
		println(list[len(few)+2])
		for j := range 3 {
			println(j)
		}
	}
	return
	for k := 0; k < 3; k++ {
		println(k, total)
	}
}
