// A pool of workers; the results are collected with select, under a timeout.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type job struct {
	id   int
	text string
}

type result struct {
	job
	words int
	err   error
}

var errEmpty = errors.New("empty text")

func count(text string) (int, error) {
	if strings.TrimSpace(text) == "" {
		return 0, errEmpty
	}
	return len(strings.Fields(text)), nil
}

func worker(jobs <-chan job, results chan<- result, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		n, err := count(j.text)
		if err != nil {
			err = fmt.Errorf("job %d: %w", j.id, err)
		}
		results <- result{j, n, err}
	}
}

func main() {
	texts := []string{
		"the quick brown fox",
		"jumps over",
		"   ",
		"the lazy dog and runs away",
		"one",
	}
	jobs, results := make(chan job), make(chan result, 2)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(jobs, results, &wg)
	}
	go func() {
		for i, text := range texts {
			jobs <- job{i, text}
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()

	timeout := time.After(10 * time.Second)
	var all []result
collect:
	for {
		select {
		case r, ok := <-results:
			if !ok {
				break collect
			}
			all = append(all, r)
		case <-timeout:
			fmt.Fprintln(os.Stderr, "timed out")
			os.Exit(1)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].id < all[j].id })
	for _, r := range all {
		if errors.Is(r.err, errEmpty) {
			fmt.Printf("%d: %v\n", r.id, r.err)
			continue
		}
		fmt.Printf("%d: %q has %d words\n", r.id, r.text, r.words)
	}

	never := make(chan int)
	start := time.Now()
	select {
	case <-never:
		fmt.Println("impossible")
	case <-time.After(20 * time.Millisecond):
		fmt.Println("nothing came, waited long enough:", time.Since(start) >= 20*time.Millisecond)
	}
}
