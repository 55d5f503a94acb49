package main

// The rows of chan/benches/peers.rs for Go's own channels: `row go nanoseconds-per-message`. It runs natively, on threads.

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

const goroutines = 4

func send(c chan uint64, n int, done chan bool) {
	for i := 0; i < n; i++ {
		c <- uint64(i)
	}
	done <- true
}

func receive(c chan uint64, n int, done chan bool) {
	for i := 0; i < n; i++ {
		<-c
	}
	done <- true
}

func selectReceive(c []chan uint64, n int, done chan bool) {
	for i := 0; i < n; i++ {
		select {
		case <-c[0]:
		case <-c[1]:
		case <-c[2]:
		case <-c[3]:
		}
	}
	done <- true
}

func selectSend(c []chan uint64, n int, done chan bool) {
	for i := 0; i < n; i++ {
		v := uint64(i)
		select {
		case c[0] <- v:
		case c[1] <- v:
		case c[2] <- v:
		case c[3] <- v:
		}
	}
	done <- true
}

func run(shape string, capacity, messages int) {
	each := messages / goroutines
	done := make(chan bool, 2*goroutines)
	var channels []chan uint64
	for i := 0; i < goroutines; i++ {
		channels = append(channels, make(chan uint64, capacity))
	}
	c := channels[0]
	parties := 0
	start := func(f func()) {
		parties++
		go f()
	}
	switch shape {
	case "seq":
		send(c, messages, done)
		receive(c, messages, done)
		parties = 2
	case "spsc":
		start(func() { send(c, messages, done) })
		start(func() { receive(c, messages, done) })
	case "mpsc", "mpmc":
		for i := 0; i < goroutines; i++ {
			start(func() { send(c, each, done) })
			if shape == "mpmc" {
				start(func() { receive(c, each, done) })
			}
		}
		if shape == "mpsc" {
			start(func() { receive(c, each*goroutines, done) })
		}
	case "select_rx":
		for _, c := range channels {
			start(func() { send(c, each, done) })
		}
		start(func() { selectReceive(channels, each*goroutines, done) })
	case "select_both":
		for i := 0; i < goroutines; i++ {
			start(func() { selectSend(channels, each, done) })
			start(func() { selectReceive(channels, each, done) })
		}
	}
	for ; parties > 0; parties-- {
		<-done
	}
}

func main() {
	messages := 100000
	if len(os.Args) > 1 {
		messages, _ = strconv.Atoi(os.Args[1])
	}
	for _, label := range []string{"0", "1", "n"} {
		capacity := map[string]int{"0": 0, "1": 1, "n": messages}[label]
		for _, shape := range []string{"seq", "spsc", "mpsc", "mpmc", "select_rx", "select_both"} {
			if shape == "seq" && label != "n" {
				continue
			}
			began := time.Now()
			run(shape, capacity, messages)
			ns := float64(time.Since(began).Nanoseconds()) / float64(messages)
			fmt.Printf("%s_%s go %.1f\n", shape, label, ns)
		}
	}
}
