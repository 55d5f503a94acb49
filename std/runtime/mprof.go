package runtime

import "unsafe"

// MemProfileRate is the mean number of bytes between two allocations that are sampled: 1 for all, 0 for none. A program sets it
// once, before it allocates much. Nothing is sampled in a program that does not refer to MemProfile.
var MemProfileRate int = 512 * 1024

// A MemProfileRecord tells what calls with the same stack have allocated.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64

	// Stack0 is the stack, with zeros behind its last program counter. The first is the function that allocated: the runtime's own
	// have no frames.
	Stack0 [32]uintptr
}

// InUseBytes returns the number of bytes that are in use.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the number of objects that are in use.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the stack of the record.
func (r *MemProfileRecord) Stack() []uintptr {
	for i, pc := range r.Stack0 {
		if pc == 0 {
			return r.Stack0[:i]
		}
	}
	return r.Stack0[:]
}

//go:burrow pure
func profile(rate *int)

//go:burrow pure
//go:noescape
func memprofile(out unsafe.Pointer, room int, all bool) int

// startProfile is the first thing that a program does which refers to MemProfile.
func startProfile() { profile(&MemProfileRate) }

// MemProfile returns the number of records in the profile of the heap, and copies them to p if they fit. Those of which nothing is in
// use are left out unless inuseZero is true. The profile is that of the last collection.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	n = memprofile(unsafe.Pointer(unsafe.SliceData(p)), len(p), inuseZero)
	return n, n <= len(p)
}
