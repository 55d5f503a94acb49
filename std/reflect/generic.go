package reflect

// TypeAssert is v.Interface().(T), without what lies between.
func TypeAssert[T any](v Value) (T, bool) {
	if v.typ == nil {
		v.wrong("TypeAssert")
	}
	if v.flag&flagAnyRO != 0 {
		panic("reflect.TypeAssert: cannot return value obtained from unexported field or method")
	}
	x, ok := v.pack().(T)
	return x, ok
}

// TypeFor returns the type T.
func TypeFor[T any]() Type { return TypeOf((*T)(nil)).Elem() }
