package sync

import "sync/atomic"

// A Once does something once.
type Once struct {
	done uint32
	m    Mutex
}

// Do calls f if this is the first call of Do; it returns when that call of f has.
func (o *Once) Do(f func()) {
	if atomic.LoadUint32(&o.done) == 0 {
		o.doSlow(f)
	}
}

func (o *Once) doSlow(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if o.done == 0 {
		defer atomic.StoreUint32(&o.done, 1)
		f()
	}
}

// OnceFunc returns a function that calls f the first time it is called; when f panics, so does each call.
func OnceFunc(f func()) func() {
	var once Once
	var valid bool
	var failure any
	first := func() {
		defer func() {
			f = nil
			if !valid {
				failure = recover()
				panic(failure)
			}
		}()
		f()
		valid = true
	}
	return func() {
		once.Do(first)
		if !valid {
			panic(failure)
		}
	}
}

// OnceValue returns a function that calls f the first time it is called and returns the same value each time.
func OnceValue[T any](f func() T) func() T {
	var result T
	once := OnceFunc(func() { result = f() })
	return func() T {
		once()
		return result
	}
}

// OnceValues is OnceValue for two values.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var r1 T1
	var r2 T2
	once := OnceFunc(func() { r1, r2 = f() })
	return func() (T1, T2) {
		once()
		return r1, r2
	}
}
