package main

// Functions with one deferred call, and the same with that call at each return, to compare their code. Both do what such
// functions are for: to hold a lock, and to close what was opened.

import (
	"errors"
	"sync"
)

type store struct {
	mu    sync.Mutex
	items map[string]int
	log   []string
	limit int
}

var errFull = errors.New("store is full")

//go:noinline
func (s *store) locked(name string, n int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) >= s.limit {
		return 0, errFull
	}
	old := s.items[name]
	s.items[name] = old + n
	s.log = append(s.log, "add "+name)
	return old + n, nil
}

//go:noinline
func (s *store) lockedPlain(name string, n int) (int, error) {
	s.mu.Lock()
	if len(s.items) >= s.limit {
		s.mu.Unlock()
		return 0, errFull
	}
	old := s.items[name]
	s.items[name] = old + n
	s.log = append(s.log, "add "+name)
	s.mu.Unlock()
	return old + n, nil
}

type file interface {
	read(p []byte) (int, error)
	close() error
}

//go:noinline
func (s *store) closed(open func(string) (file, error), name string) (sum int, err error) {
	f, err := open(name)
	if err != nil {
		return 0, err
	}
	defer f.close()
	var buf [64]byte
	for {
		n, err := f.read(buf[:])
		for _, b := range buf[:n] {
			sum += int(b)
		}
		if err != nil {
			return sum, nil
		}
	}
}

//go:noinline
func (s *store) closedPlain(open func(string) (file, error), name string) (sum int, err error) {
	f, err := open(name)
	if err != nil {
		return 0, err
	}
	var buf [64]byte
	for {
		n, err := f.read(buf[:])
		for _, b := range buf[:n] {
			sum += int(b)
		}
		if err != nil {
			f.close()
			return sum, nil
		}
	}
}

type memory struct{ left int }

func (m *memory) read(p []byte) (int, error) {
	if m.left == 0 {
		return 0, errFull
	}
	m.left--
	return copy(p, "content"), nil
}

func (m *memory) close() error { return nil }

func main() {
	s := &store{items: map[string]int{}, limit: 2}
	for _, name := range []string{"a", "b", "c"} {
		n, err := s.locked(name, 1)
		m, err2 := s.lockedPlain(name, 1)
		println(name, n, err == nil, m, err2 == nil)
	}
	open := func(string) (file, error) { return &memory{3}, nil }
	n, _ := s.closed(open, "x")
	m, _ := s.closedPlain(open, "x")
	println(n, m)
}
