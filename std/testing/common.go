package testing

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

// TB is what T, B and F have in common.
type TB interface {
	ArtifactDir() string
	Attr(key, value string)
	Cleanup(func())
	Error(args ...any)
	Errorf(format string, args ...any)
	Fail()
	FailNow()
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
	Log(args ...any)
	Logf(format string, args ...any)
	Name() string
	Output() io.Writer
	Setenv(key, value string)
	Chdir(dir string)
	Skip(args ...any)
	SkipNow()
	Skipf(format string, args ...any)
	Skipped() bool
	TempDir() string
	Context() context.Context

	private()
}

// common is the state of a test or benchmark.
type common struct {
	mu       sync.Mutex
	name     string
	level    int
	parent   *common
	start    time.Time
	duration time.Duration

	output   []byte // Kept until the end, for what is not verbose.
	failed   bool
	skipped  bool
	finished bool
	done     bool
	ran      bool
	bench    bool
	helpers  map[string]bool
	cleanups []func()
	temp     string
	temps    int
	denyPar  bool // Setenv or Chdir was called.

	ctx    context.Context
	cancel context.CancelFunc
}

func (c *common) private() {}

// Name returns the name, with those of the tests around it.
func (c *common) Name() string { return c.name }

// Fail notes a failure and goes on.
func (c *common) Fail() {
	if c.parent != nil {
		c.parent.Fail()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		panic("Fail in goroutine after " + c.name + " has completed")
	}
	c.failed = true
}

// Failed reports whether a failure was noted.
func (c *common) Failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// FailNow notes a failure and ends the calling goroutine, which must be the test's.
func (c *common) FailNow() {
	c.Fail()
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
	runtime.Goexit()
}

// log writes a text below its place. skip is how many frames lie above the one that logs.
func (c *common) log(text string, skip int) {
	place := "???:1"
	if file, line := c.caller(skip + 1); file != "" {
		if i := strings.LastIndexByte(file, '/'); i >= 0 {
			file = file[i+1:]
		}
		place = fmt.Sprintf("%s:%d", file, line)
	}
	text = strings.TrimSuffix(text, "\n")
	text = strings.ReplaceAll(text, "\n", "\n        ")
	c.write("    " + place + ": " + text + "\n")
}

// caller finds the innermost frame that is no helper.
func (c *common) caller(skip int) (file string, line int) {
	var pcs [50]uintptr
	n := runtime.Callers(skip+2, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		frame, more := frames.Next()
		if !c.isHelper(frame.Function) {
			return frame.File, frame.Line
		}
		if !more {
			return "", 0
		}
	}
}

func (c *common) isHelper(function string) bool { return c.helpers[function] }

// write prints at once or keeps.
func (c *common) write(text string) {
	c.mu.Lock()
	if c.done {
		// A goroutine that outlives its test writes to those around it.
		for p := c.parent; p != nil; p = p.parent {
			p.mu.Lock()
			if !p.done {
				p.output = append(p.output, text...)
				p.mu.Unlock()
				c.mu.Unlock()
				return
			}
			p.mu.Unlock()
		}
		c.mu.Unlock()
		panic("Log in goroutine after " + c.name + " has completed: " + text)
	}
	if chatty() || c.bench {
		fmt.Print(text)
	} else {
		c.output = append(c.output, text...)
	}
	c.mu.Unlock()
}

// Log writes to the log, as fmt.Println formats. It is printed of tests that fail, of verbose ones and of benchmarks.
func (c *common) Log(args ...any) { c.log(fmt.Sprintln(args...), 1) }

// Logf writes to the log, as fmt.Printf formats.
func (c *common) Logf(format string, args ...any) { c.log(fmt.Sprintf(format, args...), 1) }

// Error is Log and Fail.
func (c *common) Error(args ...any) {
	c.log(fmt.Sprintln(args...), 1)
	c.Fail()
}

// Errorf is Logf and Fail.
func (c *common) Errorf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...), 1)
	c.Fail()
}

// Fatal is Log and FailNow.
func (c *common) Fatal(args ...any) {
	c.log(fmt.Sprintln(args...), 1)
	c.FailNow()
}

// Fatalf is Logf and FailNow.
func (c *common) Fatalf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...), 1)
	c.FailNow()
}

// Skip is Log and SkipNow.
func (c *common) Skip(args ...any) {
	c.log(fmt.Sprintln(args...), 1)
	c.SkipNow()
}

// Skipf is Logf and SkipNow.
func (c *common) Skipf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...), 1)
	c.SkipNow()
}

// SkipNow notes that the test was skipped and ends the calling goroutine, which must be the test's.
func (c *common) SkipNow() {
	c.mu.Lock()
	c.skipped, c.finished = true, true
	c.mu.Unlock()
	runtime.Goexit()
}

// Skipped reports whether the test was skipped.
func (c *common) Skipped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skipped
}

// Helper makes the log show the caller's place instead of the calling function's.
func (c *common) Helper() {
	var pc [1]uintptr
	if runtime.Callers(2, pc[:]) == 0 {
		return
	}
	frame, _ := runtime.CallersFrames(pc[:]).Next()
	c.mu.Lock()
	if c.helpers == nil {
		c.helpers = make(map[string]bool)
	}
	c.helpers[frame.Function] = true
	c.mu.Unlock()
}

// Output returns a writer to the log, without places.
func (c *common) Output() io.Writer { return logWriter{c} }

type logWriter struct{ c *common }

func (w logWriter) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		w.c.write("    " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return len(p), nil
}

// Attr writes an attribute of the test to a verbose log.
func (c *common) Attr(key, value string) {
	if strings.ContainsAny(key, " \t\r\n") {
		c.Errorf("disallowed whitespace in attribute key %q", key)
		return
	}
	if chatty() {
		fmt.Printf("=== ATTR  %s %s %s\n", c.name, key, value)
	}
}

// Cleanup has a function called when the test and those in it have ended, the last one first.
func (c *common) Cleanup(f func()) {
	c.mu.Lock()
	c.cleanups = append(c.cleanups, f)
	c.mu.Unlock()
}

// runCleanups calls them, each even where another ends the goroutine or panics.
func (c *common) runCleanups() {
	c.mu.Lock()
	if c.cancel != nil {
		defer c.cancel()
	}
	n := len(c.cleanups)
	if n == 0 {
		c.mu.Unlock()
		return
	}
	f := c.cleanups[n-1]
	c.cleanups = c.cleanups[:n-1]
	c.mu.Unlock()
	defer c.runCleanups()
	f()
}

// Context returns a context that is cancelled before the cleanups run.
func (c *common) Context() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx == nil {
		c.ctx, c.cancel = context.WithCancel(context.Background())
	}
	return c.ctx
}

// TempDir returns a new folder, which is removed when the test ends.
func (c *common) TempDir() string {
	c.mu.Lock()
	first := c.temp == ""
	c.mu.Unlock()
	if first {
		plain := strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\:*?"<>|#`, r) {
				return '_'
			}
			return r
		}, c.name)
		dir, err := os.MkdirTemp("", plain)
		if err != nil {
			c.Fatalf("TempDir: %v", err)
		}
		c.temp = dir
		c.Cleanup(func() {
			if err := os.RemoveAll(dir); err != nil {
				c.Errorf("TempDir RemoveAll cleanup: %v", err)
			}
		})
	}
	c.mu.Lock()
	c.temps++
	dir := fmt.Sprintf("%s/%03d", c.temp, c.temps)
	c.mu.Unlock()
	if err := os.Mkdir(dir, 0o777); err != nil {
		c.Fatalf("TempDir: %v", err)
	}
	return dir
}

// ArtifactDir returns a folder for what the test makes. It is a temporary one.
func (c *common) ArtifactDir() string { return c.TempDir() }

// Setenv sets a variable of the environment until the test ends.
func (c *common) Setenv(key, value string) {
	old, was := os.LookupEnv(key)
	if err := os.Setenv(key, value); err != nil {
		c.Fatalf("cannot set environment variable: %v", err)
	}
	c.Cleanup(func() {
		if was {
			os.Setenv(key, old)
		} else {
			os.Unsetenv(key)
		}
	})
}

// Chdir changes the current folder until the test ends.
func (c *common) Chdir(dir string) {
	old, err := os.Getwd()
	if err != nil {
		c.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		if err := os.Chdir(old); err != nil {
			panic("testing.Chdir: " + err.Error())
		}
	})
}
