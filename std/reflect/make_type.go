package reflect

import (
	"sync"
	"unsafe"
)

// Types made at run time. A type that the program has already is that one: the compiler lists all descriptors in
// compiledTypes; those made here are kept in known.

// compiledTypes is filled in by the compiler when allTypes can be reached.
var compiledTypes []*rtype

func allTypes() []*rtype { return compiledTypes }

var (
	making sync.Mutex
	// known has all types, the compiled ones too, by their hash.
	known map[uint32][]*rtype
)

// FNV-1a of the text, as the compiler hashes types.
func hashText(s string) uint32 {
	h := uint32(0x811c9dc5)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 0x01000193
	}
	return h
}

// unique returns the type that is the same as t, which becomes it if there is none. The text of two equal types is the same.
func unique(t *rtype) *rtype {
	making.Lock()
	defer making.Unlock()
	if known == nil {
		known = map[uint32][]*rtype{}
		for _, c := range allTypes() {
			if c.flags&flagNamed == 0 {
				h := hashText(c.String())
				known[h] = append(known[h], c)
			}
		}
	}
	h := hashText(t.String())
	for _, c := range known[h] {
		if sameUnderlying(c, t, true) {
			return c
		}
	}
	t.hash = h
	known[h] = append(known[h], t)
	return t
}

func newType(kind Kind, name string, size uintptr, align uint8, flags uint8) *rtype {
	t := &rtype{size: size, kind: uint8(kind), align: align, fieldAl: align, flags: flags}
	t.name, t.nameLen = unsafe.StringData(name), uintptr(len(name))
	return t
}

// setPointers tells the collector where the pointers are.
func (t *rtype) setPointers(words []uintptr) {
	if len(words) == 0 {
		t.flags |= flagNoscan
		return
	}
	t.ptrWords = words[len(words)-1] + 1
	if t.ptrWords <= 32 {
		for _, w := range words {
			t.ptrs |= 1 << w
		}
		return
	}
	bits := make([]uint32, (t.size/4+31)/32)
	for _, w := range words {
		bits[w/32] |= 1 << (w % 32)
	}
	t.ptrs = uintptr(keep(unsafe.Pointer(&bits[0])))
}

// kept holds on to what types made at run time have in words that are not pointers to the collector.
var kept []unsafe.Pointer

func keep(p unsafe.Pointer) unsafe.Pointer {
	making.Lock()
	kept = append(kept, p)
	making.Unlock()
	return p
}

// pointers appends the words of a value at a word offset that are pointers.
func (t *rtype) pointers(words []uintptr, at uintptr) []uintptr {
	for w := uintptr(0); w < t.ptrWords; w++ {
		bits := t.ptrs
		if t.ptrWords > 32 {
			bits = uintptr(*(*uint32)(unsafe.Add(unsafe.Pointer(t.ptrs), w/32*4)))
		}
		if bits>>(w%32)&1 != 0 {
			words = append(words, at+w)
		}
	}
	return words
}



// PointerTo returns the type of pointers to t.
func PointerTo(t Type) Type { return pointerTo(t.common()) }

// PtrTo is the old name of PointerTo.
func PtrTo(t Type) Type { return PointerTo(t) }

func pointerTo(t *rtype) *rtype {
	if t.ptrTo != nil {
		return t.ptrTo
	}
	p := newType(Pointer, "*"+t.String(), 4, 4, flagDirect|flagComparable|flagPlain)
	p.elem = t
	p.setPointers([]uintptr{0})
	return unique(p)
}

// SliceOf returns the type of slices of t.
func SliceOf(t Type) Type {
	s := newType(Slice, "[]"+t.String(), 12, 4, 0)
	s.elem = t.common()
	s.setPointers([]uintptr{0})
	return unique(s)
}

// ArrayOf returns the type of arrays of length elements of type elem.
func ArrayOf(length int, elem Type) Type {
	if length < 0 {
		panic("reflect: negative length passed to ArrayOf")
	}
	e := elem.common()
	if e.size > 0 && uint64(length) > 0x7fffffff/uint64(e.size) {
		panic("reflect.ArrayOf: array size would exceed virtual address space")
	}
	a := newType(Array, "["+itoa(length)+"]"+e.String(), uintptr(length)*e.size, e.align, 0)
	a.elem = e
	a.extra = [2]uintptr{uintptr(length), uintptr(unsafe.Pointer(SliceOf(e).common()))}
	a.flags = e.flags & (flagComparable | flagPlain)
	if length == 1 {
		a.flags |= e.flags & flagDirect
	}
	var words []uintptr
	for i := range length {
		words = e.pointers(words, uintptr(i)*e.size/4)
	}
	a.setPointers(words)
	return unique(a)
}

// ChanOf returns the type of channels of this direction.
func ChanOf(dir ChanDir, t Type) Type {
	e := t.common()
	if e.size >= 1<<16 {
		panic("reflect.ChanOf: element size too large")
	}
	var name string
	switch dir {
	case SendDir:
		name = "chan<- " + e.String()
	case RecvDir:
		name = "<-chan " + e.String()
	case BothDir:
		name = e.String()
		if name[0] == '<' {
			name = "(" + name + ")"
		}
		name = "chan " + name
	default:
		panic("reflect.ChanOf: invalid dir")
	}
	c := newType(Chan, name, 4, 4, flagDirect|flagComparable|flagPlain)
	c.elem = e
	c.extra[0] = uintptr(dir)
	c.setPointers([]uintptr{0})
	return unique(c)
}

// MapOf returns the type of maps.
func MapOf(key, elem Type) Type {
	k, e := key.common(), elem.common()
	if k.flags&flagComparable == 0 {
		panic("reflect.MapOf: invalid key type " + k.String())
	}
	m := newType(Map, "map["+k.String()+"]"+e.String(), 4, 4, flagDirect)
	m.elem = e
	m.extra[0] = uintptr(unsafe.Pointer(k))
	m.setPointers([]uintptr{0})
	return unique(m)
}

// FuncOf returns the type of functions.
func FuncOf(in, out []Type, variadic bool) Type {
	if variadic && (len(in) == 0 || in[len(in)-1].Kind() != Slice) {
		panic("reflect.FuncOf: last arg of variadic func must be slice")
	}
	if len(in)+len(out) > 128 {
		panic("reflect.FuncOf: too many arguments")
	}
	name := "func("
	var list []*rtype
	for i, t := range in {
		if i > 0 {
			name += ", "
		}
		if variadic && i == len(in)-1 {
			name += "..." + t.Elem().String()
		} else {
			name += t.String()
		}
		list = append(list, t.common())
	}
	name += ")"
	for i, t := range out {
		switch {
		case i > 0:
			name += ", "
		case len(out) > 1:
			name += " ("
		default:
			name += " "
		}
		name += t.String()
		list = append(list, t.common())
	}
	if len(out) > 1 {
		name += ")"
	}
	f := newType(Func, name, 4, 4, flagDirect)
	if len(list) > 0 {
		f.extra[0] = uintptr(keep(unsafe.Pointer(&list[0])))
	}
	f.extra[1] = uintptr(len(in) | len(out)<<16)
	if variadic {
		f.extra[1] |= 1 << 31
	}
	f.setPointers([]uintptr{0})
	return unique(f)
}

// StructOf returns the struct type with these fields; their offsets and indices are not looked at.
func StructOf(fields []StructField) Type {
	name := "struct {"
	list := make([]field, len(fields))
	var size uintptr
	align := uint8(1)
	flags := uint8(flagComparable | flagPlain)
	var words []uintptr
	var path string
	seen := map[string]bool{}
	for i, f := range fields {
		if f.Name == "" {
			panic("reflect.StructOf: field " + itoa(i) + " has no name")
		}
		if !isName(f.Name) {
			panic("reflect.StructOf: field " + itoa(i) + " has invalid name")
		}
		if f.Type == nil {
			panic("reflect.StructOf: field " + itoa(i) + " has no type")
		}
		if !isUpper(f.Name) && f.PkgPath == "" {
			panic("reflect.StructOf: field \"" + f.Name + "\" is unexported but missing PkgPath")
		}
		if f.PkgPath != "" {
			if path != "" && path != f.PkgPath {
				panic("reflect.Struct: fields with different PkgPath " + path + " and " + f.PkgPath)
			}
			path = f.PkgPath
		}
		if seen[f.Name] && f.Name != "_" {
			panic("reflect.StructOf: duplicate field " + f.Name)
		}
		seen[f.Name] = true
		t := f.Type.common()
		if i > 0 {
			name += ";"
		}
		name += " "
		g := &list[i]
		if f.Anonymous {
			g.flags |= fieldEmbedded
		} else {
			name += f.Name + " "
		}
		if f.PkgPath == "" {
			g.flags |= fieldExported
		}
		name += t.String()
		if f.Tag != "" {
			name += " " + quote(string(f.Tag))
		}
		end := size
		size = (size + uintptr(t.align) - 1) &^ (uintptr(t.align) - 1)
		if size != end || t.flags&flagPlain == 0 || f.Name == "_" {
			flags &^= flagPlain
		}
		if t.flags&flagComparable == 0 {
			flags &^= flagComparable | flagPlain
		}
		g.name, g.nameLen = unsafe.StringData(f.Name), uintptr(len(f.Name))
		g.tag, g.tagLen = unsafe.StringData(string(f.Tag)), uintptr(len(f.Tag))
		g.typ, g.offset = t, size
		words = t.pointers(words, size/4)
		size += t.size
		align = max(align, t.align)
		if t.size == 0 && i == len(fields)-1 && size > 0 {
			// The address of a last field without size is not that behind the object.
			size++
			flags &^= flagPlain
		}
	}
	if len(fields) > 0 {
		name += " "
	}
	name += "}"
	end := size
	size = (size + uintptr(align) - 1) &^ (uintptr(align) - 1)
	if size != end {
		flags &^= flagPlain
	}
	if len(fields) == 1 && list[0].typ.flags&flagDirect != 0 {
		flags |= flagDirect
	}
	s := newType(Struct, name, size, align, flags)
	if len(list) > 0 {
		s.extra[0] = uintptr(keep(unsafe.Pointer(&list[0])))
	}
	s.extra[1] = uintptr(len(list))
	if path != "" {
		s.elem = (*rtype)(keep(unsafe.Pointer(&packagePath{unsafe.StringData(path), uintptr(len(path))})))
	}
	s.setPointers(words)
	return unique(s)
}
