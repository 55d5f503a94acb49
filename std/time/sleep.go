package time

// Sleep lets at least d pass.
func Sleep(d Duration)

// now fills out with nanoseconds since the epoch and nanoseconds of a clock that is never set.
//
//go:burrow pure
func now(out *[2]int64)

// runtimeTimer is a timer as the runtime knows it (runtime/src/time.rs): when it fires, it calls f on a goroutine of its own, or
// else offers the time to c.
type runtimeTimer struct {
	opaque [8]uint64
	c      chan Time
	f      func()
	loc    *Location
	ready  uint32
}

// setTimer makes a timer fire after delay, and again after each period unless that is 0. It reports whether the timer was set
// before; a time that was not received is taken back.
//
//go:burrow pure
func setTimer(t *runtimeTimer, delay, period int64) bool

// hideBuffer makes len and cap of a new channel 0.
//
//go:burrow pure
func hideBuffer(c chan Time)

// stopTimer makes sure that a timer does not fire. It reports whether it was set; a time that was not received is taken back.
//
//go:burrow pure
func stopTimer(t *runtimeTimer) bool

// A Timer sends the time once, or calls a function.
type Timer struct {
	C <-chan Time
	r *runtimeTimer
}

// newChan makes the channel of a timer: it holds a time that is due, but len and cap are 0.
func newChan() chan Time {
	c := make(chan Time, 1)
	hideBuffer(c)
	return c
}

// NewTimer returns a timer that sends the time on its channel after d.
func NewTimer(d Duration) *Timer {
	c := newChan()
	r := &runtimeTimer{c: c, loc: Local}
	setTimer(r, int64(d), 0)
	return &Timer{c, r}
}

// AfterFunc returns a timer that calls f on a goroutine of its own after d.
func AfterFunc(d Duration, f func()) *Timer {
	r := &runtimeTimer{f: f}
	setTimer(r, int64(d), 0)
	return &Timer{nil, r}
}

// After returns a channel on which the time is sent after d.
func After(d Duration) <-chan Time { return NewTimer(d).C }

// Stop stops the timer, and reports whether it had been going to fire. Nothing is received from its channel afterwards.
func (t *Timer) Stop() bool {
	if t.r == nil {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t.r)
}

// Reset makes the timer fire after d, and reports whether it had been going to fire. No older time is received from its channel
// afterwards.
func (t *Timer) Reset(d Duration) bool {
	if t.r == nil {
		panic("time: Reset called on uninitialized Timer")
	}
	return setTimer(t.r, int64(d), 0)
}

// A Ticker sends the time again and again.
type Ticker struct {
	C <-chan Time
	r *runtimeTimer
}

// NewTicker returns a ticker that sends the time on its channel each d. Times are dropped while nobody receives.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := newChan()
	r := &runtimeTimer{c: c, loc: Local}
	setTimer(r, int64(d), int64(d))
	return &Ticker{c, r}
}

// Tick returns the channel of a new ticker, or nil when d is not positive.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}

// Stop stops the ticker. Its channel is not closed.
func (t *Ticker) Stop() {
	if t.r != nil {
		stopTimer(t.r)
	}
}

// Reset makes the ticker tick each d, first after d.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.r == nil {
		panic("time: Reset called on uninitialized Ticker")
	}
	setTimer(t.r, int64(d), int64(d))
}
