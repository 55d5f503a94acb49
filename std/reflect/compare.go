package reflect

import "unsafe"

// IsZero reports whether the value is its type's zero value.
func (v Value) IsZero() bool {
	switch v.Kind() {
	case Invalid:
		v.wrong("IsZero")
	case Float32, Float64:
		// -0 is not the zero value.
		return v.Float() == 0 && v.allZero()
	case Complex64, Complex128:
		return v.allZero()
	case String:
		return v.Len() == 0
	case Chan, Func, Interface, Map, Pointer, Slice, UnsafePointer:
		return v.IsNil()
	case Array:
		for i := range v.Len() {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	case Struct:
		for i := range v.NumField() {
			if !v.Field(i).IsZero() && v.typ.fields()[i].nameLen > 0 && text(v.typ.fields()[i].name, 1) != "_" {
				return false
			}
		}
		return true
	}
	return v.allZero()
}

// allZero reports whether all bytes of a value in memory are zero.
func (v Value) allZero() bool {
	for _, b := range unsafe.Slice((*byte)(v.ptr), int(v.typ.size)) {
		if b != 0 {
			return false
		}
	}
	return true
}

// Comparable reports whether the value can be compared: what it holds in interfaces too.
func (v Value) Comparable() bool {
	switch v.Kind() {
	case Invalid:
		return true
	case Interface:
		return v.IsNil() || v.Elem().Comparable()
	case Array:
		for i := range v.Len() {
			if !v.Index(i).Comparable() {
				return false
			}
		}
		return v.typ.Comparable()
	case Struct:
		for i := range v.NumField() {
			if !v.Field(i).Comparable() {
				return false
			}
		}
		return true
	}
	return v.typ.Comparable()
}

// Equal reports whether the values are equal, as == does for values of one type.
func (v Value) Equal(u Value) bool {
	if v.Kind() == Interface {
		v = v.Elem()
	}
	if u.Kind() == Interface {
		u = u.Elem()
	}
	if !v.IsValid() || !u.IsValid() {
		return v.IsValid() == u.IsValid()
	}
	if v.typ != u.typ {
		return false
	}
	switch v.Kind() {
	case Func, Map, Slice:
		panic("reflect.Value.Equal: invalid Kind " + v.Kind().String())
	}
	if !v.typ.Comparable() {
		panic("reflect.Value.Equal: values of type " + v.typ.String() + " are not comparable")
	}
	return v.pack() == u.pack()
}
