// fatal error: concurrent map writes
package main

func main() {
	m := map[int]int{}
	done := make(chan bool)
	for range 2 {
		go func() {
			for i := range 50_000_000 {
				m[i%64] = i
			}
			done <- true
		}()
	}
	<-done
	<-done
	println("nobody noticed")
}
