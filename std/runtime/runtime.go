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
//
//go:burrow pure
func NumCPU() int

// GOMAXPROCS returns the number of goroutines that can run at the same time, which is settled when the program begins.
func GOMAXPROCS(n int) int { return NumCPU() }

// gctarget returns at how many completed collections one that is asked for now is over.
//
//go:burrow pure
func gctarget() uint32

// gcstep does a slice of the work that is left until then, and reports whether all is done.
//
//go:burrow retry
func gcstep(target uint32) bool

// GC runs a collection. Other goroutines run meanwhile.
func GC() {
	for target := gctarget(); !gcstep(target); {
		Gosched()
	}
	// A goroutine that does nothing but collect uses no fuel: others get their turn here.
	Gosched()
}

// KeepAlive keeps its argument reachable until here.
//
//go:noinline
func KeepAlive(x any) {}

// LockOSThread wires the goroutine to its thread: it runs on no other, and nothing else runs there, until UnlockOSThread was
// called as often. Where there is one thread it runs all goroutines as before.
//
//go:burrow pure
func LockOSThread()

// UnlockOSThread undoes one call of LockOSThread.
//
//go:burrow pure
func UnlockOSThread()

// setfinalizer answers 1 when obj is not the beginning of an object, and 2 when it has a finalizer already.
//
//go:burrow retry
func setfinalizer(obj unsafe.Pointer, f unsafe.Pointer) uint32

func nextfinalizer(obj *unsafe.Pointer, f *unsafe.Pointer) bool

//go:burrow retry
func gosystem(f func())

var finalizing bool

// finalizeritab returns the table with which typ implements an interface type, or nil.
//
//go:burrow pure
func finalizeritab(inter, typ *descriptor) unsafe.Pointer

// reflect.Kind's numbers.
const (
	kindInt, kindInt64, kindUint, kindUint64               = 2, 6, 7, 11
	kindFloat32, kindFloat64, kindComplex64, kindComplex128 = 13, 14, 15, 16
	kindArray, kindFunc, kindInterface, kindPointer         = 17, 19, 20, 22
	kindSlice, kindString, kindStruct, kindUnsafePointer    = 23, 24, 25, 26
)

const flagNamed = 4

func named(d *descriptor) bool { return d.flags&flagNamed != 0 }

// types returns the i-th of the types that a function's descriptor lists.
func (d *descriptor) types(i uintptr) *descriptor {
	return *(**descriptor)(unsafe.Pointer(d.extra[0] + i*unsafe.Sizeof(d)))
}

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
	call := finalizerCall(o.typ, f)
	if call == nil {
		fatal("runtime.SetFinalizer: cannot pass " + o.typ.String() + " to finalizer " + f.typ.String())
	}
	if !finalizing {
		finalizing = true
		gosystem(runFinalizers)
	}
	switch setfinalizer(o.data, *(*unsafe.Pointer)(unsafe.Pointer(&call))) {
	case 1:
		fatal("runtime.SetFinalizer: pointer not at beginning of allocated block")
	case 2:
		fatal("runtime.SetFinalizer: finalizer already set")
	}
}

// finalizerCall returns a function that calls the finalizer f with a pointer of type typ, or nil when that cannot be passed.
// A finalizer whose only parameter is a pointer and that has no results is that function itself.
func finalizerCall(typ *descriptor, f *eface) func(unsafe.Pointer) {
	in, out := f.typ.extra[1]&0xffff, f.typ.extra[1]>>16&0x7fff
	if in != 1 || f.typ.extra[1]>>31 != 0 {
		return nil
	}
	param := f.typ.types(0)
	fn := f.data
	switch {
	case param.kind == kindInterface:
		// Both words of an interface travel alike: the first is the type, or the table of its methods.
		word := unsafe.Pointer(typ)
		if param.extra[0] != 0 {
			if word = finalizeritab(param, typ); word == nil {
				return nil
			}
		}
		if out != 0 {
			return nil
		}
		return func(p unsafe.Pointer) {
			(*(*func(any))(unsafe.Pointer(&fn)))(*(*any)(unsafe.Pointer(&eface{(*descriptor)(word), p})))
		}
	case param == typ || param.kind == kindPointer && param.elem == typ.elem && (!named(param) || !named(typ)):
	case param.kind == kindUnsafePointer:
	default:
		return nil
	}
	if out == 0 {
		return *(*func(unsafe.Pointer))(unsafe.Pointer(&fn))
	}
	if out > 1 {
		return nil
	}
	// The result is dropped, but has to be taken.
	switch result := f.typ.types(1); result.kind {
	case kindInt, kindInt64, kindUint, kindUint64:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) int64)(unsafe.Pointer(&fn)))(p) }
	case kindFloat32:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) float32)(unsafe.Pointer(&fn)))(p) }
	case kindFloat64:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) float64)(unsafe.Pointer(&fn)))(p) }
	case kindString:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) string)(unsafe.Pointer(&fn)))(p) }
	case kindInterface:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) any)(unsafe.Pointer(&fn)))(p) }
	case kindSlice:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) []byte)(unsafe.Pointer(&fn)))(p) }
	case kindArray, kindStruct, kindComplex64, kindComplex128:
		// Results in memory are written where the first parameter says.
		return func(p unsafe.Pointer) {
			room := make([]uint64, result.size/8+1)
			(*(*func(room, p unsafe.Pointer))(unsafe.Pointer(&fn)))(unsafe.Pointer(&room[0]), p)
		}
	default:
		return func(p unsafe.Pointer) { (*(*func(unsafe.Pointer) int32)(unsafe.Pointer(&fn)))(p) }
	}
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
