package reflect

import "unsafe"

// Set assigns x to a variable.
func (v Value) Set(x Value) {
	v.mustBeAssignable("Set")
	x.mustBeExported("Set")
	x = x.assignTo("reflect.Set", v.typ)
	typedmemmove(v.typ, v.ptr, x.address())
}

// assignTo returns the value as one of type t, to which it has to be assignable.
func (v Value) assignTo(context string, t *rtype) Value {
	if v.flag&(flagMethod|flagMethodFunc) != 0 {
		v = Value{v.typ, v.word(), v.flag & flagAnyRO}
	}
	switch {
	case directlyAssignable(t, v.typ):
		v.typ = t
		return v
	case t.Kind() == Interface && satisfies(t, v.typ):
		if v.Kind() == Interface && v.IsNil() {
			return Zero(t)
		}
		return toInterface(v.pack(), t)
	}
	panic(context + ": value of type " + v.typ.String() + " is not assignable to type " + t.String())
}

// toInterface returns x as a value of an interface type that it satisfies.
func toInterface(x any, t *rtype) Value {
	e := (*eface)(unsafe.Pointer(&x))
	i := (*iface)(newobject(t))
	if e.typ != nil {
		i.word = implements(t, e.typ)
		i.data = e.data
	}
	return Value{t, unsafe.Pointer(i), flagIndirect}
}

// SetZero sets a variable to its type's zero value.
func (v Value) SetZero() {
	v.mustBeAssignable("SetZero")
	typedmemmove(v.typ, v.ptr, newobject(v.typ))
}

// SetBool sets a boolean.
func (v Value) SetBool(x bool) {
	v.mustBeAssignable("SetBool")
	v.must("SetBool", Bool)
	*(*bool)(v.ptr) = x
}

// SetInt sets a signed integer.
func (v Value) SetInt(x int64) {
	v.mustBeAssignable("SetInt")
	switch v.Kind() {
	case Int8:
		*(*int8)(v.ptr) = int8(x)
	case Int16:
		*(*int16)(v.ptr) = int16(x)
	case Int32:
		*(*int32)(v.ptr) = int32(x)
	case Int, Int64:
		*(*int64)(v.ptr) = x
	default:
		v.wrong("SetInt")
	}
}

// SetUint sets an unsigned integer.
func (v Value) SetUint(x uint64) {
	v.mustBeAssignable("SetUint")
	switch v.Kind() {
	case Uint8:
		*(*uint8)(v.ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.ptr) = uint32(x)
	case Uint, Uint64:
		*(*uint64)(v.ptr) = x
	case Uintptr:
		*(*uintptr)(v.ptr) = uintptr(x)
	default:
		v.wrong("SetUint")
	}
}

// SetFloat sets a floating-point number.
func (v Value) SetFloat(x float64) {
	v.mustBeAssignable("SetFloat")
	switch v.Kind() {
	case Float32:
		*(*float32)(v.ptr) = float32(x)
	case Float64:
		*(*float64)(v.ptr) = x
	default:
		v.wrong("SetFloat")
	}
}

// SetComplex sets a complex number.
func (v Value) SetComplex(x complex128) {
	v.mustBeAssignable("SetComplex")
	switch v.Kind() {
	case Complex64:
		*(*complex64)(v.ptr) = complex64(x)
	case Complex128:
		*(*complex128)(v.ptr) = x
	default:
		v.wrong("SetComplex")
	}
}

// SetString sets a string.
func (v Value) SetString(x string) {
	v.mustBeAssignable("SetString")
	v.must("SetString", String)
	*(*string)(v.ptr) = x
}

// SetPointer sets an unsafe pointer.
func (v Value) SetPointer(x unsafe.Pointer) {
	v.mustBeAssignable("SetPointer")
	v.must("SetPointer", UnsafePointer)
	*(*unsafe.Pointer)(v.ptr) = x
}

// OverflowInt reports whether x does not fit.
func (v Value) OverflowInt(x int64) bool {
	if !v.CanInt() {
		v.wrong("OverflowInt")
	}
	return v.typ.OverflowInt(x)
}

// OverflowUint reports whether x does not fit.
func (v Value) OverflowUint(x uint64) bool {
	if !v.CanUint() {
		v.wrong("OverflowUint")
	}
	return v.typ.OverflowUint(x)
}

// OverflowFloat reports whether x does not fit.
func (v Value) OverflowFloat(x float64) bool {
	if !v.CanFloat() {
		v.wrong("OverflowFloat")
	}
	return v.typ.OverflowFloat(x)
}

// OverflowComplex reports whether x does not fit.
func (v Value) OverflowComplex(x complex128) bool {
	if !v.CanComplex() {
		v.wrong("OverflowComplex")
	}
	return v.typ.OverflowComplex(x)
}
