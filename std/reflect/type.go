// Package reflect looks at types and values at run time.
//
// Types are the descriptors that the compiler writes; the same type is the same descriptor everywhere, those made at run time
// included, so that they compare with ==.
package reflect

import (
	"strconv"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Type is a Go type.
type Type interface {
	Align() int
	FieldAlign() int
	Method(int) Method
	MethodByName(string) (Method, bool)
	NumMethod() int
	Name() string
	PkgPath() string
	Size() uintptr
	String() string
	Kind() Kind
	Implements(u Type) bool
	AssignableTo(u Type) bool
	ConvertibleTo(u Type) bool
	Comparable() bool
	Bits() int
	ChanDir() ChanDir
	IsVariadic() bool
	Elem() Type
	Field(i int) StructField
	Fields() func(yield func(StructField) bool)
	FieldByIndex(index []int) StructField
	FieldByName(name string) (StructField, bool)
	FieldByNameFunc(match func(string) bool) (StructField, bool)
	In(i int) Type
	Ins() func(yield func(Type) bool)
	Key() Type
	Len() int
	Methods() func(yield func(Method) bool)
	NumField() int
	NumIn() int
	NumOut() int
	Out(i int) Type
	Outs() func(yield func(Type) bool)
	OverflowComplex(x complex128) bool
	OverflowFloat(x float64) bool
	OverflowInt(x int64) bool
	OverflowUint(x uint64) bool
	CanSeq() bool
	CanSeq2() bool
	common() *rtype
}

// TypeOf returns the dynamic type of i, or nil.
func TypeOf(i any) Type { return toType((*eface)(unsafe.Pointer(&i)).typ) }

// toType avoids interfaces that hold a nil pointer.
func toType(t *rtype) Type {
	if t == nil {
		return nil
	}
	return t
}

func (t *rtype) common() *rtype { return t }

func (t *rtype) String() string { return text(t.name, t.nameLen) }

func (t *rtype) Kind() Kind      { return Kind(t.kind) }
func (t *rtype) Size() uintptr   { return t.size }
func (t *rtype) Align() int      { return int(t.align) }
func (t *rtype) FieldAlign() int { return int(t.fieldAl) }

func (t *rtype) Comparable() bool { return t.flags&flagComparable != 0 }

// Name returns the name of a defined type within its package.
func (t *rtype) Name() string {
	if t.flags&flagNamed == 0 {
		return ""
	}
	// The package's name goes, dots within type arguments stay.
	s := t.String()
	depth := 0
	for i := len(s) - 1; i >= 0; i-- {
		switch s[i] {
		case ']':
			depth++
		case '[':
			depth--
		case '.':
			if depth == 0 {
				return s[i+1:]
			}
		}
	}
	return s
}

// PkgPath returns the import path of a defined type's package; none for predeclared types.
func (t *rtype) PkgPath() string {
	if t.Kind() == UnsafePointer && t.String() == "unsafe.Pointer" {
		return "unsafe"
	}
	if t.flags&flagNamed == 0 || t.un == nil {
		return ""
	}
	return text(t.un.pkg, t.un.pkgLen)
}

func (t *rtype) must(method string, ok bool) {
	if !ok {
		panic("reflect: " + method + " of non-" + expected[method] + " type " + t.String())
	}
}

// expected names the kinds of which a method is.
var expected = map[string]string{
	"ChanDir": "chan", "IsVariadic": "func", "Field": "struct", "FieldByIndex": "struct", "FieldByName": "struct",
	"FieldByNameFunc": "struct", "In": "func", "Key": "map", "Len": "array", "NumField": "struct", "NumIn": "func",
	"NumOut": "func", "Out": "func", "OverflowComplex": "complex", "OverflowFloat": "float", "OverflowInt": "int",
	"OverflowUint": "uint", "Fields": "struct", "Ins": "func", "Outs": "func",
}

func (t *rtype) Bits() int {
	k := t.Kind()
	if k < Int || k > Complex128 {
		panic("reflect: Bits of non-arithmetic Type " + t.String())
	}
	return int(t.size) * 8
}

func (t *rtype) ChanDir() ChanDir {
	t.must("ChanDir", t.Kind() == Chan)
	return ChanDir(t.extra[0])
}

func (t *rtype) IsVariadic() bool {
	t.must("IsVariadic", t.Kind() == Func)
	_, _, variadic := t.signature()
	return variadic
}

func (t *rtype) Elem() Type {
	switch t.Kind() {
	case Array, Chan, Map, Pointer, Slice:
		return t.elem
	}
	panic("reflect: Elem of invalid type " + t.String())
}

func (t *rtype) Key() Type {
	t.must("Key", t.Kind() == Map)
	return t.key()
}

func (t *rtype) Len() int {
	t.must("Len", t.Kind() == Array)
	return int(t.extra[0])
}

func (t *rtype) NumIn() int {
	t.must("NumIn", t.Kind() == Func)
	return len(t.ins())
}

func (t *rtype) NumOut() int {
	t.must("NumOut", t.Kind() == Func)
	return len(t.outs())
}

func (t *rtype) In(i int) Type {
	t.must("In", t.Kind() == Func)
	return t.ins()[i]
}

func (t *rtype) Out(i int) Type {
	t.must("Out", t.Kind() == Func)
	return t.outs()[i]
}

func (t *rtype) Ins() func(yield func(Type) bool) {
	t.must("Ins", t.Kind() == Func)
	return each(t.ins())
}

func (t *rtype) Outs() func(yield func(Type) bool) {
	t.must("Outs", t.Kind() == Func)
	return each(t.outs())
}

func each(list []*rtype) func(yield func(Type) bool) {
	return func(yield func(Type) bool) {
		for _, t := range list {
			if !yield(t) {
				return
			}
		}
	}
}

func (t *rtype) OverflowComplex(x complex128) bool {
	switch t.Kind() {
	case Complex64:
		return overflowFloat32(real(x)) || overflowFloat32(imag(x))
	case Complex128:
		return false
	}
	panic("reflect: OverflowComplex of non-complex type " + t.String())
}

func (t *rtype) OverflowFloat(x float64) bool {
	switch t.Kind() {
	case Float32:
		return overflowFloat32(x)
	case Float64:
		return false
	}
	panic("reflect: OverflowFloat of non-float type " + t.String())
}

func overflowFloat32(x float64) bool {
	const largest = 0x1p127 * (1 + (1 - 0x1p-23))
	if x < 0 {
		x = -x
	}
	return largest < x && x <= 0x1p1023*(1+(1-0x1p-52))
}

func (t *rtype) OverflowInt(x int64) bool {
	if !t.Kind().isInt() {
		panic("reflect: OverflowInt of non-int type " + t.String())
	}
	unused := 64 - 8*t.size
	return x<<unused>>unused != x
}

func (t *rtype) OverflowUint(x uint64) bool {
	if !t.Kind().isUint() {
		panic("reflect: OverflowUint of non-uint type " + t.String())
	}
	unused := 64 - 8*t.size
	return x<<unused>>unused != x
}

func (t *rtype) CanSeq() bool {
	switch k := t.Kind(); k {
	case Int8, Int16, Int32, Int64, Int, Uint8, Uint16, Uint32, Uint64, Uint, Uintptr, Array, Slice, Chan, String, Map:
		return true
	case Func:
		return t.isSeq(1)
	case Pointer:
		return t.elem.Kind() == Array
	}
	return false
}

func (t *rtype) CanSeq2() bool {
	switch t.Kind() {
	case Array, Slice, String, Map:
		return true
	case Func:
		return t.isSeq(2)
	case Pointer:
		return t.elem.Kind() == Array
	}
	return false
}

// isSeq reports whether a function type can be ranged over with n values.
func (t *rtype) isSeq(n int) bool {
	list, params, variadic := t.signature()
	if params != 1 || len(list) != 1 || variadic || list[0].Kind() != Func {
		return false
	}
	list, params, variadic = list[0].signature()
	return params == n && len(list) == n+1 && !variadic && list[n].Kind() == Bool
}

// isUpper reports whether a name begins as exported ones do.
func isUpper(name string) bool {
	if name == "" {
		return false
	}
	if c := name[0]; c < utf8.RuneSelf {
		return 'A' <= c && c <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}

// A ValueError is what a method of Value panics with that is not one of values of its kind.
type ValueError struct {
	Method string
	Kind   Kind
}

// Error says which method and which kind.
func (e *ValueError) Error() string {
	if e.Kind == Invalid {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

func itoa(i int) string { return strconv.Itoa(i) }
