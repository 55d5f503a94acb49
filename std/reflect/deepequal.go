package reflect

import "unsafe"

// visit is a comparison that is being made already.
type visit struct {
	a, b unsafe.Pointer
	typ  *rtype
}

// DeepEqual reports whether x and y are deeply equal: of one type, and what they consist of and point to is.
func DeepEqual(x, y any) bool {
	if x == nil || y == nil {
		return x == y
	}
	a, b := ValueOf(x), ValueOf(y)
	return a.typ == b.typ && deepEqual(a, b, map[visit]bool{})
}

// deepEqual compares two values; comparisons in progress count as equal, so that cycles end.
func deepEqual(a, b Value, visited map[visit]bool) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.typ != b.typ {
		return false
	}
	again := func(p, q unsafe.Pointer) bool {
		if uintptr(p) > uintptr(q) {
			p, q = q, p
		}
		v := visit{p, q, a.typ}
		if visited[v] {
			return true
		}
		visited[v] = true
		return false
	}
	switch a.Kind() {
	case Array:
		for i := range a.Len() {
			if !deepEqual(a.Index(i), b.Index(i), visited) {
				return false
			}
		}
		return true
	case Slice:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		p, q := a.UnsafePointer(), b.UnsafePointer()
		if p == q || a.Len() == 0 || again(p, q) {
			return true
		}
		for i := range a.Len() {
			if !deepEqual(a.Index(i), b.Index(i), visited) {
				return false
			}
		}
		return true
	case Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return deepEqual(a.Elem(), b.Elem(), visited)
	case Pointer:
		p, q := a.UnsafePointer(), b.UnsafePointer()
		return p == q || p != nil && q != nil && again(p, q) || deepEqual(a.Elem(), b.Elem(), visited)
	case Struct:
		for i := range a.NumField() {
			if !deepEqual(a.Field(i), b.Field(i), visited) {
				return false
			}
		}
		return true
	case Map:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		p, q := a.UnsafePointer(), b.UnsafePointer()
		if p == q || p != nil && again(p, q) {
			return true
		}
		for it := a.MapRange(); it.Next(); {
			other := b.MapIndex(it.Key())
			if !other.IsValid() || !deepEqual(it.Value(), other, visited) {
				return false
			}
		}
		return true
	case Func:
		return a.IsNil() && b.IsNil()
	}
	return a.pack() == b.pack()
}
