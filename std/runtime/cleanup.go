package runtime

import "unsafe"

// addcleanup fills id in, with zeros if the object is never freed.
//
//go:burrow retry
func addcleanup(obj unsafe.Pointer, f unsafe.Pointer, id *[2]uintptr)

//go:burrow pure
func stopcleanup(addr, id uintptr)

func nextcleanup(f *unsafe.Pointer) bool

// within answers 1 when p lies in the same object as obj, and 2 when it does not but the object that p lies in points there.
//
//go:burrow pure
//go:noescape
func within(obj, p unsafe.Pointer) uint32

// Cleanup is a call that was arranged by AddCleanup.
type Cleanup struct{ addr, id uintptr }

// Stop cancels the call, unless it has been made or is about to be.
func (c Cleanup) Stop() {
	if c.id != 0 {
		stopcleanup(c.addr, c.id)
	}
}

var cleaning bool

// AddCleanup has cleanup called with arg some time after what ptr points to has become unreachable. There may be several for one
// object; neither cleanup nor arg may lead to it.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	refuse(unsafe.Pointer(ptr), *(*unsafe.Pointer)(unsafe.Pointer(&cleanup)), arg)
	return addCleanup(unsafe.Pointer(ptr), func() { cleanup(arg) })
}

// refuse panics when the cleanup would keep what ptr points to alive in a simple way.
func refuse(ptr, cleanup unsafe.Pointer, arg any) {
	if a := efaceOf(&arg); a.typ != nil && (a.typ.kind == kindPointer || a.typ.kind == kindUnsafePointer) {
		if a.data == ptr {
			panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
		}
		if within(ptr, a.data) == 1 {
			panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
		}
	}
	if within(ptr, cleanup) == 2 {
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
}

func addCleanup(ptr unsafe.Pointer, f func()) Cleanup {
	if !cleaning {
		cleaning = true
		gosystem(runCleanups)
	}
	var id [2]uintptr
	addcleanup(ptr, *(*unsafe.Pointer)(unsafe.Pointer(&f)), &id)
	return Cleanup{id[0], id[1]}
}

// runCleanups is the goroutine on which all cleanups run.
func runCleanups() {
	for {
		var f unsafe.Pointer
		if nextcleanup(&f) {
			call := *(*func())(unsafe.Pointer(&f))
			f = nil
			call()
		}
	}
}
