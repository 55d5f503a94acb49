package reflect

import "unsafe"

// CanConvert reports whether Convert would not panic.
func (v Value) CanConvert(t Type) bool {
	if v.typ == nil || !v.typ.ConvertibleTo(t) {
		return false
	}
	// What is left to go wrong is that a slice is too short for an array.
	n, ok := arrayLen(t.common(), v.Kind())
	return !ok || n <= v.Len()
}

// arrayLen returns how long a slice has to be that is converted to an array or a pointer to one.
func arrayLen(t *rtype, from Kind) (int, bool) {
	if from != Slice {
		return 0, false
	}
	if t.Kind() == Pointer {
		t = t.elem
	}
	if t.Kind() != Array {
		return 0, false
	}
	return int(t.extra[0]), true
}

// Convert returns the value converted to a type.
func (v Value) Convert(t Type) Value {
	if v.typ == nil {
		v.wrong("Convert")
	}
	if v.flag&(flagMethod|flagMethodFunc) != 0 {
		v = Value{v.typ, v.word(), v.flag & flagAnyRO}
	}
	convert := conversion(t.common(), v.typ)
	if convert == nil {
		panic("reflect.Value.Convert: value of type " + v.typ.String() + " cannot be converted to type " + t.String())
	}
	return convert(v, t.common())
}

// conversion returns what converts a value of type src to type dst, or nil.
func conversion(dst, src *rtype) func(Value, *rtype) Value {
	d, s := dst.Kind(), src.Kind()
	switch {
	case s.isInt() || s.isUint():
		switch {
		case d.isInt() || d.isUint():
			return convertInt
		case d.isFloat():
			return convertIntFloat
		case d == String:
			return convertIntString
		}
	case s.isFloat():
		switch {
		case d.isInt():
			return func(v Value, t *rtype) Value { return ofInt(v, t, int64(v.Float())) }
		case d.isUint():
			return func(v Value, t *rtype) Value { return ofInt(v, t, int64(uint64(v.Float()))) }
		case d.isFloat():
			return func(v Value, t *rtype) Value { return ofFloat(v, t, v.Float()) }
		}
	case s.isComplex():
		if d.isComplex() {
			return convertComplex
		}
	case s == String && d == Slice && dst.elem.PkgPath() == "":
		switch dst.elem.Kind() {
		case Uint8:
			return func(v Value, t *rtype) Value { b := []byte(v.String()); return v.at(t, unsafe.Pointer(&b)) }
		case Int32:
			return func(v Value, t *rtype) Value { r := []rune(v.String()); return v.at(t, unsafe.Pointer(&r)) }
		}
	case s == Slice:
		if d == String && src.elem.PkgPath() == "" {
			switch src.elem.Kind() {
			case Uint8:
				return func(v Value, t *rtype) Value { s := string(*(*[]byte)(v.ptr)); return v.at(t, unsafe.Pointer(&s)) }
			case Int32:
				return func(v Value, t *rtype) Value { s := string(*(*[]rune)(v.ptr)); return v.at(t, unsafe.Pointer(&s)) }
			}
		}
		if d == Pointer && dst.elem.Kind() == Array && src.elem == dst.elem.elem {
			return convertSliceArrayPointer
		}
		if d == Array && src.elem == dst.elem {
			return convertSliceArray
		}
	case s == Chan && d == Chan && src.ChanDir() == BothDir && src.elem == dst.elem && src.flags&dst.flags&flagNamed == 0:
		return retype
	}
	if sameUnderlying(dst, src, false) {
		return retype
	}
	if d == Pointer && s == Pointer && dst.flags&flagNamed == 0 && src.flags&flagNamed == 0 &&
		sameUnderlying(dst.elem, src.elem, false) {
		return retype
	}
	if d == Interface && satisfies(dst, src) {
		return convertInterface
	}
	return nil
}

// retype changes nothing but the type. A variable is copied, as conversions do.
func retype(v Value, t *rtype) Value {
	p := v.ptr
	if v.flag&flagAddr != 0 {
		p = v.copyOf()
	}
	return Value{t, p, v.flag &^ flagAddr}
}

func convertInterface(v Value, t *rtype) Value {
	if v.Kind() == Interface && v.IsNil() {
		z := Zero(t)
		z.flag |= v.flag & flagAnyRO
		return z
	}
	x := toInterface(v.pack(), t)
	x.flag |= v.flag & flagAnyRO
	return x
}

func ofInt(v Value, t *rtype, bits int64) Value {
	p := newobject(t)
	switch t.size {
	case 1:
		*(*int8)(p) = int8(bits)
	case 2:
		*(*int16)(p) = int16(bits)
	case 4:
		*(*int32)(p) = int32(bits)
	case 8:
		*(*int64)(p) = bits
	}
	return v.at(t, p)
}

func ofFloat(v Value, t *rtype, x float64) Value {
	p := newobject(t)
	if t.size == 4 {
		*(*float32)(p) = float32(x)
	} else {
		*(*float64)(p) = x
	}
	return v.at(t, p)
}

func (v Value) bits() int64 {
	if v.CanInt() {
		return v.Int()
	}
	return int64(v.Uint())
}

func convertInt(v Value, t *rtype) Value { return ofInt(v, t, v.bits()) }

func convertIntFloat(v Value, t *rtype) Value {
	if v.CanInt() {
		return ofFloat(v, t, float64(v.Int()))
	}
	return ofFloat(v, t, float64(v.Uint()))
}

func convertIntString(v Value, t *rtype) Value {
	s := "\uFFFD"
	if x := v.bits(); int64(rune(x)) == x {
		s = string(rune(x))
	}
	return v.at(t, unsafe.Pointer(&s))
}

func convertComplex(v Value, t *rtype) Value {
	p := newobject(t)
	if t.size == 8 {
		*(*complex64)(p) = complex64(v.Complex())
	} else {
		*(*complex128)(p) = v.Complex()
	}
	return v.at(t, p)
}

func tooShort(v Value, n int) {
	if v.Len() < n {
		panic("reflect: cannot convert slice with length " + itoa(v.Len()) + " to array with length " + itoa(n))
	}
}

func convertSliceArrayPointer(v Value, t *rtype) Value {
	n := int(t.elem.extra[0])
	if v.Len() < n {
		panic("reflect: cannot convert slice with length " + itoa(v.Len()) + " to pointer to array with length " + itoa(n))
	}
	return Value{t, (*sliceHeader)(v.ptr).array, v.flag & flagAnyRO}
}

func convertSliceArray(v Value, t *rtype) Value {
	n := int(t.extra[0])
	tooShort(v, n)
	p := newobject(t)
	typedmemmove(t, p, (*sliceHeader)(v.ptr).array)
	return v.at(t, p)
}
