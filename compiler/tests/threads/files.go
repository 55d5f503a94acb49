// Goroutines on several threads create, read, write and remove files, and share one.
package main

import (
	"fmt"
	"os"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	f, err := os.Create("shared.txt")
	if err != nil {
		panic(err)
	}
	for g := range 8 {
		wg.Go(func() {
			name := fmt.Sprintf("f%d.txt", g)
			for i := range 20 {
				if err := os.WriteFile(name, []byte(fmt.Sprint(g, i)), 0o666); err != nil {
					panic(err)
				}
				b, err := os.ReadFile(name)
				if err != nil || string(b) != fmt.Sprint(g, i) {
					panic(fmt.Sprint(string(b), err))
				}
				f.WriteAt([]byte{byte('a' + g)}, int64(g*20+i))
			}
			os.Remove(name)
		})
	}
	wg.Wait()
	f.Close()
	b, err := os.ReadFile("shared.txt")
	fmt.Println(string(b), err)
	os.Remove("shared.txt")
}
