package fmt

import "internal/reflectlite"

type mapEntry struct{ key, value reflectlite.Value }

// sortedEntries returns a map's entries in the order of their keys, by heapsort.
func sortedEntries(m reflectlite.Value) []mapEntry {
	list := make([]mapEntry, 0, m.Len())
	for it := m.MapRange(); it.Next(); {
		list = append(list, mapEntry{it.Key(), it.Value()})
	}
	for i := len(list)/2 - 1; i >= 0; i-- {
		sink(list, i)
	}
	for n := len(list) - 1; n > 0; n-- {
		list[0], list[n] = list[n], list[0]
		sink(list[:n], 0)
	}
	return list
}

// sink moves list[i] down to where no child is greater.
func sink(list []mapEntry, i int) {
	for {
		child := 2*i + 1
		if child >= len(list) {
			return
		}
		if child+1 < len(list) && compare(list[child].key, list[child+1].key) < 0 {
			child++
		}
		if compare(list[i].key, list[child].key) >= 0 {
			return
		}
		list[i], list[child] = list[child], list[i]
		i = child
	}
}

// compare orders keys of one type: numbers, strings and addresses as they are, NaN first, false before true, structs and arrays
// by their parts, interfaces nil first, then by type and value.
func compare(a, b reflectlite.Value) int {
	switch a.Kind() {
	case reflectlite.String:
		x, y := a.String(), b.String()
		if x == y {
			return 0
		}
		return order(x < y, true)
	case reflectlite.Float32, reflectlite.Float64:
		return compareFloats(a.Float(), b.Float())
	case reflectlite.Complex64, reflectlite.Complex128:
		x, y := a.Complex(), b.Complex()
		if c := compareFloats(real(x), real(y)); c != 0 {
			return c
		}
		return compareFloats(imag(x), imag(y))
	case reflectlite.Struct:
		for i, n := 0, a.Type().NumField(); i < n; i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflectlite.Array:
		for i, n := 0, a.Len(); i < n; i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflectlite.Interface:
		if a.IsNil() || b.IsNil() {
			return order(a.IsNil() && !b.IsNil(), !a.IsNil())
		}
		a, b = a.Elem(), b.Elem()
		if s, t := a.Type(), b.Type(); s != t {
			return order(s.Less(t), true)
		}
		return compare(a, b)
	}
	x, y := scalar(a), scalar(b)
	return order(x < y, x > y)
}

// scalar returns a number that orders values of the remaining types.
//
//go:noinline
func scalar(v reflectlite.Value) uint64 {
	switch v.Kind() {
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		return uint64(v.Int()) ^ 1<<63
	case reflectlite.Bool:
		if v.Bool() {
			return 1
		}
		return 0
	case reflectlite.Chan, reflectlite.Pointer, reflectlite.UnsafePointer:
		return uint64(v.Pointer())
	}
	return v.Uint()
}

func compareFloats(x, y float64) int {
	return order(x < y || x != x && y == y, x > y || y != y && x == x)
}

func order(less, greater bool) int {
	if less {
		return -1
	}
	if greater {
		return 1
	}
	return 0
}
