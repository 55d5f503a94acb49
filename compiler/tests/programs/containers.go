package main

// The packages of container/ against what Go prints.

import (
	"container/heap"
	"container/list"
	"container/ring"
)

type ints []int

func (s ints) Len() int           { return len(s) }
func (s ints) Less(i, j int) bool { return s[i] < s[j] }
func (s ints) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *ints) Push(x any)        { *s = append(*s, x.(int)) }
func (s *ints) Pop() any {
	old := *s
	x := old[len(old)-1]
	*s = old[:len(old)-1]
	return x
}

func show(l *list.List) {
	print(l.Len(), ":")
	for e := l.Front(); e != nil; e = e.Next() {
		print(" ", e.Value.(int))
	}
	print(" |")
	for e := l.Back(); e != nil; e = e.Prev() {
		print(" ", e.Value.(int))
	}
	println()
}

func main() {
	h := &ints{5, 2, 8, 1, 9, 3}
	heap.Init(h)
	heap.Push(h, 4)
	heap.Push(h, 0)
	(*h)[3] = 7
	heap.Fix(h, 3)
	println(heap.Remove(h, 2).(int), h.Len())
	for h.Len() > 0 {
		print(heap.Pop(h).(int), " ")
	}
	println()

	var l list.List
	one := l.PushBack(1)
	three := l.PushBack(3)
	l.InsertBefore(2, three)
	l.PushFront(0)
	show(&l)
	l.MoveToFront(three)
	l.MoveToBack(one)
	show(&l)
	l.MoveAfter(three, one)
	l.MoveBefore(one, l.Front())
	show(&l)
	println(l.Remove(one).(int), l.Remove(one).(int), one.Next() == nil)
	other := list.New()
	other.PushBack(10)
	other.PushBack(11)
	l.PushBackList(other)
	l.PushFrontList(other)
	l.PushBackList(&l)
	show(&l)

	r := ring.New(5)
	for i := 0; i < r.Len(); i++ {
		r.Value = i
		r = r.Next()
	}
	r.Do(func(x any) { print(x.(int), " ") })
	println(r.Prev().Value.(int), r.Move(2).Value.(int), r.Move(-1).Value.(int))
	out := r.Unlink(2)
	println(r.Len(), out.Len(), out.Value.(int))
	r.Link(out)
	r.Do(func(x any) { print(x.(int), " ") })
	println()
	var zero ring.Ring
	println(zero.Len(), zero.Next() == &zero)
}
