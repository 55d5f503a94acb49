// Package unique has handles that are equal when the values are from which they were made.
package unique

import (
	"runtime"
	"sync"
	"unsafe"
	"weak"
)

// Handle stands for a value of T; comparing two takes no longer than comparing pointers.
type Handle[T comparable] struct{ value *T }

// Value returns a copy of the value from which the handle was made.
func (h Handle[T]) Value() T { return *h.value }

// entry is where a value lies. The pointer keeps it out of the blocks that tiny objects share, where it might never die.
type entry[T comparable] struct {
	value T
	_     *byte
}

// key tells values of different T apart, also when T is an interface type.
type key[T comparable] struct{ value T }

// table has a weak pointer to the entry of each value, under its key[T].
var table struct {
	lock    sync.Mutex
	entries map[any]weak.Pointer[byte]
}

// Make returns the handle of a value.
func Make[T comparable](value T) Handle[T] {
	if s, ok := any(&value).(*string); ok {
		// Of a long string that this is a part of, nothing else is to be kept.
		*s = string([]byte(*s))
	}
	k := any(key[T]{value})
	table.lock.Lock()
	defer table.lock.Unlock()
	if known, ok := table.entries[k]; ok {
		if at := known.Value(); at != nil {
			return Handle[T]{(*T)(unsafe.Pointer(at))}
		}
	}
	made := &entry[T]{value: value}
	if value != value {
		// Equal to nothing, so never found again.
		return Handle[T]{&made.value}
	}
	if table.entries == nil {
		table.entries = make(map[any]weak.Pointer[byte])
	}
	table.entries[k] = weak.Make((*byte)(unsafe.Pointer(made)))
	runtime.AddCleanup(made, forget, k)
	return Handle[T]{&made.value}
}

// forget drops a key whose entry has died, if no new one has taken its place.
func forget(k any) {
	table.lock.Lock()
	defer table.lock.Unlock()
	if known, ok := table.entries[k]; ok && known.Value() == nil {
		delete(table.entries, k)
	}
}
