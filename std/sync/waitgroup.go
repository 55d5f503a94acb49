package sync

import "sync/atomic"

// A WaitGroup waits until a number of tasks is done.
type WaitGroup struct {
	state uint64 // tasks in the high half, goroutines that wait in the low half
	sema  uint32
}

// Add adds delta, which may be negative, to the number of tasks. When none is left, all who wait go on.
func (wg *WaitGroup) Add(delta int) {
	state := atomic.AddUint64(&wg.state, uint64(delta)<<32)
	tasks, waiters := int32(state>>32), uint32(state)
	if tasks < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiters != 0 && delta > 0 && tasks == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if tasks > 0 || waiters == 0 {
		return
	}
	if atomic.LoadUint64(&wg.state) != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	atomic.StoreUint64(&wg.state, 0)
	for ; waiters > 0; waiters-- {
		runtime_Semrelease(&wg.sema)
	}
}

// Done takes away one task.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until no task is left.
func (wg *WaitGroup) Wait() {
	for {
		state := atomic.LoadUint64(&wg.state)
		if int32(state>>32) == 0 {
			return
		}
		if atomic.CompareAndSwapUint64(&wg.state, state, state+1) {
			runtime_Semacquire(&wg.sema, reasonWaitGroup)
			if atomic.LoadUint64(&wg.state) != 0 {
				panic("sync: WaitGroup is reused before previous Wait has returned")
			}
			return
		}
	}
}

// Go runs f as a task on a goroutine of its own. f must not panic.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer func() {
			if e := recover(); e != nil {
				// The program ends with this panic; others must not go on as if f had returned.
				panic(e)
			}
			wg.Done()
		}()
		f()
	}()
}
