package reflect

import "unsafe"

// SliceHeader is a slice in memory, where lengths take 32 bits.
type SliceHeader struct {
	Data uintptr
	Len  uintptr
	Cap  uintptr
}

// StringHeader is a string in memory.
type StringHeader struct {
	Data uintptr
	Len  uintptr
}

//go:burrow retry
//go:linkname makeslice burrow_make_slice
func makeslice(elem *rtype, length, capacity int) unsafe.Pointer

//go:burrow pure
//go:linkname movevalues burrow_typed_copy_n
func movevalues(elem *rtype, dst, src unsafe.Pointer, n uint32)

//go:burrow pure
//go:linkname zerovalues burrow_typed_zero_n
func zerovalues(elem *rtype, at unsafe.Pointer, n uint32)

// Len returns the length of an array, channel, map, slice or string, or of what a pointer to an array points to.
func (v Value) Len() int {
	switch v.Kind() {
	case Slice:
		return int((*sliceHeader)(v.ptr).len)
	case String:
		return len(*(*string)(v.ptr))
	case Array:
		return int(v.typ.extra[0])
	case Chan:
		return int(chanlen(v.word()))
	case Map:
		return int(maplen(v.word()))
	case Pointer:
		if v.typ.elem.Kind() == Array {
			return int(v.typ.elem.extra[0])
		}
		panic("reflect: call of reflect.Value.Len on ptr to non-array Value")
	}
	panic(&ValueError{"reflect.Value.Len", v.Kind()})
}

// Cap returns the capacity of an array, channel or slice, or of what a pointer to an array points to.
func (v Value) Cap() int {
	switch v.Kind() {
	case Slice:
		return int((*sliceHeader)(v.ptr).cap)
	case Array:
		return int(v.typ.extra[0])
	case Chan:
		return int(chancap(v.word()))
	case Pointer:
		if v.typ.elem.Kind() == Array {
			return int(v.typ.elem.extra[0])
		}
		panic("reflect: call of reflect.Value.Cap on ptr to non-array Value")
	}
	panic(&ValueError{"reflect.Value.Cap", v.Kind()})
}

// Index returns an element of an array, slice or string.
func (v Value) Index(i int) Value {
	switch v.Kind() {
	case Array:
		if uint(i) >= uint(v.typ.extra[0]) {
			panic("reflect: array index out of range")
		}
		e := v.typ.elem
		return Value{e, unsafe.Add(v.ptr, uintptr(i)*e.size), v.flag & (flagIndirect | flagAddr | flagAnyRO)}
	case Slice:
		s := (*sliceHeader)(v.ptr)
		if uint(i) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		e := v.typ.elem
		return Value{e, unsafe.Add(s.array, uintptr(i)*e.size), flagIndirect | flagAddr | v.flag&flagAnyRO}
	case String:
		s := *(*string)(v.ptr)
		if uint(i) >= uint(len(s)) {
			panic("reflect: string index out of range")
		}
		c := s[i]
		return Value{TypeOf(c).common(), unsafe.Pointer(&c), flagIndirect | v.flag&flagAnyRO}
	}
	panic(&ValueError{"reflect.Value.Index", v.Kind()})
}

// Bytes returns a slice of bytes, or those of an array that is a variable.
func (v Value) Bytes() []byte {
	switch v.Kind() {
	case Slice:
		if v.typ.elem.Kind() != Uint8 {
			panic("reflect.Value.Bytes of non-byte slice")
		}
		return *(*[]byte)(v.ptr)
	case Array:
		if v.typ.elem.Kind() != Uint8 {
			panic("reflect.Value.Bytes of non-byte array")
		}
		if !v.CanAddr() {
			panic("reflect.Value.Bytes of unaddressable byte array")
		}
		return unsafe.Slice((*byte)(v.ptr), v.Len())
	}
	panic(&ValueError{"reflect.Value.Bytes", v.Kind()})
}

// SetBytes sets a slice of bytes.
func (v Value) SetBytes(x []byte) {
	v.mustBeAssignable("SetBytes")
	v.must("SetBytes", Slice)
	if v.typ.elem.Kind() != Uint8 {
		panic("reflect.Value.SetBytes of non-byte slice")
	}
	*(*[]byte)(v.ptr) = x
}

// SetLen sets a slice's length.
func (v Value) SetLen(n int) {
	v.mustBeAssignable("SetLen")
	v.must("SetLen", Slice)
	s := (*sliceHeader)(v.ptr)
	if uint(n) > uint(s.cap) {
		panic("reflect: slice length out of range in SetLen")
	}
	s.len = uint32(n)
}

// SetCap lowers a slice's capacity.
func (v Value) SetCap(n int) {
	v.mustBeAssignable("SetCap")
	v.must("SetCap", Slice)
	s := (*sliceHeader)(v.ptr)
	if n < int(s.len) || n > int(s.cap) {
		panic("reflect: slice capacity out of range in SetCap")
	}
	s.cap = uint32(n)
}

// Slice returns v[i:j].
func (v Value) Slice(i, j int) Value {
	switch v.Kind() {
	case String:
		s := *(*string)(v.ptr)
		if i < 0 || j < i || j > len(s) {
			panic("reflect.Value.Slice: string slice index out of bounds")
		}
		part := new(string)
		*part = s[i:j]
		return v.at(v.typ, unsafe.Pointer(part))
	case Slice, Array:
		t, base, _, c := v.sliceable("Slice")
		if i < 0 || j < i || j > c {
			panic("reflect.Value.Slice: slice index out of bounds")
		}
		return v.part(t, base, i, j, c)
	}
	panic(&ValueError{"reflect.Value.Slice", v.Kind()})
}

// Slice3 returns v[i:j:k].
func (v Value) Slice3(i, j, k int) Value {
	switch v.Kind() {
	case Slice, Array:
		t, base, _, c := v.sliceable("Slice3")
		if i < 0 || j < i || k < j || k > c {
			panic("reflect.Value.Slice3: slice index out of bounds")
		}
		return v.part(t, base, i, j, k)
	}
	panic(&ValueError{"reflect.Value.Slice3", v.Kind()})
}

// sliceable returns the slice type of a slice or array, where the elements are, length and capacity.
func (v Value) sliceable(method string) (t *rtype, base unsafe.Pointer, n, c int) {
	if v.Kind() == Slice {
		s := (*sliceHeader)(v.ptr)
		return v.typ, s.array, int(s.len), int(s.cap)
	}
	if !v.CanAddr() {
		panic("reflect.Value." + method + ": slice of unaddressable array")
	}
	t = (*rtype)(unsafe.Pointer(v.typ.extra[1]))
	if t == nil {
		t = SliceOf(v.typ.elem).common()
	}
	n = v.Len()
	return t, v.ptr, n, n
}

func (v Value) part(t *rtype, base unsafe.Pointer, i, j, k int) Value {
	s := &sliceHeader{base, uint32(j - i), uint32(k - i)}
	if k > i {
		// Where nothing is left, the address could be that behind the array.
		s.array = unsafe.Add(base, uintptr(i)*t.elem.size)
	}
	return v.at(t, unsafe.Pointer(s))
}

// MakeSlice returns a new slice.
func MakeSlice(t Type, length, capacity int) Value {
	if t.Kind() != Slice {
		panic("reflect.MakeSlice of non-slice type")
	}
	if length < 0 {
		panic("reflect.MakeSlice: negative len")
	}
	if capacity < 0 {
		panic("reflect.MakeSlice: negative cap")
	}
	if length > capacity {
		panic("reflect.MakeSlice: len > cap")
	}
	r := t.common()
	s := &sliceHeader{makeslice(r.elem, length, capacity), uint32(length), uint32(capacity)}
	return Value{r, unsafe.Pointer(s), flagIndirect}
}

// SliceAt returns the slice of n elements at an address.
func SliceAt(t Type, p unsafe.Pointer, n int) Value {
	s := &sliceHeader{p, uint32(n), uint32(n)}
	return Value{SliceOf(t).common(), unsafe.Pointer(s), flagIndirect}
}

// Grow makes room for n more elements.
func (v Value) Grow(n int) {
	v.mustBeAssignable("Grow")
	v.must("Grow", Slice)
	if n < 0 {
		panic("reflect.Value.Grow: negative len")
	}
	v.grow(n)
}

func (v Value) grow(n int) {
	s := (*sliceHeader)(v.ptr)
	need := int(s.len) + n
	if need <= int(s.cap) {
		return
	}
	c := int(s.cap)
	if c < 256 {
		c *= 2
	} else {
		c += c/4 + 192
	}
	c = max(c, need, 4)
	array := makeslice(v.typ.elem, c, c)
	movevalues(v.typ.elem, array, s.array, s.len)
	s.array, s.cap = array, uint32(c)
}

// Append returns a slice with values appended.
func Append(s Value, x ...Value) Value {
	s.must("Append", Slice)
	s = s.extended(len(x))
	n := s.Len() - len(x)
	for i, v := range x {
		s.Index(n + i).Set(v)
	}
	s.flag &^= flagAddr
	return s
}

// AppendSlice returns a slice with those of another appended.
func AppendSlice(s, t Value) Value {
	s.must("AppendSlice", Slice)
	t.must("AppendSlice", Slice)
	if s.typ.elem != t.typ.elem {
		panic("reflect.AppendSlice: " + s.typ.String() + " != " + t.typ.String())
	}
	n := t.Len()
	from := (*sliceHeader)(t.ptr).array
	s = s.extended(n)
	h := (*sliceHeader)(s.ptr)
	if n > 0 {
		movevalues(s.typ.elem, unsafe.Add(h.array, uintptr(int(h.len)-n)*s.typ.elem.size), from, uint32(n))
	}
	return s
}

// extended returns the slice, in a variable of its own, with n more elements.
func (v Value) extended(n int) Value {
	v.mustBeExported("Append")
	h := *(*sliceHeader)(v.ptr)
	v.ptr = unsafe.Pointer(&h)
	v.flag = flagIndirect
	v.grow(n)
	h.len += uint32(n)
	return v
}

// Copy copies elements, as many as both have, and returns how many.
func Copy(dst, src Value) int {
	switch dst.Kind() {
	case Array:
		dst.mustBeAssignable("Copy")
	case Slice:
		dst.mustBeExported("Copy")
	default:
		panic(&ValueError{"reflect.Copy", dst.Kind()})
	}
	_, to, n, _ := dst.sliceable("Copy")
	var from unsafe.Pointer
	if src.Kind() == String && dst.typ.elem.Kind() == Uint8 {
		s := *(*string)(src.ptr)
		from, n = unsafe.Pointer(unsafe.StringData(s)), min(n, len(s))
	} else {
		src.mustBeExported("Copy")
		switch src.Kind() {
		case Array:
			from = src.ptr
		case Slice:
			from = (*sliceHeader)(src.ptr).array
		default:
			panic(&ValueError{"reflect.Copy", src.Kind()})
		}
		if dst.typ.elem != src.typ.elem {
			panic("reflect.Copy: " + dst.typ.elem.String() + " != " + src.typ.elem.String())
		}
		n = min(n, src.Len())
	}
	movevalues(dst.typ.elem, to, from, uint32(n))
	return n
}

// Clear deletes a map's entries, or sets a slice's elements to zero.
func (v Value) Clear() {
	switch v.Kind() {
	case Slice:
		s := (*sliceHeader)(v.ptr)
		zerovalues(v.typ.elem, s.array, s.len)
	case Map:
		mapclear(v.typ, v.word())
	default:
		panic(&ValueError{"reflect.Value.Clear", v.Kind()})
	}
}

// Swapper returns a function that swaps two elements of a slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic(&ValueError{Method: "Swapper", Kind: v.Kind()})
	}
	s := (*sliceHeader)(v.ptr)
	array, n, elem := s.array, uint(s.len), v.typ.elem
	other := newobject(elem)
	return func(i, j int) {
		if uint(i) >= n || uint(j) >= n {
			panic("reflect: slice index out of range")
		}
		p, q := unsafe.Add(array, uintptr(i)*elem.size), unsafe.Add(array, uintptr(j)*elem.size)
		typedmemmove(elem, other, p)
		typedmemmove(elem, p, q)
		typedmemmove(elem, q, other)
	}
}
