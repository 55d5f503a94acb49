package reflectlite

// The Set functions store into a variable that was reached through a pointer.

// SetBool stores a boolean.
func (v Value) SetBool(x bool) { *(*bool)(v.at) = x }

// SetInt stores a signed integer.
func (v Value) SetInt(x int64) {
	switch v.typ.kind {
	case Int8:
		*(*int8)(v.at) = int8(x)
	case Int16:
		*(*int16)(v.at) = int16(x)
	case Int32:
		*(*int32)(v.at) = int32(x)
	default:
		*(*int64)(v.at) = x
	}
}

// SetUint stores an unsigned integer.
func (v Value) SetUint(x uint64) {
	switch v.typ.size {
	case 1:
		*(*uint8)(v.at) = uint8(x)
	case 2:
		*(*uint16)(v.at) = uint16(x)
	case 4:
		*(*uint32)(v.at) = uint32(x)
	default:
		*(*uint64)(v.at) = x
	}
}

// SetFloat stores a floating-point number.
func (v Value) SetFloat(x float64) {
	if v.typ.kind == Float32 {
		*(*float32)(v.at) = float32(x)
	} else {
		*(*float64)(v.at) = x
	}
}

// SetComplex stores a complex number.
func (v Value) SetComplex(x complex128) {
	if v.typ.kind == Complex64 {
		*(*complex64)(v.at) = complex64(x)
	} else {
		*(*complex128)(v.at) = x
	}
}

// SetString stores a string.
func (v Value) SetString(x string) { *(*string)(v.at) = x }

// SetBytes stores a slice of bytes.
func (v Value) SetBytes(x []byte) { *(*[]byte)(v.at) = x }
