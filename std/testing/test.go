package testing

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// T is the state of a test.
type T struct {
	common
	m     *matcher
	owner *T // The test that it is in.

	isParallel bool
	// Ends when the test does, or waits for its turn as a parallel one.
	signal chan bool
	// Closed when the test's own function has ended, so that its parallel subtests may run.
	barrier chan bool
	sub     []*T
	slots   chan bool
}

// newRoot makes the test that has all others in it.
func newRoot(m *matcher) *T {
	n := 1
	if parallel != nil {
		n = max(1, *parallel)
	}
	return &T{m: m, barrier: make(chan bool), signal: make(chan bool, 1), slots: make(chan bool, n)}
}

func (t *T) runTests(tests []InternalTest, fuzz []InternalFuzzTarget) bool {
	done := make(chan bool)
	go func() {
		defer close(done)
		for _, test := range tests {
			if t.m.fits(t.m.run, test.Name) {
				t.start1(test.Name, test.F)
			}
			if *failFast && t.Failed() {
				break
			}
		}
		for _, f := range fuzz {
			if t.m.fits(t.m.run, f.Name) {
				t.start1(f.Name, func(t *T) { f.Fn(&F{T: t}) })
			}
		}
		t.runParallel()
	}()
	<-done
	return !t.Failed()
}

// Run runs f as a subtest in a goroutine, and waits until it ends or becomes parallel. It reports whether f has not failed.
func (t *T) Run(name string, f func(t *T)) bool {
	full := t.m.name(t.name, name)
	if !t.m.fits(t.m.run, full) {
		return true
	}
	return t.start1(full, f)
}

func (t *T) start1(name string, f func(t *T)) bool {
	sub := &T{
		common:  common{name: name, level: t.level + 1, parent: &t.common},
		m:       t.m,
		owner:   t,
		signal:  make(chan bool, 1),
		barrier: make(chan bool),
		slots:   t.slots,
	}
	if chatty() {
		fmt.Printf("=== RUN   %s\n", name)
	}
	t.mu.Lock()
	t.ran = true
	sub.helpers = make(map[string]bool, len(t.helpers))
	for h := range t.helpers {
		sub.helpers[h] = true
	}
	t.mu.Unlock()
	sub.start = time.Now()
	go sub.main(t, f)
	if !<-sub.signal {
		// It is parallel, and waits for t to end.
		return true
	}
	return !sub.Failed()
}

// main is the goroutine of a test.
func (t *T) main(parent *T, f func(t *T)) {
	defer func() {
		err := recover()
		t.mu.Lock()
		if !t.finished && err == nil && !t.failed {
			// It can only be runtime.Goexit.
			t.failed = true
			t.output = append(t.output, "    test executed panic(nil) or runtime.Goexit\n"...)
		}
		t.mu.Unlock()
		if err != nil {
			t.fail(err)
		}
		if len(t.sub) > 0 {
			t.runParallel()
		}
		func() {
			defer func() {
				if err := recover(); err != nil {
					t.fail(err)
				}
			}()
			t.runCleanups()
		}()
		t.duration += time.Since(t.start)
		t.report(parent)
		t.mu.Lock()
		t.done = true
		t.mu.Unlock()
		if t.isParallel {
			<-t.slots
		}
		t.signal <- true
	}()
	f(t)
	t.mu.Lock()
	t.finished = true
	t.mu.Unlock()
}

// fail reports a test that panicked, and those around it, and panics on.
func (t *T) fail(err any) {
	t.Fail()
	t.duration += time.Since(t.start)
	for c := &t.common; c.parent != nil; c = c.parent {
		if c != &t.common {
			c.duration += time.Since(c.start)
		}
		os.Stdout.Write(c.output)
		fmt.Printf("%s--- FAIL: %s (%.2fs)\n", strings.Repeat("    ", c.level-1), c.name, c.duration.Seconds())
	}
	panic(err)
}

// runParallel lets the parallel subtests run, and waits for them.
func (t *T) runParallel() {
	if t.isParallel {
		<-t.slots
	}
	close(t.barrier)
	for _, sub := range t.sub {
		<-sub.signal
	}
	if t.isParallel {
		t.slots <- true
	}
}

// Parallel has the test run beside other parallel ones, once the test that it is in has ended.
func (t *T) Parallel() {
	if t.isParallel {
		panic("testing: t.Parallel called multiple times")
	}
	if t.denyPar {
		panic("testing: test using t.Setenv, t.Chdir, or cryptotest.SetGlobalRandom can not use t.Parallel")
	}
	t.isParallel = true
	t.duration += time.Since(t.start)
	if chatty() {
		fmt.Printf("=== PAUSE %s\n", t.name)
	}
	parent := t.owner
	parent.sub = append(parent.sub, t)
	t.signal <- false
	<-parent.barrier
	t.slots <- true
	if chatty() {
		fmt.Printf("=== CONT  %s\n", t.name)
	}
	t.start = time.Now()
}

// Setenv sets a variable of the environment until the test ends. Parallel tests cannot.
func (t *T) Setenv(key, value string) {
	t.sequential("Setenv")
	t.common.Setenv(key, value)
}

// Chdir changes the current folder until the test ends. Parallel tests cannot.
func (t *T) Chdir(dir string) {
	t.sequential("Chdir")
	t.common.Chdir(dir)
}

func (t *T) sequential(what string) {
	for p := t; p != nil; p = p.owner {
		if p.isParallel {
			panic("testing: t." + what + " called after t.Parallel; cannot set environment variables in parallel tests")
		}
	}
	t.denyPar = true
}

// Deadline returns when -test.timeout ends the program, if it is set.
func (t *T) Deadline() (deadline time.Time, ok bool) {
	if timeout == nil || *timeout == 0 {
		return time.Time{}, false
	}
	return started.Add(*timeout), true
}

var started = time.Now()

// report prints how a test ended, or hands it to the one around it.
func (t *T) report(parent *T) {
	how := "PASS"
	switch {
	case t.failed:
		how = "FAIL"
	case t.skipped:
		how = "SKIP"
	}
	if !t.failed && !chatty() {
		return
	}
	text := fmt.Sprintf("--- %s: %s (%.2fs)\n%s", how, t.name, t.duration.Seconds(), t.output)
	if parent.parent == nil {
		fmt.Print(text)
		return
	}
	// What is in a test stands below its line.
	parent.mu.Lock()
	parent.output = append(parent.output, indent(text)...)
	parent.mu.Unlock()
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    ")
		b.WriteString(line)
	}
	return b.String()
}
