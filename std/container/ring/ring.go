// Package ring is about circular lists.
package ring

// Ring is one element of a circular list, which has no beginning and no end. The zero Ring is a ring of one element.
type Ring struct {
	next, prev *Ring
	// Value is the user's.
	Value any
}

// alone makes a zero Ring a ring.
func (r *Ring) alone() {
	if r.next == nil {
		r.next, r.prev = r, r
	}
}

// New returns a ring of n elements.
func New(n int) *Ring {
	if n <= 0 {
		return nil
	}
	all := make([]Ring, n)
	for i := range all {
		all[i].next = &all[(i+1)%n]
		all[i].prev = &all[(i+n-1)%n]
	}
	return &all[0]
}

// Next returns the next element.
func (r *Ring) Next() *Ring {
	r.alone()
	return r.next
}

// Prev returns the previous element.
func (r *Ring) Prev() *Ring {
	r.alone()
	return r.prev
}

// Move goes n elements on, or back when n is negative.
func (r *Ring) Move(n int) *Ring {
	r.alone()
	for ; n > 0; n-- {
		r = r.next
	}
	for ; n < 0; n++ {
		r = r.prev
	}
	return r
}

// Link makes s follow r and returns what followed r. If both are elements of one ring, what lay between them becomes a ring
// of its own.
func (r *Ring) Link(s *Ring) *Ring {
	after := r.Next()
	if s != nil {
		last := s.Prev()
		r.next, s.prev = s, r
		after.prev, last.next = last, after
	}
	return after
}

// Unlink takes out the n elements that follow r and returns them as a ring.
func (r *Ring) Unlink(n int) *Ring {
	if n <= 0 {
		return nil
	}
	return r.Link(r.Move(n + 1))
}

// Len counts the elements.
func (r *Ring) Len() int {
	if r == nil {
		return 0
	}
	n := 1
	for p := r.Next(); p != r; p = p.next {
		n++
	}
	return n
}

// Do calls f with each value, in order. f must not change the ring.
func (r *Ring) Do(f func(any)) {
	if r == nil {
		return
	}
	f(r.Value)
	for p := r.Next(); p != r; p = p.next {
		f(p.Value)
	}
}
