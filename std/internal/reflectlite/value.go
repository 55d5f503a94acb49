package reflectlite

import "unsafe"

// Value is a value of any type, at an address.
type Value struct {
	typ *Type
	at  unsafe.Pointer
	ro  bool // reached through a field that is not exported
}

// ValueOf returns the dynamic value of v; its zero Value for nil.
//
//go:noinline
func ValueOf(v any) Value {
	e := (*eface)(unsafe.Pointer(&v))
	if e.typ == nil {
		return Value{}
	}
	if e.typ.flags&flagDirect != 0 {
		word := new(unsafe.Pointer)
		*word = e.data
		return Value{e.typ, unsafe.Pointer(word), false}
	}
	return Value{e.typ, e.data, false}
}

// At returns the value of a type at an address; ro says that it was reached through a field that is not exported.
func At(t *Type, p unsafe.Pointer, ro bool) Value { return Value{t, p, ro} }

// Unwrap returns what a reflect.Value holds. Package reflect sets it, where a program has that.
var Unwrap func(v any) (Value, bool)

// IsValid reports whether there is a value.
func (v Value) IsValid() bool { return v.typ != nil }

// Type returns the value's type.
func (v Value) Type() *Type { return v.typ }

// Kind returns the kind of the value's type.
func (v Value) Kind() Kind {
	if v.typ == nil {
		return Invalid
	}
	return v.typ.kind
}

// Bool returns a boolean.
func (v Value) Bool() bool { return *(*bool)(v.at) }

// Int returns a signed integer.
//
//go:noinline
func (v Value) Int() int64 {
	switch v.typ.kind {
	case Int8:
		return int64(*(*int8)(v.at))
	case Int16:
		return int64(*(*int16)(v.at))
	case Int32:
		return int64(*(*int32)(v.at))
	}
	return *(*int64)(v.at)
}

// Uint returns an unsigned integer.
//
//go:noinline
func (v Value) Uint() uint64 {
	switch v.typ.kind {
	case Uint8:
		return uint64(*(*uint8)(v.at))
	case Uint16:
		return uint64(*(*uint16)(v.at))
	case Uint32:
		return uint64(*(*uint32)(v.at))
	case Uintptr:
		return uint64(*(*uintptr)(v.at))
	}
	return *(*uint64)(v.at)
}

// Float returns a floating-point number.
//
//go:noinline
func (v Value) Float() float64 {
	if v.typ.kind == Float32 {
		return float64(*(*float32)(v.at))
	}
	return *(*float64)(v.at)
}

// Complex returns a complex number.
//
//go:noinline
func (v Value) Complex() complex128 {
	if v.typ.kind == Complex64 {
		return complex128(*(*complex64)(v.at))
	}
	return *(*complex128)(v.at)
}

// String returns a string.
func (v Value) String() string { return *(*string)(v.at) }

// Pointer returns the address in a pointer, channel, map, function, slice or unsafe pointer.
func (v Value) Pointer() uintptr { return *(*uintptr)(v.at) }

// IsNil reports whether a pointer, channel, map, function, slice or interface is nil.
func (v Value) IsNil() bool { return *(*uintptr)(v.at) == 0 }

// sliceHeader is a slice in memory.
type sliceHeader struct {
	array    unsafe.Pointer
	len, cap uint32
}

// Len returns the length of a string, slice, array or map.
//
//go:noinline
func (v Value) Len() int {
	switch v.typ.kind {
	case Array:
		return v.typ.Len()
	case Slice:
		return int((*sliceHeader)(v.at).len)
	case Map:
		return maplen(*(*unsafe.Pointer)(v.at))
	case String:
		return len(*(*string)(v.at))
	}
	return 0
}

// Index returns an element of a slice or array.
//
//go:noinline
func (v Value) Index(i int) Value {
	base := v.at
	n := v.Len()
	if v.typ.kind == Slice {
		base = (*sliceHeader)(v.at).array
	}
	if uint(i) >= uint(n) {
		panic("reflect: slice index out of range")
	}
	if v.typ.elem.size == 0 {
		return Value{v.typ.elem, base, v.ro}
	}
	return Value{v.typ.elem, unsafe.Add(base, uintptr(i)*v.typ.elem.size), v.ro}
}

// Bytes returns the elements of a slice or array of bytes.
func (v Value) Bytes() []byte {
	n := v.Len()
	if n == 0 {
		return nil
	}
	if v.typ.kind == Slice {
		return unsafe.Slice((*byte)((*sliceHeader)(v.at).array), n)
	}
	return unsafe.Slice((*byte)(v.at), n)
}

// Field returns a field of a struct.
//
//go:noinline
func (v Value) Field(i int) Value {
	f := v.typ.field(i)
	ro := v.ro || f.flags&fieldExported == 0
	if f.typ.size == 0 {
		return Value{f.typ, v.at, ro}
	}
	return Value{f.typ, unsafe.Add(v.at, f.offset), ro}
}

// Elem returns what a pointer points to or an interface holds.
//
//go:noinline
func (v Value) Elem() Value {
	if v.typ.kind == Pointer {
		p := *(*unsafe.Pointer)(v.at)
		if p == nil {
			return Value{}
		}
		return Value{v.typ.elem, p, v.ro}
	}
	e := ValueOf(v.Interface())
	e.ro = v.ro
	return e
}

// CanInterface reports whether a program may get at the value: whether no field that led to it is unexported.
func (v Value) CanInterface() bool { return !v.ro }

// Interface returns the value as an interface. It does not copy the value.
//
//go:noinline
func (v Value) Interface() any {
	if v.typ == nil {
		return nil
	}
	var result any
	e := (*eface)(unsafe.Pointer(&result))
	switch {
	case v.typ.kind == Interface:
		word := *(*ifaceWords)(v.at)
		if word.word == 0 {
			return nil
		}
		if v.typ.extra[1] != 0 {
			// An itab begins with the concrete type.
			word.word = *(*uintptr)(unsafe.Pointer(word.word))
		}
		e.typ = (*Type)(unsafe.Pointer(word.word))
		e.data = word.data
	case v.typ.flags&flagDirect != 0:
		e.typ = v.typ
		e.data = *(*unsafe.Pointer)(v.at)
	default:
		e.typ = v.typ
		e.data = v.at
	}
	return result
}

//go:burrow pure
func maplen(m unsafe.Pointer) int

// mapIterator is the state of an iteration as the runtime keeps it: the entry's key and element come first, the key nil at the
// end.
type mapIterator struct {
	pointers [8]unsafe.Pointer
	others   [8]uint32
}

// MapIter walks a map.
type MapIter struct {
	m  Value
	it mapIterator
	on bool
}

// MapRange returns an iterator over a map.
//
//go:noinline
func (v Value) MapRange() *MapIter { return &MapIter{m: v} }

// mapiterinit and mapiternext work as the compiler's own range loops.
//
//go:burrow maypanic
func mapiterinit(t *Type, m unsafe.Pointer, it unsafe.Pointer)

//go:burrow maypanic
func mapiternext(it unsafe.Pointer)

// Next goes to the next entry, and reports whether there is one.
//
//go:noinline
func (i *MapIter) Next() bool {
	if !i.on {
		i.on = true
		mapiterinit(i.m.typ, *(*unsafe.Pointer)(i.m.at), unsafe.Pointer(&i.it))
	} else {
		mapiternext(unsafe.Pointer(&i.it))
	}
	return i.it.pointers[0] != nil
}

// Key returns the entry's key.
func (i *MapIter) Key() Value { return Value{i.m.typ.Key(), i.it.pointers[0], i.m.ro} }

// Value returns the entry's value.
func (i *MapIter) Value() Value { return Value{i.m.typ.elem, i.it.pointers[1], i.m.ro} }

// Swapper returns a function that swaps two elements of a slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic("reflect: call of Swapper on " + v.typ.String() + " Value")
	}
	s := (*sliceHeader)(v.at)
	array, n, elem := s.array, uint(s.len), v.typ.elem
	size := elem.size
	check := func(i, j int) {
		if uint(i) >= n || uint(j) >= n {
			panic("reflect: slice index out of range")
		}
	}
	if elem.kind == String {
		list := unsafe.Slice((*string)(array), int(n))
		return func(i, j int) { list[i], list[j] = list[j], list[i] }
	}
	if elem.flags&flagDirect != 0 {
		list := unsafe.Slice((*unsafe.Pointer)(array), int(n))
		return func(i, j int) { list[i], list[j] = list[j], list[i] }
	}
	if elem.flags&flagNoscan != 0 {
		switch size {
		case 8:
			list := unsafe.Slice((*int64)(array), int(n))
			return func(i, j int) { list[i], list[j] = list[j], list[i] }
		case 4:
			list := unsafe.Slice((*int32)(array), int(n))
			return func(i, j int) { list[i], list[j] = list[j], list[i] }
		case 1:
			list := unsafe.Slice((*int8)(array), int(n))
			return func(i, j int) { list[i], list[j] = list[j], list[i] }
		}
	}
	tmp := newobject(elem)
	return func(i, j int) {
		check(i, j)
		p, q := unsafe.Add(array, uintptr(i)*size), unsafe.Add(array, uintptr(j)*size)
		typedmemmove(elem, tmp, p)
		typedmemmove(elem, p, q)
		typedmemmove(elem, q, tmp)
	}
}

//go:burrow retry
func newobject(t *Type) unsafe.Pointer
