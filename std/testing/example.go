package testing

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

func (m *M) runExamples(examples []InternalExample) (ok, ran bool) {
	ok = true
	for _, e := range examples {
		if m.fits(m.run, e.Name) {
			ran = true
			ok = runExample(e) && ok
		}
	}
	return ok, ran
}

// runExample runs an example and compares what it prints.
func runExample(e InternalExample) (ok bool) {
	if chatty() {
		fmt.Printf("=== RUN   %s\n", e.Name)
	}
	start := time.Now()
	captureOutput(os.Stdout, true)
	ended := false
	defer func() {
		printed := captureOutput(os.Stdout, false)
		took := time.Since(start).Seconds()
		err := recover()
		got, want := strings.TrimSpace(string(printed)), strings.TrimSpace(e.Output)
		same := got == want
		if e.Unordered {
			same = sortLines(got) == sortLines(want)
		}
		if same && err == nil && ended {
			if chatty() {
				fmt.Printf("--- PASS: %s (%.2fs)\n", e.Name, took)
			}
			ok = true
			return
		}
		fmt.Printf("--- FAIL: %s (%.2fs)\n", e.Name, took)
		switch {
		case err != nil:
			panic(err)
		case e.Unordered:
			fmt.Printf("got:\n%s\nwant (unordered):\n%s\n", got, want)
		default:
			fmt.Printf("got:\n%s\nwant:\n%s\n", got, want)
		}
	}()
	e.F()
	ended = true
	return
}

func sortLines(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
