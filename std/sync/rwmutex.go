package sync

import "sync/atomic"

// An RWMutex is a lock that any number of readers or one writer can hold. Its zero value is unlocked. A writer that waits keeps
// new readers out.
type RWMutex struct {
	w          Mutex  // held by the writer that holds or waits for the lock
	writerSema uint32 // where it waits for readers
	readerSema uint32 // where readers wait for it
	readers    int32  // readers that hold or wait for the lock, less maxReaders while there is a writer
	leaving    int32  // readers that the writer still waits for
}

const maxReaders = 1 << 30

// RLock locks for reading.
func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readers, 1) < 0 {
		runtime_Semacquire(&rw.readerSema, reasonRLock)
	}
}

// TryRLock locks for reading unless there is a writer, and reports whether it did.
func (rw *RWMutex) TryRLock() bool {
	for {
		n := atomic.LoadInt32(&rw.readers)
		if n < 0 {
			return false
		}
		if atomic.CompareAndSwapInt32(&rw.readers, n, n+1) {
			return true
		}
	}
}

// RUnlock undoes one RLock. It is a fatal error when there was none.
func (rw *RWMutex) RUnlock() {
	n := atomic.AddInt32(&rw.readers, -1)
	if n >= 0 {
		return
	}
	if n == -1 || n == -maxReaders-1 {
		runtime_fatal("sync: RUnlock of unlocked RWMutex")
	}
	if atomic.AddInt32(&rw.leaving, -1) == 0 {
		runtime_Semrelease(&rw.writerSema)
	}
}

// Lock locks for writing.
func (rw *RWMutex) Lock() {
	rw.w.Lock()
	// Keep new readers out, and wait for those that are in.
	n := atomic.AddInt32(&rw.readers, -maxReaders) + maxReaders
	if n != 0 && atomic.AddInt32(&rw.leaving, n) != 0 {
		runtime_Semacquire(&rw.writerSema, reasonLock)
	}
}

// TryLock locks for writing if nobody holds the lock, and reports whether it did.
func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if !atomic.CompareAndSwapInt32(&rw.readers, 0, -maxReaders) {
		rw.w.Unlock()
		return false
	}
	return true
}

// Unlock undoes Lock. It is a fatal error when the lock is not held for writing.
func (rw *RWMutex) Unlock() {
	n := atomic.AddInt32(&rw.readers, maxReaders)
	if n >= maxReaders {
		runtime_fatal("sync: Unlock of unlocked RWMutex")
	}
	for ; n > 0; n-- {
		runtime_Semrelease(&rw.readerSema)
	}
	rw.w.Unlock()
}

// RLocker returns a Locker that locks for reading.
func (rw *RWMutex) RLocker() Locker { return (*readLocker)(rw) }

type readLocker RWMutex

func (r *readLocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *readLocker) Unlock() { (*RWMutex)(r).RUnlock() }
