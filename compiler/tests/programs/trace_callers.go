// Caller, Callers, CallersFrames, FuncForPC: functions, files and lines as Go has them, whether calls were inlined or not.
package main

import (
	"runtime"
	"runtime/debug"
	"strings"
)

func base(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }

func where(text string, skip int) string {
	_, file, line, ok := runtime.Caller(skip + 1)
	println(text, base(file), line, ok)
	return text
}

//go:noinline
func callers(skip int) {
	var pcs [20]uintptr
	n := runtime.Callers(skip, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") {
			println("  ", f.Function)
		} else {
			// Func is nil for a call that was inlined, which is the compiler's choice.
			known := f.Func == nil || f.Func.Name() == f.Function && f.Func.Entry() == f.Entry
			println("  ", f.Function, base(f.File), f.Line, known, f.PC != 0)
		}
		if !more {
			break
		}
	}
	println(n)
}

type T struct{ a, b int }

func (t T) Val()               { callers(1) }
func (t *T) Ptr()              { callers(1) }
func (t *T) Next(s string) *T  { where(s, 1); return t }
func small(skip int)           { callers(skip) }
func middle(skip int)          { small(skip) }
func deferred(c chan struct{}) { callers(1); close(c) }

type I interface {
	Val()
	Ptr()
}

type Em struct{ *T }

func chain() *T { return &T{} }

func panics(p *int) int {
	defer func() {
		if recover() != nil {
			callers(1)
		}
	}()
	return *p
}

func main() {
	callers(0)
	middle(1)
	middle(2)
	middle(100)

	t := &T{}
	t.Val()
	t.Ptr()
	var i I = t
	i.Val()
	i.Ptr()
	i = Em{t}
	i.Val()
	i.Ptr()
	f := t.Val
	f()
	g := (*T).Ptr
	g(t)
	h := T.Val
	h(*t)

	done := make(chan struct{})
	go func(n int) {
		callers(n)
		done <- struct{}{}
	}(1)
	<-done
	go deferred(done)
	<-done

	chain().
		Next("a").
		Next("b").
		Next(
			"c",
		)
	println(
		where("d", 0),
		where(
			"e", 0),
		where(strings.Repeat(
			where(
				"f", 0,
			), 2,
		), 0),
	)
	func(
		a string,
	) {
		where(a, 1)
	}(
		"g",
	)
	if where("h", 0) == "" ||
		where("i", 0) != "" {
		where("j", 0)
	}
	where("k", 100)

	pc, _, _, _ := runtime.Caller(0)
	fn := runtime.FuncForPC(pc)
	file, line := fn.FileLine(pc)
	println(fn.Name(), base(file), line)
	file, line = fn.FileLine(fn.Entry())
	println(base(file), line)
	println(runtime.FuncForPC(0) == nil, runtime.FuncForPC(1) == nil, (*runtime.Func)(nil).Name() == "")
	println(fn == runtime.FuncForPC(fn.Entry()))
	_, more := runtime.CallersFrames(nil).Next()
	println(more)

	buf := make([]byte, 2000)
	n := runtime.Stack(buf[:16], false)
	println(n, string(buf[:n]))
	n = runtime.Stack(buf, true)
	lines := strings.Split(string(buf[:n]), "\n")
	println(lines[0], lines[1])
	lines = strings.Split(string(debug.Stack()), "\n")
	println(lines[0], lines[1], lines[3])
	panics(&line)
}
