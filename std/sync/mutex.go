// Package sync has locks and other means by which goroutines wait for each other.
//
// Everything rests on semaphores: a goroutine that waits sleeps on the address of a counter until another raises it.
package sync

import "sync/atomic"

// runtime_Semacquire waits until *addr is above zero and lowers it. The reason is what a trace of a sleeping goroutine shows.
//
//go:burrow block
func runtime_Semacquire(addr *uint32, reason uint32)

// runtime_Semrelease raises *addr, or hands what it would have raised to the goroutine that has slept there longest.
//
//go:burrow pure
func runtime_Semrelease(addr *uint32)

// runtime_fatal ends the program with "fatal error: " and the message.
//
//go:burrow noreturn
func runtime_fatal(message string)

// Reasons for sleeping.
const (
	reasonMutex     = 1
	reasonRLock     = 2
	reasonLock      = 3
	reasonWaitGroup = 4
	reasonCond      = 5
)

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// A Mutex is a lock that one goroutine can hold. Its zero value is unlocked.
type Mutex struct {
	// The lowest bit says that it is locked; above is the number of goroutines that wait. Unlocking hands the lock to a
	// waiting goroutine: the bit stays set, so the order is that of asking.
	state uint32
	sema  uint32
}

const (
	locked = 1
	waiter = 2
)

// Lock waits until the mutex is unlocked, and locks it.
func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapUint32(&m.state, 0, locked) {
		m.lockSlow()
	}
}

func (m *Mutex) lockSlow() {
	for {
		old := atomic.LoadUint32(&m.state)
		if old&locked == 0 {
			if atomic.CompareAndSwapUint32(&m.state, old, old|locked) {
				return
			}
		} else if atomic.CompareAndSwapUint32(&m.state, old, old+waiter) {
			// Whoever unlocks hands over the lock.
			runtime_Semacquire(&m.sema, reasonMutex)
			return
		}
	}
}

// TryLock locks the mutex if it is unlocked, and reports whether it did.
func (m *Mutex) TryLock() bool { return atomic.CompareAndSwapUint32(&m.state, 0, locked) }

// Unlock unlocks the mutex. It is a fatal error when it is not locked.
func (m *Mutex) Unlock() {
	if !atomic.CompareAndSwapUint32(&m.state, locked, 0) {
		m.unlockSlow()
	}
}

func (m *Mutex) unlockSlow() {
	for {
		old := atomic.LoadUint32(&m.state)
		if old&locked == 0 {
			runtime_fatal("sync: unlock of unlocked mutex")
		}
		if old == locked {
			if atomic.CompareAndSwapUint32(&m.state, old, 0) {
				return
			}
		} else if atomic.CompareAndSwapUint32(&m.state, old, old-waiter) {
			runtime_Semrelease(&m.sema)
			return
		}
	}
}
