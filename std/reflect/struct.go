package reflect

import "unsafe"

// NumField returns the number of a struct's fields.
func (v Value) NumField() int {
	v.must("NumField", Struct)
	return int(v.typ.extra[1])
}

// Field returns a field of a struct.
func (v Value) Field(i int) Value {
	v.must("Field", Struct)
	fields := v.typ.fields()
	if uint(i) >= uint(len(fields)) {
		panic("reflect: Field index out of range")
	}
	f := &fields[i]
	// What was reached through an embedded field that is not exported has its exported fields all the same.
	fl := v.flag & (flagIndirect | flagAddr | flagRO)
	if f.flags&fieldExported == 0 {
		if f.flags&fieldEmbedded != 0 {
			fl |= flagEmbedRO
		} else {
			fl |= flagRO
		}
	}
	return Value{f.typ, unsafe.Add(v.ptr, f.offset), fl}
}

// FieldByIndex returns a field of a field; it panics at a nil pointer on the way.
func (v Value) FieldByIndex(index []int) Value {
	if len(index) == 1 {
		return v.Field(index[0])
	}
	v.must("FieldByIndex", Struct)
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.elem.Kind() == Struct {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

type nilEmbedded string

func (e nilEmbedded) Error() string { return string(e) }

// FieldByIndexErr returns a field of a field, or an error at a nil pointer on the way.
func (v Value) FieldByIndexErr(index []int) (Value, error) {
	if len(index) == 1 {
		return v.Field(index[0]), nil
	}
	v.must("FieldByIndexErr", Struct)
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.elem.Kind() == Struct {
			if v.IsNil() {
				return Value{}, nilEmbedded("reflect: indirection through nil pointer to embedded struct field " + v.typ.elem.Name())
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v, nil
}

// FieldByName returns a field by its name, or the zero Value.
func (v Value) FieldByName(name string) Value {
	v.must("FieldByName", Struct)
	if f, ok := v.typ.FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// FieldByNameFunc returns the field whose name matches, or the zero Value.
func (v Value) FieldByNameFunc(match func(string) bool) Value {
	if f, ok := v.typ.FieldByNameFunc(match); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// Fields goes through the fields of a struct.
func (v Value) Fields() func(yield func(StructField, Value) bool) {
	v.must("Fields", Struct)
	return func(yield func(StructField, Value) bool) {
		for i := range v.NumField() {
			if !yield(v.typ.Field(i), v.Field(i)) {
				return
			}
		}
	}
}
