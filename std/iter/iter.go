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
	p := puller{resume: make(chan bool), turn: make(chan struct{})}
	p.body = func() {
		seq(func(v V) bool {
			value = v
			return p.yield()
		})
	}
	next = func() (V, bool) {
		var zero V
		if !p.next() {
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
	p := puller{resume: make(chan bool), turn: make(chan struct{})}
	p.body = func() {
		seq(func(k K, v V) bool {
			key, value = k, v
			return p.yield()
		})
	}
	next = func() (K, V, bool) {
		var noKey K
		var noValue V
		if !p.next() {
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
	resume  chan bool     // to the iterator: whether another value is wanted
	turn    chan struct{} // from the iterator: there is a value, or it has ended
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
		p.turn <- struct{}{}
	}()
	if <-p.resume {
		p.body()
	}
	normal = true
}

func (p *puller) yield() bool {
	if p.done || p.have {
		panic("iter.Pull: yield called by an iterator that has ended")
	}
	p.have = true
	p.turn <- struct{}{}
	return <-p.resume
}

// step lets the iterator run until it yields or ends.
func (p *puller) step(more bool) {
	if p.running {
		panic("iter.Pull: next called again before yield")
	}
	p.running = true
	if !p.started {
		p.started = true
		go p.run()
	}
	p.have = false
	p.resume <- more
	<-p.turn
	p.running = false
	switch p.ending {
	case panicked:
		p.ending = returned
		panic(p.failure)
	case exited:
		p.ending = returned
		runtime.Goexit()
	}
}

func (p *puller) next() bool {
	if p.done {
		return false
	}
	p.step(true)
	return p.have
}

func (p *puller) stop() {
	if p.done {
		return
	}
	if !p.started {
		p.done = true
		return
	}
	p.step(false)
	p.done = true
}
