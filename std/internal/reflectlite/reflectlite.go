// Package reflectlite is the little of reflection that the low packages need: type descriptors as the compiler writes
// them (docs/abi.md, section 5), and values behind them.
package reflectlite

import "unsafe"

// Kind is a type's kind, numbered as in package reflect.
type Kind uint8

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

const (
	flagDirect     = 1
	flagComparable = 2
	flagNamed      = 4
	flagPlain      = 8
	flagNoscan     = 16
)

const fieldExported = 2

// Type is a type descriptor.
type Type struct {
	size     uintptr
	hash     uint32
	kind     Kind
	align    uint8
	fieldAl  uint8
	flags    uint8
	ptrWords uintptr
	ptrs     uintptr
	equal    uintptr
	hashFn   uintptr
	name     *byte
	nameLen  uintptr
	ptrTo    *Type
	uncommon *uncommon
	elem     *Type
	extra    [2]uintptr
}

// uncommon is followed by its methods.
type uncommon struct {
	pkg    *byte
	pkgLen uintptr
	count  uintptr
}

type method struct {
	name    *byte
	nameLen uintptr
	typ     *Type
	fn      uintptr
}

type field struct {
	name    *byte
	nameLen uintptr
	typ     *Type
	offset  uintptr
	flags   uintptr
	tag     *byte
	tagLen  uintptr
}

type eface struct {
	typ  *Type
	data unsafe.Pointer
}

// TypeOf returns the dynamic type of v, or nil.
func TypeOf(v any) *Type { return (*eface)(unsafe.Pointer(&v)).typ }

// String returns the type's name as %T prints it.
func (t *Type) String() string { return unsafe.String(t.name, int(t.nameLen)) }

// Kind returns the type's kind.
func (t *Type) Kind() Kind { return t.kind }

// Size returns the size of a value in bytes.
func (t *Type) Size() uintptr { return t.size }

// Elem returns the element type of a pointer, slice, array, channel or map.
func (t *Type) Elem() *Type { return t.elem }

// Key returns the key type of a map.
func (t *Type) Key() *Type { return (*Type)(unsafe.Pointer(t.extra[0])) }

// Len returns the length of an array.
func (t *Type) Len() int { return int(t.extra[0]) }

// NumField returns the number of fields of a struct.
func (t *Type) NumField() int { return int(t.extra[1]) }

// NumMethod returns the number of methods of an interface.
func (t *Type) NumMethod() int {
	if t.kind == Interface {
		return int(t.extra[1])
	}
	return 0
}

func (t *Type) field(i int) *field {
	if uint(i) >= uint(t.extra[1]) {
		panic("reflect: Field index out of bounds")
	}
	return (*field)(unsafe.Pointer(t.extra[0] + uintptr(i)*unsafe.Sizeof(field{})))
}

// FieldName returns the name of a struct's field.
func (t *Type) FieldName(i int) string {
	f := t.field(i)
	return unsafe.String(f.name, int(f.nameLen))
}

// FieldType returns the type of a struct's field.
func (t *Type) FieldType(i int) *Type { return t.field(i).typ }

// Named reports whether it is a defined type.
func (t *Type) Named() bool { return t.flags&flagNamed != 0 }

// Comparable reports whether values of v's dynamic type can be compared.
func Comparable(v any) bool {
	t := TypeOf(v)
	return t == nil || t.flags&flagComparable != 0
}

// implements returns the itab of t for an interface type, or 0; for interfaces without methods t itself.
//
//go:burrow pure
func implements(inter *Type, t *Type) uintptr

// Target is a variable to which errors can be assigned.
type Target struct {
	typ *Type
	at  unsafe.Pointer
}

// AssignTarget returns what a non-nil pointer points to.
func AssignTarget(p any) (Target, bool) {
	e := (*eface)(unsafe.Pointer(&p))
	if e.typ == nil || e.typ.kind != Pointer || e.data == nil {
		return Target{}, false
	}
	return Target{e.typ.elem, e.data}, true
}

// Assign assigns err's dynamic value to the target if its type fits.
func (t Target) Assign(err error) bool {
	v := any(err)
	e := (*eface)(unsafe.Pointer(&v))
	if e.typ == nil {
		return false
	}
	if t.typ.kind == Interface {
		word := implements(t.typ, e.typ)
		if word == 0 {
			return false
		}
		typedmemmove(t.typ, t.at, unsafe.Pointer(&ifaceWords{word, e.data}))
		return true
	}
	if e.typ != t.typ {
		return false
	}
	if e.typ.flags&flagDirect != 0 {
		*(*unsafe.Pointer)(t.at) = e.data
	} else {
		typedmemmove(t.typ, t.at, e.data)
	}
	return true
}

type ifaceWords struct {
	word uintptr
	data unsafe.Pointer
}

//go:burrow pure
func typedmemmove(t *Type, dst, src unsafe.Pointer)

// HasMethods reports whether v's dynamic type has any method that an interface of the program asks for.
func HasMethods(v any) bool {
	t := TypeOf(v)
	return t != nil && t.uncommon != nil && t.uncommon.count != 0
}

// Less orders types, in no particular way.
func (t *Type) Less(u *Type) bool { return uintptr(unsafe.Pointer(t)) < uintptr(unsafe.Pointer(u)) }
