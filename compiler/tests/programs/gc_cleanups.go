package main

import (
	"fmt"
	"runtime"
	_ "runtime/checkheap"
	"strings"
	"sync"
	"time"
	"unique"
	"weak"
)

type T struct {
	name string
	next *T
	more [4]int
}

var (
	out   = make(chan string, 100)
	saved *T
)

func say(s string) { out <- s }

// Collects until so many messages are there, and shows them in order of their text.
func wait(n int) {
	var got []string
	for try := 0; len(got) < n && try < 1000; try++ {
		runtime.GC()
		for {
			select {
			case s := <-out:
				got = append(got, s)
				continue
			case <-time.After(time.Millisecond):
			}
			break
		}
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	for len(out) > 0 {
		got = append(got, "too many: "+<-out)
	}
	for i := range got {
		for j := i; j > 0 && got[j] < got[j-1]; j-- {
			got[j], got[j-1] = got[j-1], got[j]
		}
	}
	fmt.Println(strings.Join(got, ", "))
}

//go:noinline
func several() {
	t := &T{name: "t"}
	runtime.AddCleanup(t, say, "first")
	runtime.AddCleanup(t, say, "second")
	runtime.AddCleanup(&t.more[2], say, "of a part")
	runtime.AddCleanup(t, func(n int) { say(fmt.Sprint("number ", n)) }, 42)
	runtime.AddCleanup(t, func(a [3]string) { say(strings.Join(a[:], "-")) }, [3]string{"a", "b", "c"})
	runtime.AddCleanup(t, func(u *T) { say("argument " + u.name) }, &T{name: "u"})
}

//go:noinline
func stopped() {
	t := &T{}
	runtime.AddCleanup(t, say, "stays")
	c := runtime.AddCleanup(t, say, "stopped")
	c.Stop()
	c.Stop()
	runtime.Cleanup{}.Stop()
}

//go:noinline
func cycle() {
	a, b := &T{name: "a"}, &T{name: "b"}
	a.next, b.next = b, a
	runtime.AddCleanup(a, say, "a of a cycle")
	runtime.AddCleanup(b, say, "b of a cycle")
}

//go:noinline
func finalized() weak.Pointer[T] {
	t := &T{name: "finalized"}
	w := weak.Make(t)
	runtime.AddCleanup(t, say, "cleaned up")
	runtime.SetFinalizer(t, func(t *T) {
		saved = t
		say(fmt.Sprint("finalizer, weak is nil: ", w.Value() == nil))
	})
	return w
}

func refused(what string, f func()) {
	defer func() { fmt.Println(what, "->", recover()) }()
	f()
}

//go:noinline
func refusals() {
	refused("nil", func() { runtime.AddCleanup[T](nil, say, "") })
	t := &T{}
	refused("same", func() { runtime.AddCleanup(t, func(*T) {}, t) })
	refused("part", func() { runtime.AddCleanup(t, func(*int) {}, &t.more[1]) })
	refused("closure", func() { runtime.AddCleanup(t, func(int) { t.name = "x" }, 1) })
	runtime.AddCleanup(&global, say, "never")
	runtime.AddCleanup(t, say, "t")
	wait(0)
	runtime.KeepAlive(t)
}

var global T

//go:noinline
func weakly() (keep *T, w [4]weak.Pointer[T], field weak.Pointer[int]) {
	keep = &T{name: "kept"}
	gone := &T{name: "gone"}
	w = [...]weak.Pointer[T]{weak.Make(keep), weak.Make(keep), weak.Make(gone), weak.Make(&global)}
	field = weak.Make(&keep.more[1])
	fmt.Println(w[0] == w[1], w[0] == w[2], w[0].Value() == keep, w[2].Value().name, field.Value() == &keep.more[1])
	fmt.Println(weak.Make(&keep.more[0]) == field, weak.Make(&keep.more[1]) == field)
	return
}

// Values that live as long as their keys are reachable.
type cache struct {
	lock    sync.Mutex
	entries map[string]weak.Pointer[T]
}

func (c *cache) get(name string) *T {
	c.lock.Lock()
	defer c.lock.Unlock()
	if t := c.entries[name].Value(); t != nil {
		return t
	}
	t := &T{name: name}
	c.entries[name] = weak.Make(t)
	runtime.AddCleanup(t, func(name string) {
		c.lock.Lock()
		defer c.lock.Unlock()
		if c.entries[name].Value() == nil {
			delete(c.entries, name)
		}
	}, name)
	return t
}

//go:noinline
func fill(c *cache) *T {
	for i := 0; i < 100; i++ {
		if c.get(fmt.Sprint(i)) != c.get(fmt.Sprint(i)) {
			fmt.Println("made twice")
		}
	}
	return c.get("7")
}

type pair struct {
	a int
	b string
}

//go:noinline
func handles() unique.Handle[string] {
	a, b := unique.Make("abc"), unique.Make(strings.Repeat("abc", 1))
	fmt.Println(a == b, a == unique.Make("abd"), a.Value())
	fmt.Println(unique.Make(pair{1, "x"}) == unique.Make(pair{1, strings.ToLower("X")}), unique.Make(pair{2, "x"}).Value())
	fmt.Println(unique.Make[any](1) == unique.Make[any](int8(1)), unique.Make[any](1).Value())
	nan := 0.0
	nan /= nan
	fmt.Println(unique.Make(nan) == unique.Make(nan), unique.Make(0) == unique.Make(0))
	for i := 0; i < 1000; i++ {
		unique.Make(i)
		unique.Make(fmt.Sprint(i))
	}
	return a
}

func main() {
	several()
	wait(6)
	stopped()
	wait(1)
	cycle()
	wait(2)
	w := finalized()
	wait(1)
	again := weak.Make(saved)
	fmt.Println(saved.name, w == again, w.Value() == nil, again.Value() == saved)
	saved = nil
	wait(1)
	fmt.Println(again.Value())

	refusals()
	wait(1)

	keep, weaks, field := weakly()
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	fmt.Println(weaks[0].Value() == keep, weaks[2].Value() == nil, weaks[3].Value() == &global, field.Value() == &keep.more[1])
	fmt.Println(weaks[2] == weaks[2], weaks[2] == weak.Pointer[T]{}, weak.Make[T](nil) == weak.Pointer[T]{})
	runtime.KeepAlive(keep)

	c := &cache{entries: make(map[string]weak.Pointer[T])}
	seven := fill(c)
	for try := 0; try < 1000; try++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		c.lock.Lock()
		n := len(c.entries)
		c.lock.Unlock()
		if n <= 1 {
			break
		}
	}
	fmt.Println(len(c.entries), c.get("7") == seven, c.get("8") != seven)

	abc := handles()
	for i := 0; i < 5; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	fmt.Println(abc == unique.Make("abc"), abc.Value())
}
