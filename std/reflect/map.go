package reflect

import "unsafe"

//go:burrow pure
//go:linkname maplen burrow_map_len
func maplen(m unsafe.Pointer) uint32

//go:burrow retry
//go:linkname makemap burrow_map_make
func makemap(t *rtype, hint int) unsafe.Pointer

//go:burrow maypanic
//go:linkname mapaccess burrow_map_access
func mapaccess(t *rtype, m, key unsafe.Pointer) unsafe.Pointer

//go:burrow retry
//go:linkname mapassign burrow_map_assign
func mapassign(t *rtype, m, key unsafe.Pointer) unsafe.Pointer

//go:burrow maypanic
//go:linkname mapdelete burrow_map_delete
func mapdelete(t *rtype, m, key unsafe.Pointer)

//go:burrow maypanic
//go:linkname mapclear burrow_map_clear
func mapclear(t *rtype, m unsafe.Pointer)

// mapiterinit and mapiternext work as the compiler's own range loops.
//
//go:burrow maypanic
//go:linkname mapiterinit internal/reflectlite.mapiterinit
func mapiterinit(t *rtype, m unsafe.Pointer, it unsafe.Pointer)

//go:burrow maypanic
//go:linkname mapiternext internal/reflectlite.mapiternext
func mapiternext(it unsafe.Pointer)

// MakeMap returns a new map.
func MakeMap(t Type) Value { return MakeMapWithSize(t, 0) }

// MakeMapWithSize returns a new map with room for n entries.
func MakeMapWithSize(t Type, n int) Value {
	if t.Kind() != Map {
		panic("reflect.MakeMapWithSize of non-map type")
	}
	return Value{t.common(), makemap(t.common(), n), 0}
}

// copied returns a value that the map keeps, as one that does not change with it.
func (v Value) copied(t *rtype, p unsafe.Pointer) Value {
	own := newobject(t)
	typedmemmove(t, own, p)
	return v.at(t, own)
}

// MapIndex returns the element of a key, or the zero Value.
func (v Value) MapIndex(key Value) Value {
	v.must("MapIndex", Map)
	key = key.assignTo("reflect.Value.MapIndex", v.typ.key())
	m := v.word()
	p := mapaccess(v.typ, m, key.address())
	if p == nil {
		return Value{}
	}
	e := v.copied(v.typ.elem, p)
	e.flag |= key.flag & flagAnyRO
	return e
}

// MapKeys returns all keys, in no order.
func (v Value) MapKeys() []Value {
	v.must("MapKeys", Map)
	keys := make([]Value, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		keys = append(keys, it.Key())
	}
	return keys
}

// SetMapIndex sets the element of a key; the zero Value deletes it.
func (v Value) SetMapIndex(key, elem Value) {
	v.must("SetMapIndex", Map)
	v.mustBeExported("SetMapIndex")
	key.mustBeExported("SetMapIndex")
	key = key.assignTo("reflect.Value.SetMapIndex", v.typ.key())
	if elem.typ == nil {
		mapdelete(v.typ, v.word(), key.address())
		return
	}
	elem.mustBeExported("SetMapIndex")
	elem = elem.assignTo("reflect.Value.SetMapIndex", v.typ.elem)
	from := elem.address()
	typedmemmove(v.typ.elem, mapassign(v.typ, v.word(), key.address()), from)
}

// MapIter walks a map.
type MapIter struct {
	m  Value
	on bool
	it mapIterator
}

// mapIterator is the state of an iteration as the runtime keeps it: the entry's key and element come first, the key nil at the
// end.
type mapIterator struct {
	pointers [8]unsafe.Pointer
	others   [8]uint32
}

// MapRange returns an iterator over a map.
func (v Value) MapRange() *MapIter {
	if v.Kind() != Map {
		v.wrong("MapRange")
	}
	return &MapIter{m: v}
}

// Next goes to the next entry, and reports whether there is one.
func (i *MapIter) Next() bool {
	if !i.m.IsValid() {
		panic("MapIter.Next called on an iterator that does not have an associated map Value")
	}
	if !i.on {
		i.on = true
		mapiterinit(i.m.typ, i.m.word(), unsafe.Pointer(&i.it))
	} else {
		if i.it.pointers[0] == nil {
			panic("MapIter.Next called on exhausted iterator")
		}
		mapiternext(unsafe.Pointer(&i.it))
	}
	return i.it.pointers[0] != nil
}

func (i *MapIter) entry(method string) {
	if !i.on {
		panic("MapIter." + method + " called before Next")
	}
	if i.it.pointers[0] == nil {
		panic("MapIter." + method + " called on exhausted iterator")
	}
}

// Key returns the entry's key.
func (i *MapIter) Key() Value {
	i.entry("Key")
	return i.m.copied(i.m.typ.key(), i.it.pointers[0])
}

// Value returns the entry's element.
func (i *MapIter) Value() Value {
	i.entry("Value")
	return i.m.copied(i.m.typ.elem, i.it.pointers[1])
}

// Reset makes it an iterator over another map, from its beginning.
func (i *MapIter) Reset(v Value) {
	if v.IsValid() {
		v.must("MapRange", Map)
	}
	*i = MapIter{m: v}
}

// SetIterKey sets a variable to the key of an iterator's entry.
func (v Value) SetIterKey(i *MapIter) { v.Set(i.Key()) }

// SetIterValue sets a variable to the element of an iterator's entry.
func (v Value) SetIterValue(i *MapIter) { v.Set(i.Value()) }
