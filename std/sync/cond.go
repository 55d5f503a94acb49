package sync

import (
	"sync/atomic"
	"unsafe"
)

// A Cond is where goroutines wait for an event.
type Cond struct {
	// L is held while the condition is looked at or changed.
	L Locker

	m       Mutex
	waiting []*uint32
	self    unsafe.Pointer // its own address, once it is in use
}

// NewCond returns a Cond with the locker.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks c.L, sleeps until Signal or Broadcast wakes it, and locks c.L again. The condition has to be looked at anew then.
func (c *Cond) Wait() {
	c.check()
	sema := new(uint32)
	c.m.Lock()
	c.waiting = append(c.waiting, sema)
	c.m.Unlock()
	c.L.Unlock()
	runtime_Semacquire(sema, reasonCond)
	c.L.Lock()
}

// Signal wakes the goroutine that has waited longest, if there is one.
func (c *Cond) Signal() {
	c.check()
	c.m.Lock()
	if len(c.waiting) > 0 {
		runtime_Semrelease(c.waiting[0])
		c.waiting[0] = nil
		c.waiting = c.waiting[1:]
	}
	c.m.Unlock()
}

// Broadcast wakes all goroutines that wait.
func (c *Cond) Broadcast() {
	c.check()
	c.m.Lock()
	for _, sema := range c.waiting {
		runtime_Semrelease(sema)
	}
	c.waiting = nil
	c.m.Unlock()
}

func (c *Cond) check() {
	self := atomic.LoadPointer(&c.self)
	if self == nil {
		atomic.CompareAndSwapPointer(&c.self, nil, unsafe.Pointer(c))
	} else if self != unsafe.Pointer(c) {
		panic("sync.Cond is copied")
	}
}
