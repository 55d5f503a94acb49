package main

import (
	"runtime"
	_ "runtime/checkheap"
)

type item struct {
	number int
	text   string
	next   *item
}

// large keys and elements lie in objects of their own.
type large struct {
	pad  [20]int64
	item *item
}

func text(i int) string {
	b := make([]byte, 0, 8)
	for ; i > 0; i /= 10 {
		b = append(b, byte('0'+i%10))
	}
	return string(b)
}

// Iterations during which the map grows, shrinks and is cleared, with collections all the time.
func iterate[K comparable, V any](name string, key func(i int) K, elem func(i int) V, check func(K, V) int) {
	m := map[K]V{}
	for i := range 400 {
		m[key(i)] = elem(i)
	}
	sum, turns := 0, 0
	for k, v := range m {
		n := check(k, v)
		if turns++; turns > 2000 {
			panic("an entry came twice")
		}
		if n >= 1000 {
			continue
		}
		sum += n
		// Growth while the iteration is in the old table.
		for j := range 5 {
			m[key(1000+n*5+j)] = elem(1000 + n*5 + j)
		}
		if n%100 == 0 {
			runtime.GC()
			// Another one within.
			inner := 0
			for k, v := range m {
				check(k, v)
				inner++
			}
			if inner != len(m) {
				panic("an entry is missing")
			}
		}
	}
	before := len(m)
	for k, v := range m {
		if check(k, v)%3 != 0 {
			delete(m, k)
		}
	}
	runtime.GC()
	for i := range 3000 {
		if v, ok := m[key(i)]; ok {
			check(key(i), v)
		}
	}
	after := len(m)
	for k, v := range m {
		check(k, v)
		clear(m)
		runtime.GC()
		m[key(7)] = elem(7)
	}
	println(name, sum, before, after, len(m))
}

func main() {
	fail := func() int { panic("another element") }
	iterate("numbers", func(i int) int { return i }, func(i int) *item { return &item{number: i} }, func(k int, v *item) int {
		if k != v.number {
			return fail()
		}
		return k
	})
	iterate("strings", text, func(i int) item { return item{i, text(i), &item{number: i}} }, func(k string, v item) int {
		if k != v.text || v.next.number != v.number {
			return fail()
		}
		return v.number
	})
	iterate("interfaces", func(i int) any {
		if i%2 == 0 {
			return i
		}
		return text(i)
	}, func(i int) any { return &item{number: i} }, func(k any, v any) int {
		n := v.(*item).number
		if k != any(n) && k != any(text(n)) {
			return fail()
		}
		return n
	})
	items := map[int]*item{}
	at := func(i int) *item {
		if items[i] == nil {
			items[i] = &item{number: i}
		}
		return items[i]
	}
	iterate("large", func(i int) large { return large{item: at(i)} }, func(i int) large { return large{pad: [20]int64{19: int64(i)}, item: &item{number: i}} }, func(k, v large) int {
		if k.item.number != v.item.number || v.pad[19] != int64(v.item.number) {
			return fail()
		}
		return v.item.number
	})
}
