package reflect

import "unsafe"

type flag uint8

const (
	// flagIndirect: ptr is the value's address; else ptr is the value, which is one pointer.
	flagIndirect flag = 1 << iota
	// flagAddr: it is a variable, at ptr.
	flagAddr
	// flagRO: it was reached through a field that is not exported.
	flagRO
	// flagMethod: ptr leads to a boundMethod, the type is that of the method.
	flagMethod
	// flagMethodFunc: ptr leads to a methodFunc.
	flagMethodFunc
	// flagEmbedRO: the field that is not exported is an embedded one; its exported fields and methods can be had.
	flagEmbedRO
)

const flagAnyRO = flagRO | flagEmbedRO

// Value is a value of any type. The zero Value is none.
type Value struct {
	typ  *rtype
	ptr  unsafe.Pointer
	flag flag
}

// boundMethod is a method with its receiver.
type boundMethod struct {
	recv  Value
	index int
}

// ValueOf returns the dynamic value of i; the zero Value for nil.
func ValueOf(i any) Value {
	e := (*eface)(unsafe.Pointer(&i))
	t := e.typ
	if t == nil {
		return Value{}
	}
	if t.flags&flagDirect == 0 {
		return Value{t, e.data, flagIndirect}
	}
	if t.Kind().isWord() {
		return Value{t, e.data, 0}
	}
	// A struct or array of one pointer.
	word := new(unsafe.Pointer)
	*word = e.data
	return Value{t, unsafe.Pointer(word), flagIndirect}
}

// at returns a value at an address, reached through v.
func (v Value) at(t *rtype, p unsafe.Pointer) Value {
	return Value{t, p, flagIndirect | v.flag&flagAnyRO}
}

// word returns a value that is one pointer.
func (v Value) word() unsafe.Pointer {
	if v.flag&flagIndirect != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	if v.flag&(flagMethod|flagMethodFunc) != 0 {
		return methodFunction(v)
	}
	return v.ptr
}

// address returns where the value is; it is put into memory if it is in none.
func (v Value) address() unsafe.Pointer {
	if v.flag&flagIndirect != 0 {
		return v.ptr
	}
	p := new(unsafe.Pointer)
	*p = v.word()
	return unsafe.Pointer(p)
}

// must panics unless the value is of this kind.
func (v Value) must(method string, k Kind) {
	if v.Kind() != k {
		v.wrong(method)
	}
}

func (v Value) wrong(method string) {
	panic(&ValueError{"reflect.Value." + method, v.Kind()})
}

func (v Value) mustBeExported(method string) {
	if v.typ == nil {
		v.wrong(method)
	}
	if v.flag&flagAnyRO != 0 {
		panic("reflect: reflect.Value." + method + " using value obtained using unexported field")
	}
}

func (v Value) mustBeAssignable(method string) {
	v.mustBeExported(method)
	if v.flag&flagAddr == 0 {
		panic("reflect: reflect.Value." + method + " using unaddressable value")
	}
}

// IsValid reports whether there is a value.
func (v Value) IsValid() bool { return v.typ != nil }

// Kind returns the kind of the value's type, Invalid for the zero Value.
func (v Value) Kind() Kind {
	if v.typ == nil {
		return Invalid
	}
	return v.typ.Kind()
}

// Type returns the value's type.
func (v Value) Type() Type {
	if v.typ == nil {
		v.wrong("Type")
	}
	return v.typ
}

// CanAddr reports whether the value is a variable.
func (v Value) CanAddr() bool { return v.flag&flagAddr != 0 }

// CanSet reports whether it is a variable that can be set.
func (v Value) CanSet() bool { return v.flag&(flagAddr|flagAnyRO) == flagAddr }

// CanInterface reports whether Interface can be called.
func (v Value) CanInterface() bool {
	if v.typ == nil {
		v.wrong("CanInterface")
	}
	return v.flag&flagAnyRO == 0
}

// CanInt reports whether Int can be called.
func (v Value) CanInt() bool { return v.Kind().isInt() }

// CanUint reports whether Uint can be called.
func (v Value) CanUint() bool { return v.Kind().isUint() }

// CanFloat reports whether Float can be called.
func (v Value) CanFloat() bool { return v.Kind().isFloat() }

// CanComplex reports whether Complex can be called.
func (v Value) CanComplex() bool { return v.Kind().isComplex() }

// Addr returns a pointer to a variable.
func (v Value) Addr() Value {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.Addr of unaddressable value")
	}
	return Value{pointerTo(v.typ), v.ptr, v.flag & flagAnyRO}
}

// UnsafeAddr returns a variable's address.
func (v Value) UnsafeAddr() uintptr {
	if v.typ == nil {
		v.wrong("UnsafeAddr")
	}
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	return uintptr(v.ptr)
}

// Bool returns a boolean.
func (v Value) Bool() bool {
	v.must("Bool", Bool)
	return *(*bool)(v.ptr)
}

// Int returns a signed integer.
func (v Value) Int() int64 {
	switch v.Kind() {
	case Int8:
		return int64(*(*int8)(v.ptr))
	case Int16:
		return int64(*(*int16)(v.ptr))
	case Int32:
		return int64(*(*int32)(v.ptr))
	case Int, Int64:
		return *(*int64)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.Int", v.Kind()})
}

// Uint returns an unsigned integer.
func (v Value) Uint() uint64 {
	switch v.Kind() {
	case Uint8:
		return uint64(*(*uint8)(v.ptr))
	case Uint16:
		return uint64(*(*uint16)(v.ptr))
	case Uint32:
		return uint64(*(*uint32)(v.ptr))
	case Uint, Uint64:
		return *(*uint64)(v.ptr)
	case Uintptr:
		return uint64(*(*uintptr)(v.ptr))
	}
	panic(&ValueError{"reflect.Value.Uint", v.Kind()})
}

// Float returns a floating-point number.
func (v Value) Float() float64 {
	switch v.Kind() {
	case Float32:
		return float64(*(*float32)(v.ptr))
	case Float64:
		return *(*float64)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.Float", v.Kind()})
}

// Complex returns a complex number.
func (v Value) Complex() complex128 {
	switch v.Kind() {
	case Complex64:
		return complex128(*(*complex64)(v.ptr))
	case Complex128:
		return *(*complex128)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.Complex", v.Kind()})
}

// String returns a string; of other values a description of the type, <T Value>.
func (v Value) String() string {
	switch v.Kind() {
	case String:
		return *(*string)(v.ptr)
	case Invalid:
		return "<invalid Value>"
	}
	return "<" + v.typ.String() + " Value>"
}

// Pointer returns the address in a channel, function, map, pointer, slice, string or unsafe pointer.
func (v Value) Pointer() uintptr {
	switch v.Kind() {
	case Chan, Func, Map, Pointer, UnsafePointer, Slice, String:
		return uintptr(v.UnsafePointer())
	}
	panic(&ValueError{"reflect.Value.Pointer", v.Kind()})
}

// UnsafePointer returns the address in a channel, function, map, pointer, slice, string or unsafe pointer.
func (v Value) UnsafePointer() unsafe.Pointer {
	switch v.Kind() {
	case Func:
		p := v.word()
		if p != nil {
			// The code, as the functions of a closure share it.
			p = *(*unsafe.Pointer)(p)
		}
		return p
	case Chan, Map, Pointer, UnsafePointer:
		return v.word()
	case Slice, String:
		return *(*unsafe.Pointer)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.UnsafePointer", v.Kind()})
}

// IsNil reports whether a channel, function, interface, map, pointer or slice is nil.
func (v Value) IsNil() bool {
	switch v.Kind() {
	case Chan, Func, Map, Pointer, UnsafePointer:
		return v.flag&(flagMethod|flagMethodFunc) == 0 && v.word() == nil
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.ptr) == nil
	}
	panic(&ValueError{"reflect.Value.IsNil", v.Kind()})
}

// Elem returns what an interface holds or a pointer points to.
func (v Value) Elem() Value {
	switch v.Kind() {
	case Interface:
		e := ValueOf(v.dynamic())
		if e.typ != nil {
			e.flag |= v.flag & flagAnyRO
		}
		return e
	case Pointer:
		p := v.word()
		if p == nil {
			return Value{}
		}
		return Value{v.typ.elem, p, flagIndirect | flagAddr | v.flag&flagAnyRO}
	}
	panic(&ValueError{"reflect.Value.Elem", v.Kind()})
}

// dynamic returns what a value of interface type holds.
func (v Value) dynamic() any {
	e := *(*eface)(v.ptr)
	if e.typ != nil && v.typ.isItab() {
		e.typ = *(**rtype)(unsafe.Pointer(e.typ))
	}
	return *(*any)(unsafe.Pointer(&e))
}

// Interface returns the value as an interface.
func (v Value) Interface() any {
	if v.typ == nil {
		v.wrong("Interface")
	}
	if v.flag&flagAnyRO != 0 {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	return v.pack()
}

func (v Value) pack() any {
	if v.typ == nil {
		return nil
	}
	t := v.typ
	if t.Kind() == Interface {
		return v.dynamic()
	}
	e := eface{typ: t}
	switch {
	case t.flags&flagDirect == 0:
		e.data = v.ptr
		if v.flag&flagAddr != 0 {
			e.data = newobject(t)
			typedmemmove(t, e.data, v.ptr)
		}
	default:
		e.data = v.word()
	}
	return *(*any)(unsafe.Pointer(&e))
}

// Indirect returns what a pointer points to; other values as they are.
func Indirect(v Value) Value {
	if v.Kind() != Pointer {
		return v
	}
	return v.Elem()
}

// New returns a pointer to a new zero value.
func New(t Type) Value {
	if t == nil {
		panic("reflect: New(nil)")
	}
	r := t.common()
	return Value{pointerTo(r), newobject(r), 0}
}

// NewAt returns p as a pointer to a value of the type.
func NewAt(t Type, p unsafe.Pointer) Value { return Value{pointerTo(t.common()), p, 0} }

// Zero returns a type's zero value.
func Zero(t Type) Value {
	if t == nil {
		panic("reflect: Zero(nil)")
	}
	r := t.common()
	if r.Kind().isWord() {
		return Value{r, nil, 0}
	}
	return Value{r, newobject(r), flagIndirect}
}

//go:burrow pure
//go:linkname typedmemmove burrow_typed_copy
func typedmemmove(t *rtype, dst, src unsafe.Pointer)

//go:burrow retry
//go:linkname newobject burrow_new
func newobject(t *rtype) unsafe.Pointer

// copyOf returns the value in memory of its own.
func (v Value) copyOf() unsafe.Pointer {
	p := newobject(v.typ)
	typedmemmove(v.typ, p, v.address())
	return p
}
