package main

// What an object in the heap holds must not be in a stack, which moves: lists whose elements know their list.

type E struct {
	next, prev *E
	list       *L
	v          int
}

func (e *E) Next() *E {
	if p := e.next; e.list != nil && p != &e.list.root {
		return p
	}
	return nil
}

type L struct {
	root E
	len  int
}

func (l *L) Init() *L {
	l.root.next = &l.root
	l.root.prev = &l.root
	l.len = 0
	return l
}
func New() *L { return new(L).Init() }
func (l *L) Len() int { return l.len }
func (l *L) Front() *E {
	if l.len == 0 {
		return nil
	}
	return l.root.next
}
func (l *L) lazyInit() {
	if l.root.next == nil {
		l.Init()
	}
}
func (l *L) insert(e, at *E) *E {
	e.prev = at
	e.next = at.next
	e.prev.next = e
	e.next.prev = e
	e.list = l
	l.len++
	return e
}
func (l *L) insertValue(v int, at *E) *E { return l.insert(&E{v: v}, at) }
func (l *L) PushBack(v int) *E {
	l.lazyInit()
	return l.insertValue(v, l.root.prev)
}
func (l *L) PushBackList(other *L) {
	l.lazyInit()
	for i, e := other.Len(), other.Front(); i > 0; i, e = i-1, e.Next() {
		l.insertValue(e.v, l.root.prev)
	}
}

func show(l *L) {
	for e := l.Front(); e != nil; e = e.Next() {
		print(e.v, " ")
	}
	println()
}

func main() {
	l1 := New()
	l2 := New()
	l1.PushBack(1)
	l1.PushBack(2)
	l1.PushBack(3)
	l2.PushBack(4)
	l2.PushBack(5)
	l3 := New()
	l3.PushBackList(l1)
	show(l3)
	l3.PushBackList(l2)
	show(l3)
	l3.PushBackList(l2)
	l3.PushBackList(l1)
	show(l3)
	show(l1)
	own := L{len: 7}
	println(chain(&own, 5), linked(&own).of.len, inner(&own))
}

type node struct {
	next *node
	of   *L
}

// The nodes die with the function, but as a loop makes them they are in the heap.
//
//go:noinline
func chain(l *L, n int) (sum int) {
	var list *node
	for i := 0; i < n; i++ {
		list = &node{list, l}
	}
	for ; list != nil; list = list.next {
		touch()
		sum += list.of.len
	}
	return sum
}

//go:noinline
func linked(l *L) *node { return &node{nil, l} }

// One in the heap holds another, and that what is in the stack.
//
//go:noinline
func inner(l *L) int {
	var all []*node
	for i := 0; i < 3; i++ {
		all = append(all, &node{&node{nil, l}, nil})
	}
	touch()
	return all[1].next.of.len
}

//go:noinline
func touch() {
	var big [100]int
	for i := range big {
		big[i] = i
	}
	sink = big[sink%100]
}

var sink int
