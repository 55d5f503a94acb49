package regexp

import (
	"io"
	"strings"
	"unicode/utf8"
)

// input is a text with a byte index: s, or b where that is not nil.
type input struct {
	s string
	b []byte
}

func (in *input) len() int {
	if in.b != nil {
		return len(in.b)
	}
	return len(in.s)
}

const none = -1

// step returns the rune at an index and its length; none at the end.
func (in *input) step(at int) (rune, int) {
	if in.b != nil {
		if at >= len(in.b) {
			return none, 0
		}
		if c := in.b[at]; c < utf8.RuneSelf {
			return rune(c), 1
		}
		return utf8.DecodeRune(in.b[at:])
	}
	if at >= len(in.s) {
		return none, 0
	}
	if c := in.s[at]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(in.s[at:])
}

func (in *input) before(at int) rune {
	if at <= 0 {
		return none
	}
	var r rune
	if in.b != nil {
		r, _ = utf8.DecodeLastRune(in.b[:at])
	} else {
		r, _ = utf8.DecodeLastRuneInString(in.s[:at])
	}
	return r
}

func (in *input) index(prefix string, at int) int {
	var i int
	if in.b != nil {
		i = indexBytes(in.b[at:], prefix)
	} else {
		i = strings.Index(in.s[at:], prefix)
	}
	if i < 0 {
		return -1
	}
	return at + i
}

// holds reports whether a condition is met between two runes.
func holds(condition uint32, before, after rune) bool {
	word := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	switch condition {
	case beginLine:
		return before == none || before == '\n'
	case endLine:
		return after == none || after == '\n'
	case beginText:
		return before == none
	case endText:
		return after == none
	case wordBoundary:
		return word(before) != word(after)
	}
	return word(before) == word(after)
}

// thread is a place in the program with what it has captured. Where captures are not asked for, caps has the ends alone or
// nothing.
type thread struct {
	at   uint32
	caps []int
}

// queue is a set of threads in the order of their priority; sparse tells which are in it (P. Briggs, L. Torczon).
type queue struct {
	sparse []uint32
	dense  []thread
}

func (q *queue) has(at uint32) bool {
	i := q.sparse[at]
	return int(i) < len(q.dense) && q.dense[i].at == at
}

// machine runs all threads through the text at once, rune by rune (R. Pike).
type machine struct {
	p         *program
	run, next queue
	free      [][]int
	caps      []int // How the best match so far was captured.
	scratch   []int
	matched   bool
	longest   bool
	ncap      int
	stack     []frame
}

// frame is what add has still to do: look at an instruction, or put back a capture.
type frame struct {
	at, slot uint32
	old      int
	restore  bool
}

func newMachine(p *program, longest bool) *machine {
	n := len(p.insts)
	return &machine{
		p:       p,
		longest: longest,
		run:     queue{make([]uint32, n), make([]thread, 0, n)},
		next:    queue{make([]uint32, n), make([]thread, 0, n)},
	}
}

// match looks for a match that begins at pos or later, and returns its first ncap slots; nil if there is none.
func (m *machine) match(in *input, pos, ncap int) []int {
	run, next := &m.run, &m.next
	m.clear(run)
	m.clear(next)
	if ncap != m.ncap || m.caps == nil {
		m.caps, m.scratch, m.free = make([]int, ncap), make([]int, ncap), nil
	}
	m.ncap, m.matched = ncap, false
	scratch := m.scratch
	if m.p.anchored && pos > 0 {
		return nil
	}
	before := in.before(pos)
	for {
		if len(run.dense) == 0 {
			if m.matched || m.p.anchored && pos > 0 {
				break
			}
			// Nothing is under way, so the next match begins with the prefix.
			if m.p.prefix != "" {
				i := in.index(m.p.prefix, pos)
				if i < 0 {
					break
				}
				if i > pos {
					pos = i
					before = in.before(pos)
				}
			}
		}
		r, width := in.step(pos)
		if !m.matched && !(m.p.anchored && pos > 0) {
			for i := range scratch {
				scratch[i] = -1
			}
			m.add(run, m.p.start, pos, scratch, before, r)
		}
		after, _ := in.step(pos + width)
		m.step(run, next, pos, width, r, after)
		if width == 0 {
			break
		}
		if ncap == 0 && m.matched {
			break
		}
		pos += width
		before = r
		run, next = next, run
	}
	if !m.matched {
		return nil
	}
	return m.caps
}

func (m *machine) clear(q *queue) {
	for _, t := range q.dense {
		m.release(t)
	}
	q.dense = q.dense[:0]
}

func (m *machine) release(t thread) {
	if t.caps != nil && len(t.caps) == m.ncap {
		m.free = append(m.free, t.caps)
	}
}

// step lets each thread take a rune.
func (m *machine) step(run, next *queue, pos, width int, r, after rune) {
	for i, t := range run.dense {
		in := &m.p.insts[t.at]
		if m.ncap > 0 && t.caps == nil {
			// It only led to others.
			continue
		}
		if m.longest && m.matched && m.ncap > 0 && t.caps[0] > m.caps[0] {
			m.release(t)
			continue
		}
		switch in.code {
		case iMatch:
			if m.longest && m.matched && m.ncap > 0 && m.caps[1] >= pos {
				break
			}
			copy(m.caps, t.caps)
			m.matched = true
			if !m.longest {
				// Threads of lower priority are given up.
				for _, lower := range run.dense[i+1:] {
					m.release(lower)
				}
				m.release(t)
				run.dense = run.dense[:0]
				return
			}
		case iRune, iAny, iNotNL:
			if width > 0 && in.fits(r) {
				m.add(next, in.next, pos+width, t.caps, r, after)
			}
		}
		m.release(t)
	}
	run.dense = run.dense[:0]
}

// add adds the threads that can be reached without a rune.
func (m *machine) add(q *queue, at uint32, pos int, caps []int, before, after rune) {
	stack := append(m.stack[:0], frame{at: at})
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if top.restore {
			caps[top.slot] = top.old
			continue
		}
		at := top.at
		for !q.has(at) {
			q.sparse[at] = uint32(len(q.dense))
			q.dense = append(q.dense, thread{at: at})
			in := &m.p.insts[at]
			if in.code == iSplit {
				stack = append(stack, frame{at: in.other})
				at = in.next
				continue
			}
			if in.code == iSave {
				if int(in.arg) < len(caps) {
					stack = append(stack, frame{restore: true, slot: in.arg, old: caps[in.arg]})
					caps[in.arg] = pos
				}
				at = in.next
				continue
			}
			if in.code == iEmpty {
				if !holds(in.arg, before, after) {
					break
				}
				at = in.next
				continue
			}
			if in.code != iFail {
				q.dense[len(q.dense)-1].caps = m.copied(caps)
			}
			break
		}
	}
	m.stack = stack
}

func (m *machine) copied(caps []int) []int {
	if m.ncap == 0 {
		return nil
	}
	if n := len(m.free); n > 0 {
		own := m.free[n-1]
		m.free = m.free[:n-1]
		copy(own, caps)
		return own
	}
	return append(make([]int, 0, m.ncap), caps...)
}

// readAll reads runes to the end.
func readAll(r io.RuneReader) string {
	var b strings.Builder
	for {
		c, _, err := r.ReadRune()
		if err != nil {
			return b.String()
		}
		b.WriteRune(c)
	}
}

func indexBytes(b []byte, s string) int {
	for i := 0; i+len(s) <= len(b); i++ {
		if b[i] == s[0] && string(b[i:i+len(s)]) == s {
			return i
		}
	}
	return -1
}
