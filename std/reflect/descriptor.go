package reflect

import "unsafe"

// What the compiler writes of a type: docs/abi.md, section 5.
type rtype struct {
	size     uintptr
	hash     uint32
	kind     uint8
	align    uint8
	fieldAl  uint8
	flags    uint8
	ptrWords uintptr
	ptrs     uintptr
	// Functions cannot be compared: theirs are the codes of callCode and madeCode.
	equal   uintptr
	hashFn  uintptr
	name    *byte
	nameLen uintptr
	ptrTo   *rtype
	un      *uncommon
	elem    *rtype
	// The second word of an array, its slice type, is a pointer too.
	extra [2]uintptr
}

const (
	flagDirect     = 1
	flagComparable = 2
	flagNamed      = 4
	flagPlain      = 8
	flagNoscan     = 16
)

// uncommon is followed by its methods.
type uncommon struct {
	pkg    *byte
	pkgLen uintptr
	count  uintptr
}

type method struct {
	name    *byte
	nameLen uintptr
	typ     *rtype
	code    uintptr
}

type field struct {
	name    *byte
	nameLen uintptr
	typ     *rtype
	offset  uintptr
	flags   uintptr
	tag     *byte
	tagLen  uintptr
}

const (
	fieldEmbedded = 1
	fieldExported = 2
)

// ifaceMethod is a method that an interface type lists.
type ifaceMethod struct {
	name    *byte
	nameLen uintptr
	typ     *rtype
}

// packagePath is what word 44 of a struct type leads to when it has fields that are not exported.
type packagePath struct {
	path *byte
	len  uintptr
}

type eface struct {
	typ  *rtype
	data unsafe.Pointer
}

// iface is an interface value with methods: word is an itab, which begins with the concrete type.
type iface struct {
	word unsafe.Pointer
	data unsafe.Pointer
}

type sliceHeader struct {
	array    unsafe.Pointer
	len, cap uint32
}

func text(p *byte, n uintptr) string { return unsafe.String(p, int(n)) }

func (t *rtype) under() Kind { return Kind(t.kind) }

// isItab reports whether values of an interface type carry an itab.
func (t *rtype) isItab() bool { return t.under() == Interface && t.extra[1] != 0 }

func (t *rtype) fields() []field {
	return unsafe.Slice((*field)(unsafe.Pointer(t.extra[0])), int(t.extra[1]))
}

func (t *rtype) ifaceMethods() []ifaceMethod {
	return unsafe.Slice((*ifaceMethod)(unsafe.Pointer(t.extra[0])), int(t.extra[1]))
}

// methods lists a concrete type's methods that programs can ask for, by name.
func (t *rtype) methods() []method {
	if t.un == nil {
		return nil
	}
	return unsafe.Slice((*method)(unsafe.Add(unsafe.Pointer(t.un), unsafe.Sizeof(uncommon{}))), int(t.un.count))
}

// signature returns the list of parameter and result types of a function type and how many are parameters.
func (t *rtype) signature() (list []*rtype, params int, variadic bool) {
	counts := uint32(t.extra[1])
	params = int(counts & 0xffff)
	results := int(counts >> 16 & 0x7fff)
	return unsafe.Slice((**rtype)(unsafe.Pointer(t.extra[0])), params+results), params, counts>>31 != 0
}

func (t *rtype) key() *rtype { return (*rtype)(unsafe.Pointer(t.extra[0])) }

func (t *rtype) ins() []*rtype {
	list, n, _ := t.signature()
	return list[:n]
}

func (t *rtype) outs() []*rtype {
	list, n, _ := t.signature()
	return list[n:]
}

// exported reports whether a method's name is that of an exported one: others carry their package path in front.
func exported(name string) bool {
	for i := 0; i < len(name); i++ {
		if name[i] == '.' {
			return false
		}
	}
	return isUpper(name)
}
