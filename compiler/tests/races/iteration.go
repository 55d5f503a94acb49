// fatal error: concurrent map iteration and map write
package main

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	done := make(chan bool)
	go func() {
		for i := range 50_000_000 {
			m["b"] = i
		}
		done <- true
	}()
	go func() {
		sum := 0
		for range 10_000_000 {
			for _, n := range m {
				sum += n
			}
		}
		done <- sum != 0
	}()
	<-done
	<-done
	println("nobody noticed")
}
