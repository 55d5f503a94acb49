package reflect

import "unsafe"

//go:burrow pure
//go:linkname implements internal/reflectlite.implements
func implements(inter, t *rtype) unsafe.Pointer

func (t *rtype) Implements(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.Implements")
	}
	if u.Kind() != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	return satisfies(u.common(), t)
}

// satisfies reports whether a type, maybe an interface type itself, has an interface's methods.
func satisfies(inter, t *rtype) bool {
	if inter == t || inter.extra[1] == 0 {
		return true
	}
	if t.Kind() != Interface {
		return implements(inter, t) != nil
	}
	// Both lists are sorted.
	have := t.ifaceMethods()
	for _, want := range inter.ifaceMethods() {
		for len(have) > 0 && text(have[0].name, have[0].nameLen) < text(want.name, want.nameLen) {
			have = have[1:]
		}
		if len(have) == 0 || text(have[0].name, have[0].nameLen) != text(want.name, want.nameLen) || have[0].typ != want.typ {
			return false
		}
	}
	return true
}

func (t *rtype) AssignableTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.AssignableTo")
	}
	v := u.common()
	return directlyAssignable(v, t) || v.Kind() == Interface && satisfies(v, t)
}

// directlyAssignable reports whether a value of type v is one of type t as it is.
func directlyAssignable(t, v *rtype) bool {
	if t == v {
		return true
	}
	if t.flags&v.flags&flagNamed != 0 || t.Kind() != v.Kind() {
		return false
	}
	if t.Kind() == Chan && v.ChanDir() == BothDir && t.elem == v.elem {
		return true
	}
	return sameUnderlying(t, v, true)
}

// sameUnderlying reports whether the underlying types are identical, tags of fields aside or not.
func sameUnderlying(t, v *rtype, tags bool) bool {
	if t == v {
		return true
	}
	if t.Kind() != v.Kind() {
		return false
	}
	same := func(a, b *rtype) bool {
		if tags || a == b {
			return a == b
		}
		return a.String() == b.String() && a.flags&flagNamed == 0 && b.flags&flagNamed == 0 && sameUnderlying(a, b, tags)
	}
	sameAll := func(a, b []*rtype) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if !same(a[i], b[i]) {
				return false
			}
		}
		return true
	}
	switch k := t.Kind(); k {
	case Array:
		return t.extra[0] == v.extra[0] && same(t.elem, v.elem)
	case Chan:
		return t.extra[0] == v.extra[0] && same(t.elem, v.elem)
	case Func:
		ta, tn, tv := t.signature()
		va, vn, vv := v.signature()
		return tn == vn && tv == vv && sameAll(ta, va)
	case Interface:
		return len(t.ifaceMethods()) == len(v.ifaceMethods()) && satisfies(t, v)
	case Map:
		return same(t.key(), v.key()) && same(t.elem, v.elem)
	case Pointer, Slice:
		return same(t.elem, v.elem)
	case Struct:
		a, b := t.fields(), v.fields()
		if len(a) != len(b) || t.fieldPath() != v.fieldPath() {
			return false
		}
		for i := range a {
			f, g := &a[i], &b[i]
			if text(f.name, f.nameLen) != text(g.name, g.nameLen) || !same(f.typ, g.typ) || f.flags != g.flags ||
				tags && text(f.tag, f.tagLen) != text(g.tag, g.tagLen) {
				return false
			}
		}
		return true
	}
	// The kind says it all.
	return true
}

func (t *rtype) ConvertibleTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.ConvertibleTo")
	}
	return conversion(u.common(), t) != nil
}
