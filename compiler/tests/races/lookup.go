// fatal error: concurrent map read and map write
package main

func main() {
	m := map[int]int{1: 1}
	done := make(chan bool)
	go func() {
		for i := range 50_000_000 {
			m[i%64] = i
		}
		done <- true
	}()
	go func() {
		sum := 0
		for i := range 50_000_000 {
			sum += m[i%64]
		}
		done <- sum != 0
	}()
	<-done
	<-done
	println("nobody noticed")
}
