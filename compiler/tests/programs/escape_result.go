package main

import "fmt"

type holder struct {
	names []string
	first *string
	next  *holder
}

// What is put into an object that is returned lives as long as that object.
//
//go:noinline
func hold(names []string, first *string) *holder { return &holder{names: names, first: first} }

//go:noinline
func wrap(h *holder) (*holder, int) {
	outer := new(holder)
	outer.next = &holder{next: h}
	return outer, len(h.names)
}

//go:noinline
func deep(n int) int {
	var a [20]int
	a[n%20] = n
	if n > 0 {
		return deep(n-1) + a[n%20]
	}
	return 0
}

var kept []*holder

//go:noinline
func keep(suffix string) {
	first := "first" + suffix
	h := hold([]string{"a" + suffix, "b" + suffix}, &first)
	kept = append(kept, h)
	w, _ := wrap(hold([]string{"c" + suffix}, &first))
	kept = append(kept, w)
}

func main() {
	done := make(chan bool)
	go func() {
		inner := make(chan bool)
		h := hold([]string{fmt.Sprint(1), fmt.Sprint(2)}, new(string))
		go func() {
			deep(1000)
			kept = append(kept, h)
			inner <- true
		}()
		deep(5000)
		<-inner
		keep("!")
		deep(3000)
		keep("?")
		done <- true
	}()
	<-done
	deep(10000)
	for _, h := range kept {
		fmt.Println(h.names)
		if h.next != nil {
			fmt.Println(h.next.next.names, *h.next.next.first)
		} else {
			fmt.Println(*h.first)
		}
	}
}
