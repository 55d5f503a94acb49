package sync

// A Pool keeps values for later use. It may drop them at any time: what was not taken during one cycle of the collector goes in
// the next.
type Pool struct {
	// New makes a value when the pool has none.
	New func() any

	m     Mutex
	fresh []any // put since the collector last ran
	old   []any // put before
	cycle uint32
}

// runtime_cycle returns the number of collections so far.
//
//go:burrow pure
func runtime_cycle() uint32

// age drops what the last collection found unused.
func (p *Pool) age() {
	if now := runtime_cycle(); now != p.cycle {
		p.old = p.fresh
		if now-p.cycle > 1 {
			p.old = nil
		}
		p.fresh = nil
		p.cycle = now
	}
}

// Put adds a value to the pool.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.m.Lock()
	p.age()
	p.fresh = append(p.fresh, x)
	p.m.Unlock()
}

// Get takes a value out of the pool, or makes one by New, or returns nil.
func (p *Pool) Get() any {
	p.m.Lock()
	p.age()
	var x any
	list := &p.fresh
	if len(*list) == 0 {
		list = &p.old
	}
	if n := len(*list); n > 0 {
		x = (*list)[n-1]
		(*list)[n-1] = nil
		*list = (*list)[:n-1]
	}
	p.m.Unlock()
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}
