package main

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

// Packages cmp, iter, maps, slices, and what is generic in sync.

type person struct {
	name string
	age  int
}

func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("end ")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func check(what string, f func()) {
	defer func() { fmt.Println(what, recover()) }()
	f()
}

type rng uint64

func (r *rng) next() int {
	*r ^= *r << 13
	*r ^= *r >> 7
	*r ^= *r << 17
	return int(uint64(*r) % 1000)
}

func main() {
	nan := math.NaN()
	fmt.Println(cmp.Compare(1, 2), cmp.Compare("b", "a"), cmp.Compare(nan, nan), cmp.Compare(nan, 1), cmp.Compare(1, nan), cmp.Less(nan, 1), cmp.Less(1, nan), cmp.Or(0, 3, 4), cmp.Or("", ""))

	s := []int{3, 1, 2, 3, 1}
	slices.Sort(s)
	fmt.Println(s, slices.IsSorted(s), slices.Compact(slices.Clone(s)), slices.Index(s, 3), slices.Contains(s, 9))
	fmt.Println(slices.BinarySearch(s, 2))
	fmt.Println(slices.BinarySearch(s, 5))
	people := []person{{"Al", 30}, {"Bo", 20}, {"Cy", 30}, {"Di", 20}}
	slices.SortStableFunc(people, func(a, b person) int { return cmp.Compare(a.age, b.age) })
	fmt.Println(people)
	slices.SortFunc(people, func(a, b person) int { return strings.Compare(b.name, a.name) })
	fmt.Println(people, slices.IndexFunc(people, func(p person) bool { return p.name == "Bo" }))
	byAge := func(p person, age int) int { return cmp.Compare(p.age, age) }
	_, found := slices.BinarySearchFunc([]person{{"x", 1}, {"y", 5}}, 5, byAge)
	fmt.Println(found, slices.MaxFunc(people, func(a, b person) int { return a.age - b.age }), slices.Min(s), slices.Max([]float64{1, nan}))

	r := rng(88172645463325252)
	for _, n := range []int{5, 13, 100, 1000, 5000} {
		big := make([]int, n)
		for i := range big {
			big[i] = r.next()
		}
		want := slices.Clone(big)
		sort.Ints(want)
		stable := slices.Clone(big)
		slices.SortStableFunc(stable, cmp.Compare[int])
		slices.Sort(big)
		same := slices.Repeat([]int{7}, n)
		slices.Sort(same)
		fmt.Println(n, slices.Equal(big, want), slices.Equal(stable, want), slices.IsSortedFunc(big, cmp.Compare), len(same))
		slices.Reverse(big)
		slices.Sort(big)
		fmt.Print(slices.Compare(big, want), " ")
	}
	fmt.Println()
	type pair struct{ key, at int }
	pairs := make([]pair, 500)
	for i := range pairs {
		pairs[i] = pair{r.next() % 7, i}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return a.key - b.key })
	fmt.Println(slices.IsSortedFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at))
	}))

	t := []string{"a", "b", "c", "d"}
	t = slices.Insert(t, 1, "x", "y")
	fmt.Println(t, len(t))
	t = slices.Delete(t, 0, 2)
	fmt.Println(t, t[:6])
	t = slices.Replace(t, 1, 3, "1", "2", "3", "4")
	fmt.Println(t)
	t = slices.Insert(t, 2, t...)
	fmt.Println(t)
	t = slices.Replace(t, 0, 10, t[1:3]...)
	fmt.Println(t, slices.DeleteFunc(t, func(s string) bool { return s == "d" }))
	fmt.Println(slices.Concat([]int{1}, nil, []int{2, 3}), slices.Repeat([]string{"ab"}, 2), cap(slices.Clip(make([]int, 1, 9))), slices.Equal([]float64{nan}, []float64{nan}))
	fmt.Println(cap(slices.Grow([]byte("x"), 100)) >= 101, slices.Clone([]int(nil)) == nil, slices.EqualFunc([]int{1}, []string{"1"}, func(i int, s string) bool { return fmt.Sprint(i) == s }))
	check("insert", func() { slices.Insert(t, 99, "q") })
	check("delete", func() { slices.Delete(t, 2, 1) })
	check("min", func() { slices.Min([]int{}) })
	check("grow", func() { slices.Grow(t, -1) })
	check("chunk", func() { slices.Chunk(t, 0) })

	for i, v := range slices.Backward([]string{"x", "y"}) {
		fmt.Print(i, v, " ")
	}
	for i, v := range slices.All(s) {
		if i > 1 {
			break
		}
		fmt.Print(i, v, " ")
	}
	fmt.Println(slices.Collect(slices.Values(s)), slices.Collect(slices.Chunk(s, 2)), slices.Sorted(slices.Values([]int{2, 1})))

	m := map[string]int{"one": 1, "two": 2, "three": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Sorted(maps.Values(m)), maps.Equal(m, maps.Clone(m)))
	maps.DeleteFunc(m, func(k string, v int) bool { return v == 2 })
	maps.Copy(m, map[string]int{"four": 4})
	maps.Insert(m, maps.All(map[string]int{"five": 5}))
	fmt.Println(m, maps.Collect(slices.All([]string{"p", "q"})))

	next, stop := iter.Pull(numbers(3))
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println(next())
	stop()
	next, stop = iter.Pull(numbers(3))
	fmt.Print(next())
	stop()
	stop()
	fmt.Println(next())
	next2, stop2 := iter.Pull2(maps.All(map[int]string{7: "seven"}))
	fmt.Println(next2())
	fmt.Println(next2())
	stop2()
	_, stop = iter.Pull(numbers(1))
	stop()
	check("pull", func() {
		next, _ := iter.Pull(func(yield func(int) bool) { yield(1); panic("inside") })
		fmt.Print(next())
		next()
	})

	var p atomic.Pointer[person]
	fmt.Println(p.Load() == nil, p.CompareAndSwap(nil, &people[0]), p.Load().name, p.Swap(&people[1]).name)
	p.Store(nil)
	fmt.Println(p.Load())
	calls := 0
	v := sync.OnceValue(func() int { calls++; return calls * 10 })
	w := sync.OnceValues(func() (string, error) { calls++; return "w", nil })
	fmt.Println(v(), v(), calls)
	fmt.Println(w())
	fmt.Println(w())
	fmt.Println(calls)
}
