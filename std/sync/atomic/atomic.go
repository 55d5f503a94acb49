// Package atomic is memory access that other goroutines see at once. Calls of the functions
// are instructions, also those in their bodies, which serve function values.
package atomic

import "unsafe"

func LoadInt32(addr *int32) int32                           { return LoadInt32(addr) }
func LoadInt64(addr *int64) int64                           { return LoadInt64(addr) }
func LoadUint32(addr *uint32) uint32                        { return LoadUint32(addr) }
func LoadUint64(addr *uint64) uint64                        { return LoadUint64(addr) }
func LoadUintptr(addr *uintptr) uintptr                     { return LoadUintptr(addr) }
func LoadPointer(addr *unsafe.Pointer) unsafe.Pointer       { return LoadPointer(addr) }
func StoreInt32(addr *int32, val int32)                     { StoreInt32(addr, val) }
func StoreInt64(addr *int64, val int64)                     { StoreInt64(addr, val) }
func StoreUint32(addr *uint32, val uint32)                  { StoreUint32(addr, val) }
func StoreUint64(addr *uint64, val uint64)                  { StoreUint64(addr, val) }
func StoreUintptr(addr *uintptr, val uintptr)               { StoreUintptr(addr, val) }
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer) { StorePointer(addr, val) }
func AddInt32(addr *int32, delta int32) int32               { return AddInt32(addr, delta) }
func AddInt64(addr *int64, delta int64) int64               { return AddInt64(addr, delta) }
func AddUint32(addr *uint32, delta uint32) uint32           { return AddUint32(addr, delta) }
func AddUint64(addr *uint64, delta uint64) uint64           { return AddUint64(addr, delta) }
func AddUintptr(addr *uintptr, delta uintptr) uintptr       { return AddUintptr(addr, delta) }
func SwapInt32(addr *int32, new int32) int32                { return SwapInt32(addr, new) }
func SwapInt64(addr *int64, new int64) int64                { return SwapInt64(addr, new) }
func SwapUint32(addr *uint32, new uint32) uint32            { return SwapUint32(addr, new) }
func SwapUint64(addr *uint64, new uint64) uint64            { return SwapUint64(addr, new) }
func SwapUintptr(addr *uintptr, new uintptr) uintptr        { return SwapUintptr(addr, new) }
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer {
	return SwapPointer(addr, new)
}
func CompareAndSwapInt32(addr *int32, old, new int32) bool {
	return CompareAndSwapInt32(addr, old, new)
}
func CompareAndSwapInt64(addr *int64, old, new int64) bool {
	return CompareAndSwapInt64(addr, old, new)
}
func CompareAndSwapUint32(addr *uint32, old, new uint32) bool {
	return CompareAndSwapUint32(addr, old, new)
}
func CompareAndSwapUint64(addr *uint64, old, new uint64) bool {
	return CompareAndSwapUint64(addr, old, new)
}
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) bool {
	return CompareAndSwapUintptr(addr, old, new)
}
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return CompareAndSwapPointer(addr, old, new)
}
func AndInt32(addr *int32, mask int32) (old int32)         { return AndInt32(addr, mask) }
func AndUint32(addr *uint32, mask uint32) (old uint32)     { return AndUint32(addr, mask) }
func AndInt64(addr *int64, mask int64) (old int64)         { return AndInt64(addr, mask) }
func AndUint64(addr *uint64, mask uint64) (old uint64)     { return AndUint64(addr, mask) }
func AndUintptr(addr *uintptr, mask uintptr) (old uintptr) { return AndUintptr(addr, mask) }
func OrInt32(addr *int32, mask int32) (old int32)          { return OrInt32(addr, mask) }
func OrUint32(addr *uint32, mask uint32) (old uint32)      { return OrUint32(addr, mask) }
func OrInt64(addr *int64, mask int64) (old int64)          { return OrInt64(addr, mask) }
func OrUint64(addr *uint64, mask uint64) (old uint64)      { return OrUint64(addr, mask) }
func OrUintptr(addr *uintptr, mask uintptr) (old uintptr)  { return OrUintptr(addr, mask) }

// An Int32 is an atomic int32.
type Int32 struct{ v int32 }

func (x *Int32) Load() int32                        { return LoadInt32(&x.v) }
func (x *Int32) Store(val int32)                    { StoreInt32(&x.v, val) }
func (x *Int32) Add(delta int32) int32              { return AddInt32(&x.v, delta) }
func (x *Int32) Swap(new int32) int32               { return SwapInt32(&x.v, new) }
func (x *Int32) CompareAndSwap(old, new int32) bool { return CompareAndSwapInt32(&x.v, old, new) }
func (x *Int32) And(mask int32) (old int32)         { return AndInt32(&x.v, mask) }
func (x *Int32) Or(mask int32) (old int32)          { return OrInt32(&x.v, mask) }

// An Int64 is an atomic int64.
type Int64 struct{ v int64 }

func (x *Int64) Load() int64                        { return LoadInt64(&x.v) }
func (x *Int64) Store(val int64)                    { StoreInt64(&x.v, val) }
func (x *Int64) Add(delta int64) int64              { return AddInt64(&x.v, delta) }
func (x *Int64) Swap(new int64) int64               { return SwapInt64(&x.v, new) }
func (x *Int64) CompareAndSwap(old, new int64) bool { return CompareAndSwapInt64(&x.v, old, new) }
func (x *Int64) And(mask int64) (old int64)         { return AndInt64(&x.v, mask) }
func (x *Int64) Or(mask int64) (old int64)          { return OrInt64(&x.v, mask) }

// A Uint32 is an atomic uint32.
type Uint32 struct{ v uint32 }

func (x *Uint32) Load() uint32                        { return LoadUint32(&x.v) }
func (x *Uint32) Store(val uint32)                    { StoreUint32(&x.v, val) }
func (x *Uint32) Add(delta uint32) uint32             { return AddUint32(&x.v, delta) }
func (x *Uint32) Swap(new uint32) uint32              { return SwapUint32(&x.v, new) }
func (x *Uint32) CompareAndSwap(old, new uint32) bool { return CompareAndSwapUint32(&x.v, old, new) }
func (x *Uint32) And(mask uint32) (old uint32)        { return AndUint32(&x.v, mask) }
func (x *Uint32) Or(mask uint32) (old uint32)         { return OrUint32(&x.v, mask) }

// A Uint64 is an atomic uint64.
type Uint64 struct{ v uint64 }

func (x *Uint64) Load() uint64                        { return LoadUint64(&x.v) }
func (x *Uint64) Store(val uint64)                    { StoreUint64(&x.v, val) }
func (x *Uint64) Add(delta uint64) uint64             { return AddUint64(&x.v, delta) }
func (x *Uint64) Swap(new uint64) uint64              { return SwapUint64(&x.v, new) }
func (x *Uint64) CompareAndSwap(old, new uint64) bool { return CompareAndSwapUint64(&x.v, old, new) }
func (x *Uint64) And(mask uint64) (old uint64)        { return AndUint64(&x.v, mask) }
func (x *Uint64) Or(mask uint64) (old uint64)         { return OrUint64(&x.v, mask) }

// A Uintptr is an atomic uintptr.
type Uintptr struct{ v uintptr }

func (x *Uintptr) Load() uintptr                        { return LoadUintptr(&x.v) }
func (x *Uintptr) Store(val uintptr)                    { StoreUintptr(&x.v, val) }
func (x *Uintptr) Add(delta uintptr) uintptr            { return AddUintptr(&x.v, delta) }
func (x *Uintptr) Swap(new uintptr) uintptr             { return SwapUintptr(&x.v, new) }
func (x *Uintptr) CompareAndSwap(old, new uintptr) bool { return CompareAndSwapUintptr(&x.v, old, new) }
func (x *Uintptr) And(mask uintptr) (old uintptr)       { return AndUintptr(&x.v, mask) }
func (x *Uintptr) Or(mask uintptr) (old uintptr)        { return OrUintptr(&x.v, mask) }

// A Bool is an atomic bool.
type Bool struct{ v uint32 }

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (x *Bool) Load() bool         { return LoadUint32(&x.v) != 0 }
func (x *Bool) Store(val bool)     { StoreUint32(&x.v, bit(val)) }
func (x *Bool) Swap(new bool) bool { return SwapUint32(&x.v, bit(new)) != 0 }
func (x *Bool) CompareAndSwap(old, new bool) bool {
	return CompareAndSwapUint32(&x.v, bit(old), bit(new))
}

// A Pointer is an atomic *T.
type Pointer[T any] struct {
	// Pointers to other types are not converted to this one.
	_ [0]*T
	v unsafe.Pointer
}

func (x *Pointer[T]) Load() *T         { return (*T)(LoadPointer(&x.v)) }
func (x *Pointer[T]) Store(val *T)     { StorePointer(&x.v, unsafe.Pointer(val)) }
func (x *Pointer[T]) Swap(new *T) *T   { return (*T)(SwapPointer(&x.v, unsafe.Pointer(new))) }
func (x *Pointer[T]) CompareAndSwap(old, new *T) bool {
	return CompareAndSwapPointer(&x.v, unsafe.Pointer(old), unsafe.Pointer(new))
}

// A Value holds a value of one type.
type Value struct {
	v unsafe.Pointer // *any, never written again
}

func (x *Value) load() (*any, unsafe.Pointer) {
	p := LoadPointer(&x.v)
	return (*any)(p), p
}

// Load returns the value, or nil when none was stored.
func (x *Value) Load() any {
	if v, _ := x.load(); v != nil {
		return *v
	}
	return nil
}

// check panics when v must not be where old was stored before.
func check(what string, old *any, v *any) {
	if *v == nil {
		panic("sync/atomic: " + what + " of nil value into Value")
	}
	if old != nil && typeWord(old) != typeWord(v) {
		panic("sync/atomic: " + what + " of inconsistently typed value into Value")
	}
}

func typeWord(v *any) uintptr { return *(*uintptr)(unsafe.Pointer(v)) }

// Store sets the value, which must not be nil and always of the same type.
func (x *Value) Store(val any) {
	for {
		old, p := x.load()
		check("store", old, &val)
		if CompareAndSwapPointer(&x.v, p, unsafe.Pointer(&val)) {
			return
		}
	}
}

// Swap sets the value and returns the one before, or nil.
func (x *Value) Swap(new any) (old any) {
	for {
		v, p := x.load()
		check("swap", v, &new)
		if CompareAndSwapPointer(&x.v, p, unsafe.Pointer(&new)) {
			if v == nil {
				return nil
			}
			return *v
		}
	}
}

// CompareAndSwap sets the value if it equals old.
func (x *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	if old != nil && typeWord(&old) != typeWord(&new) {
		panic("sync/atomic: compare and swap of inconsistently typed values")
	}
	for {
		v, p := x.load()
		var now any
		if v != nil {
			now = *v
			if typeWord(v) != typeWord(&new) {
				panic("sync/atomic: compare and swap of inconsistently typed value into Value")
			}
		}
		if now != old {
			return false
		}
		if CompareAndSwapPointer(&x.v, p, unsafe.Pointer(&new)) {
			return true
		}
	}
}
