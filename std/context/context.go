// Package context carries deadlines, cancellation and values through calls.
package context

import (
	"errors"
	"internal/reflectlite"
	"sync"
	"time"
)

// A Context says whether to go on, and knows values.
type Context interface {
	// Deadline returns when the context ends, and whether it does.
	Deadline() (deadline time.Time, ok bool)
	// Done returns a channel that is closed when the context ends, nil when it never does.
	Done() <-chan struct{}
	// Err returns why the context has ended: Canceled or DeadlineExceeded; nil when it has not.
	Err() error
	// Value returns the value of a key, or nil.
	Value(key any) any
}

// A CancelFunc ends a context. Calls after the first do nothing.
type CancelFunc func()

// A CancelCauseFunc ends a context and says why.
type CancelCauseFunc func(cause error)

// Canceled is why a context has ended that was cancelled.
var Canceled = errors.New("context canceled")

// DeadlineExceeded is why a context has ended whose time was over.
var DeadlineExceeded error = deadlineExceededError{}

type deadlineExceededError struct{}

func (deadlineExceededError) Error() string   { return "context deadline exceeded" }
func (deadlineExceededError) Timeout() bool   { return true }
func (deadlineExceededError) Temporary() bool { return true }

// emptyCtx never ends and knows nothing.
type emptyCtx struct{}

func (emptyCtx) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (emptyCtx) Done() <-chan struct{}                   { return nil }
func (emptyCtx) Err() error                              { return nil }
func (emptyCtx) Value(key any) any                       { return nil }

type backgroundCtx struct{ emptyCtx }

func (backgroundCtx) String() string { return "context.Background" }

type todoCtx struct{ emptyCtx }

func (todoCtx) String() string { return "context.TODO" }

// Background returns the context from which others are made.
func Background() Context { return backgroundCtx{} }

// TODO returns a context for where it is not clear yet which to use.
func TODO() Context { return todoCtx{} }

// cancelCtxKey is the key under which a cancelCtx returns itself.
var cancelCtxKey int

// cancelCtx can be cancelled.
type cancelCtx struct {
	Context
	m        sync.Mutex
	done     chan struct{}
	err      error
	cause    error
	children map[child]struct{}
}

// child ends with its parent.
type child interface {
	cancel(err, cause error)
}

func (c *cancelCtx) Done() <-chan struct{} { return c.done }

func (c *cancelCtx) Err() error {
	c.m.Lock()
	defer c.m.Unlock()
	return c.err
}

func (c *cancelCtx) Value(key any) any {
	if key == &cancelCtxKey {
		return c
	}
	return c.Context.Value(key)
}

func (c *cancelCtx) String() string { return name(c.Context) + ".WithCancel" }

// cancel ends the context and its children.
func (c *cancelCtx) cancel(err, cause error) {
	if cause == nil {
		cause = err
	}
	c.m.Lock()
	if c.err != nil {
		c.m.Unlock()
		return
	}
	c.err, c.cause = err, cause
	close(c.done)
	children := c.children
	c.children = nil
	c.m.Unlock()
	for k := range children {
		k.cancel(err, cause)
	}
}

// cancelParent returns the nearest cancelCtx whose end is that of the context.
func cancelParent(ctx Context) *cancelCtx {
	p, ok := ctx.Value(&cancelCtxKey).(*cancelCtx)
	if !ok || p.done != ctx.Done() {
		return nil
	}
	return p
}

// attach makes a child end with its parent.
func attach(parent Context, k child) {
	done := parent.Done()
	if done == nil {
		return
	}
	if p := cancelParent(parent); p != nil {
		p.m.Lock()
		err, cause := p.err, p.cause
		if err == nil {
			if p.children == nil {
				p.children = make(map[child]struct{})
			}
			p.children[k] = struct{}{}
		}
		p.m.Unlock()
		if err != nil {
			k.cancel(err, cause)
		}
		return
	}
	// A context of somebody else's making.
	own := k.(interface{ Done() <-chan struct{} }).Done()
	go func() {
		select {
		case <-done:
			k.cancel(parent.Err(), Cause(parent))
		case <-own:
		}
	}()
}

func detach(parent Context, k child) {
	if p := cancelParent(parent); p != nil {
		p.m.Lock()
		delete(p.children, k)
		p.m.Unlock()
	}
}

func newCancel(parent Context) *cancelCtx {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	return &cancelCtx{Context: parent, done: make(chan struct{})}
}

// WithCancel returns a context that ends with its parent or when cancel is called.
func WithCancel(parent Context) (ctx Context, cancel CancelFunc) {
	c := newCancel(parent)
	attach(parent, c)
	return c, func() {
		c.cancel(Canceled, nil)
		detach(parent, c)
	}
}

// WithCancelCause is WithCancel with a reason that Cause returns.
func WithCancelCause(parent Context) (ctx Context, cancel CancelCauseFunc) {
	c := newCancel(parent)
	attach(parent, c)
	return c, func(cause error) {
		c.cancel(Canceled, cause)
		detach(parent, c)
	}
}

// Cause returns why a context has ended: what was given to a CancelCauseFunc, or else as Err.
func Cause(c Context) error {
	if p, ok := c.Value(&cancelCtxKey).(*cancelCtx); ok {
		p.m.Lock()
		cause := p.cause
		p.m.Unlock()
		if cause != nil {
			return cause
		}
	}
	return c.Err()
}

// timerCtx ends at a deadline.
type timerCtx struct {
	cancelCtx
	deadline time.Time
	timer    *time.Timer
}

func (c *timerCtx) Deadline() (deadline time.Time, ok bool) { return c.deadline, true }

func (c *timerCtx) String() string {
	return name(c.cancelCtx.Context) + ".WithDeadline(" + c.deadline.String() + " [" + time.Until(c.deadline).String() + "])"
}

func (c *timerCtx) cancel(err, cause error) {
	c.cancelCtx.cancel(err, cause)
	c.m.Lock()
	t := c.timer
	c.timer = nil
	c.m.Unlock()
	if t != nil {
		t.Stop()
	}
}

// WithDeadline returns a context that ends with its parent, at a time, or when cancel is called.
func WithDeadline(parent Context, d time.Time) (Context, CancelFunc) {
	return WithDeadlineCause(parent, d, nil)
}

// WithDeadlineCause is WithDeadline with a reason that Cause returns when the time is over.
func WithDeadlineCause(parent Context, d time.Time, cause error) (Context, CancelFunc) {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if cur, ok := parent.Deadline(); ok && cur.Before(d) {
		// The parent ends before.
		return WithCancel(parent)
	}
	c := &timerCtx{cancelCtx: cancelCtx{Context: parent, done: make(chan struct{})}, deadline: d}
	attach(parent, c)
	cancel := func() {
		c.cancel(Canceled, nil)
		detach(parent, c)
	}
	wait := time.Until(d)
	if wait <= 0 {
		c.cancel(DeadlineExceeded, cause)
		detach(parent, c)
		return c, cancel
	}
	c.m.Lock()
	if c.err == nil {
		c.timer = time.AfterFunc(wait, func() {
			c.cancel(DeadlineExceeded, cause)
			detach(parent, c)
		})
	}
	c.m.Unlock()
	return c, cancel
}

// WithTimeout is WithDeadline with a time from now.
func WithTimeout(parent Context, timeout time.Duration) (Context, CancelFunc) {
	return WithDeadline(parent, time.Now().Add(timeout))
}

// WithTimeoutCause is WithDeadlineCause with a time from now.
func WithTimeoutCause(parent Context, timeout time.Duration, cause error) (Context, CancelFunc) {
	return WithDeadlineCause(parent, time.Now().Add(timeout), cause)
}

// afterFuncCtx calls a function when its parent ends.
type afterFuncCtx struct {
	cancelCtx
	once sync.Once
	f    func()
}

func (a *afterFuncCtx) cancel(err, cause error) {
	a.cancelCtx.cancel(err, cause)
	a.once.Do(func() { go a.f() })
}

// AfterFunc calls f on a goroutine of its own when the context has ended. stop prevents that, and reports whether it did.
func AfterFunc(ctx Context, f func()) (stop func() bool) {
	a := &afterFuncCtx{cancelCtx: cancelCtx{Context: ctx, done: make(chan struct{})}, f: f}
	attach(ctx, a)
	return func() bool {
		stopped := false
		a.once.Do(func() { stopped = true })
		if stopped {
			a.cancel(Canceled, nil)
			detach(ctx, a)
		}
		return stopped
	}
}

type withoutCancelCtx struct{ c Context }

func (withoutCancelCtx) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }
func (withoutCancelCtx) Done() <-chan struct{}                   { return nil }
func (withoutCancelCtx) Err() error                              { return nil }
func (w withoutCancelCtx) String() string                        { return name(w.c) + ".WithoutCancel" }

func (w withoutCancelCtx) Value(key any) any {
	if key == &cancelCtxKey {
		return nil
	}
	return w.c.Value(key)
}

// WithoutCancel returns a context with the parent's values that does not end.
func WithoutCancel(parent Context) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	return withoutCancelCtx{parent}
}

type valueCtx struct {
	Context
	key, val any
}

func (c *valueCtx) Value(key any) any {
	for {
		if c.key == key {
			return c.val
		}
		next, ok := c.Context.(*valueCtx)
		if !ok {
			return c.Context.Value(key)
		}
		c = next
	}
}

func (c *valueCtx) String() string {
	return name(c.Context) + ".WithValue(" + text(c.key) + ", " + text(c.val) + ")"
}

// WithValue returns a context that knows one value more.
func WithValue(parent Context, key, val any) Context {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	if key == nil {
		panic("nil key")
	}
	if !reflectlite.Comparable(key) {
		panic("key is not comparable")
	}
	return &valueCtx{parent, key, val}
}

func name(c Context) string {
	if s, ok := c.(interface{ String() string }); ok {
		return s.String()
	}
	return reflectlite.TypeOf(c).String()
}

// text shows keys and values, without package fmt.
func text(v any) string {
	switch v := v.(type) {
	case interface{ String() string }:
		return v.String()
	case string:
		return v
	case nil:
		return "<nil>"
	}
	return reflectlite.TypeOf(v).String()
}
