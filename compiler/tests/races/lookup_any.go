// fatal error: concurrent map read and map write
package main

type key struct {
	a, b int
}

func main() {
	m := map[key]int{{1, 1}: 1}
	done := make(chan bool)
	go func() {
		for i := range 50_000_000 {
			delete(m, key{i % 64, 1})
		}
		done <- true
	}()
	go func() {
		sum := 0
		for i := range 50_000_000 {
			sum += m[key{i % 64, 1}]
		}
		done <- sum != 0
	}()
	<-done
	<-done
	println("nobody noticed")
}
