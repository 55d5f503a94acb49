package runtime

import "unsafe"

// Of the profiles below, nothing is measured: they are empty.

// A StackRecord is a stack.
type StackRecord struct {
	Stack0 [32]uintptr // With zeros behind its last program counter.
}

// Stack returns the stack of the record.
func (r *StackRecord) Stack() []uintptr {
	for i, pc := range r.Stack0 {
		if pc == 0 {
			return r.Stack0[:i]
		}
	}
	return r.Stack0[:]
}

// A BlockProfileRecord tells how long calls with the same stack have waited.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// BlockProfile returns no records.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// MutexProfile returns no records.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile returns no records.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// SetBlockProfileRate does nothing.
func SetBlockProfileRate(rate int) {}

// SetMutexProfileFraction does nothing, and returns 0.
func SetMutexProfileFraction(rate int) int { return 0 }

// CPUProfile panics: package runtime/pprof has such profiles.
//
// Deprecated: as in Go.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// NumCgoCall returns 0.
func NumCgoCall() int64 { return 0 }

// GOROOT returns nothing: a program does not know with which installation it was made.
//
// Deprecated: as in Go.
func GOROOT() string { return "" }

// A Pinner keeps objects where they are, as long as it is reachable. Objects never move, so it keeps them alive only.
type Pinner struct {
	kept []unsafe.Pointer
}

// Pin keeps what pointer, a pointer of any kind, points to.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	if e.typ == nil || e.typ.flags&flagDirect == 0 {
		panic(plainError("runtime.Pinner: argument is not a pointer"))
	}
	p.kept = append(p.kept, e.data)
}

// Unpin lets go of all objects.
func (p *Pinner) Unpin() { p.kept = nil }
