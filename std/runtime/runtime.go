package runtime

import "unsafe"

const (
	// GOOS is the operating system that programs see.
	GOOS = "wasip1"
	// GOARCH is the architecture that programs see.
	GOARCH = "wasm"
	// Compiler is the name of the toolchain.
	Compiler = "burrow"
)

// Version returns the version of Go whose behaviour Burrow follows.
func Version() string { return "go1.27.3" }

// Gosched lets other goroutines run.
func Gosched()

// Goexit ends the calling goroutine, after running its deferred calls.
func Goexit()

// NumGoroutine returns the number of goroutines.
//
//go:burrow pure
func NumGoroutine() int

// NumCPU returns the number of processors that the program can use.
func NumCPU() int { return 1 }

// GOMAXPROCS returns the number of goroutines that can run at the same time; with one thread it cannot be changed.
func GOMAXPROCS(n int) int { return 1 }

// GC runs a collection.
func GC()

// KeepAlive keeps its argument reachable until here.
//
//go:noinline
func KeepAlive(x any) {}

// LockOSThread wires the goroutine to its thread, of which there is one.
func LockOSThread() {}

// UnlockOSThread undoes LockOSThread.
func UnlockOSThread() {}

//go:burrow retry
func setfinalizer(obj unsafe.Pointer, f unsafe.Pointer)

func nextfinalizer(obj *unsafe.Pointer, f *unsafe.Pointer) bool

//go:burrow retry
func gosystem(f func())

var finalizing bool

const kindFunc, kindPointer = 19, 22

// SetFinalizer has f called with obj some time after obj has become unreachable.
func SetFinalizer(obj any, finalizer any) {
	o := efaceOf(&obj)
	if o.typ == nil {
		fatal("runtime.SetFinalizer: first argument is nil")
	}
	if o.typ.kind != kindPointer {
		fatal("runtime.SetFinalizer: first argument is " + o.typ.String() + ", not pointer")
	}
	if o.data == nil {
		fatal("nil elem type!")
	}
	f := efaceOf(&finalizer)
	if f.typ == nil {
		setfinalizer(o.data, nil)
		return
	}
	if f.typ.kind != kindFunc {
		fatal("runtime.SetFinalizer: second argument is " + f.typ.String() + ", not a function")
	}
	in := f.typ.extra[1] & 0xffff
	if in != 1 || f.typ.extra[1]>>31 != 0 {
		fatal("runtime.SetFinalizer: cannot pass " + o.typ.String() + " to finalizer " + f.typ.String())
	}
	if !finalizing {
		finalizing = true
		gosystem(runFinalizers)
	}
	setfinalizer(o.data, f.data)
}

// runFinalizers is the goroutine on which all finalizers run.
func runFinalizers() {
	for {
		var obj, f unsafe.Pointer
		if nextfinalizer(&obj, &f) {
			call := *(*func(unsafe.Pointer))(unsafe.Pointer(&f))
			f = nil
			p := obj
			obj = nil
			call(p)
		}
	}
}

//go:burrow noreturn
func fatalerror(message string)

func fatal(message string) { fatalerror(message) }

// Breakpoint would stop in a debugger; there is none.
func Breakpoint() {}
