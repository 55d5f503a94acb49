// Package list is a doubly linked list.
package list

// Element is an element of a list.
type Element struct {
	next, prev *Element
	list       *List
	// Value is the user's.
	Value any
}

// List is a doubly linked list; the zero List is empty. Its root lies between its last and its first element.
type List struct {
	root Element
	len  int
}

// New returns an empty list.
func New() *List { return new(List).Init() }

// Init empties a list.
func (l *List) Init() *List {
	l.root.next, l.root.prev = &l.root, &l.root
	l.len = 0
	return l
}

func (l *List) ready() {
	if l.root.next == nil {
		l.Init()
	}
}

// Next returns the next element, or nil.
func (e *Element) Next() *Element {
	if e.list == nil || e.next == &e.list.root {
		return nil
	}
	return e.next
}

// Prev returns the previous element, or nil.
func (e *Element) Prev() *Element {
	if e.list == nil || e.prev == &e.list.root {
		return nil
	}
	return e.prev
}

// Len returns the number of elements.
func (l *List) Len() int { return l.len }

// Front returns the first element, or nil.
func (l *List) Front() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.next
}

// Back returns the last element, or nil.
func (l *List) Back() *Element {
	if l.len == 0 {
		return nil
	}
	return l.root.prev
}

func (l *List) put(e, after *Element) *Element {
	e.prev, e.next = after, after.next
	e.prev.next, e.next.prev = e, e
	e.list = l
	l.len++
	return e
}

func (l *List) take(e *Element) {
	e.prev.next, e.next.prev = e.next, e.prev
	e.next, e.prev, e.list = nil, nil, nil
	l.len--
}

func (l *List) move(e, after *Element) {
	if e == after {
		return
	}
	if e.prev == after {
		return
	}
	l.take(e)
	l.put(e, after)
}

// PushFront adds a value in front.
func (l *List) PushFront(v any) *Element {
	l.ready()
	return l.put(&Element{Value: v}, &l.root)
}

// PushBack adds a value at the end.
func (l *List) PushBack(v any) *Element {
	l.ready()
	return l.put(&Element{Value: v}, l.root.prev)
}

// InsertBefore adds a value before an element of the list; of another list nothing happens.
func (l *List) InsertBefore(v any, mark *Element) *Element {
	if mark.list != l {
		return nil
	}
	return l.put(&Element{Value: v}, mark.prev)
}

// InsertAfter adds a value behind an element of the list; of another list nothing happens.
func (l *List) InsertAfter(v any, mark *Element) *Element {
	if mark.list != l {
		return nil
	}
	return l.put(&Element{Value: v}, mark)
}

// Remove takes an element out, if it is of the list, and returns its value.
func (l *List) Remove(e *Element) any {
	if e.list == l {
		l.take(e)
	}
	return e.Value
}

// MoveToFront makes an element of the list its first.
func (l *List) MoveToFront(e *Element) {
	if e.list == l {
		l.move(e, &l.root)
	}
}

// MoveToBack makes an element of the list its last.
func (l *List) MoveToBack(e *Element) {
	if e.list == l && l.root.prev != e {
		l.move(e, l.root.prev)
	}
}

// MoveBefore moves an element before another, if both are of the list.
func (l *List) MoveBefore(e, mark *Element) {
	if e.list == l && mark.list == l && e != mark && mark.prev != e {
		l.move(e, mark.prev)
	}
}

// MoveAfter moves an element behind another, if both are of the list.
func (l *List) MoveAfter(e, mark *Element) {
	if e.list == l && mark.list == l && e != mark {
		l.move(e, mark)
	}
}

// PushBackList adds copies of another list's elements, or of its own, at the end.
func (l *List) PushBackList(other *List) {
	l.ready()
	e := other.Front()
	for n := other.Len(); n > 0; n-- {
		next := e.Next()
		l.PushBack(e.Value)
		e = next
	}
}

// PushFrontList adds copies of another list's elements, or of its own, in front.
func (l *List) PushFrontList(other *List) {
	l.ready()
	e := other.Back()
	for n := other.Len(); n > 0; n-- {
		prev := e.Prev()
		l.PushFront(e.Value)
		e = prev
	}
}
