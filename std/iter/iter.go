// Package iter has the types of iterators over sequences.
package iter

import "runtime"

// Seq calls yield for each value of a sequence, until yield returns false.
type Seq[V any] func(yield func(V) bool)

// Seq2 calls yield for each pair of values of a sequence, until yield returns false.
type Seq2[K, V any] func(yield func(K, V) bool)

// Pull returns a function that returns the next value of seq each time it is called, and whether there was one; and a
// function that ends the iteration, which must be called unless next has returned false.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	var value V
	var p puller
	p.body = func() {
		seq(func(v V) bool {
			value = v
			p.offer()
			handOver(&p.other)
			return p.more
		})
	}
	next = func() (V, bool) {
		var zero V
		if p.done {
			return zero, false
		}
		p.want(true)
		if p.started {
			handOver(&p.other)
		} else {
			p.start()
		}
		p.got()
		if !p.have {
			return zero, false
		}
		v := value
		value = zero
		return v, true
	}
	return next, p.stop
}

// Pull2 is Pull for pairs of values.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var key K
	var value V
	var p puller
	p.body = func() {
		seq(func(k K, v V) bool {
			key, value = k, v
			p.offer()
			handOver(&p.other)
			return p.more
		})
	}
	next = func() (K, V, bool) {
		var noKey K
		var noValue V
		if p.done {
			return noKey, noValue, false
		}
		p.want(true)
		if p.started {
			handOver(&p.other)
		} else {
			p.start()
		}
		p.got()
		if !p.have {
			return noKey, noValue, false
		}
		k, v := key, value
		key, value = noKey, noValue
		return k, v, true
	}
	return next, p.stop
}

// puller runs an iterator in a goroutine of its own that only goes on while somebody waits for a value.
type puller struct {
	body    func()
	other   uintptr // the goroutine that waits: the caller's, or the iterator's
	more    bool    // to the iterator: whether another value is wanted
	started bool
	done    bool
	running bool
	have    bool
	ending  ending
	failure any
}

// ending says how the iterator ended.
type ending int

const (
	returned ending = iota
	panicked
	exited
)

func (p *puller) run() {
	normal := false
	defer func() {
		if !normal {
			p.failure = recover()
			p.ending = exited
			if p.failure != nil {
				p.ending = panicked
			}
		}
		p.done = true
		p.have = false
		ready(&p.other)
	}()
	p.body()
	normal = true
}

// offer makes sure that somebody waits for a value.
func (p *puller) offer() {
	if p.done || p.have {
		panic("iter.Pull: yield called by an iterator that has ended")
	}
	p.have = true
}

// want prepares the iterator's turn, until it yields or ends.
func (p *puller) want(more bool) {
	if p.running {
		panic("iter.Pull: next called again before yield")
	}
	p.running = true
	p.have = false
	p.more = more
}

// start is its first turn.
func (p *puller) start() {
	p.started = true
	announce(&p.other)
	go p.run()
	wait()
}

// got is called behind a turn.
func (p *puller) got() {
	p.running = false
	if p.ending != returned {
		p.fail()
	}
}

// fail does in the caller what ended the iterator.
func (p *puller) fail() {
	ending := p.ending
	p.ending = returned
	if ending == panicked {
		panic(p.failure)
	}
	runtime.Goexit()
}

func (p *puller) stop() {
	if p.done {
		return
	}
	if p.started {
		p.want(false)
		handOver(&p.other)
		p.got()
	}
	p.done = true
}

// announce stores the calling goroutine as the one that waits.
//
//go:burrow pure
func announce(other *uintptr)

// wait waits until the other goroutine hands over, or ends.
//
//go:burrow block
func wait()

// handOver waits in the place of the other goroutine, which goes on at once.
//
//go:burrow block
func handOver(other *uintptr)

// ready lets the other goroutine go on when the calling one has ended.
//
//go:burrow pure
func ready(other *uintptr)
