package reflect

import "unsafe"

// StructField is one field of a struct type.
type StructField struct {
	Name string
	// PkgPath is the package of a field that is not exported.
	PkgPath   string
	Type      Type
	Tag       StructTag
	Offset    uintptr
	Index     []int
	Anonymous bool
}

// IsExported reports whether the field is exported.
func (f StructField) IsExported() bool { return f.PkgPath == "" }

func (t *rtype) NumField() int {
	t.must("NumField", t.Kind() == Struct)
	return int(t.extra[1])
}

func (t *rtype) Field(i int) StructField {
	t.must("Field", t.Kind() == Struct)
	fields := t.fields()
	if uint(i) >= uint(len(fields)) {
		panic("reflect: Field index out of bounds")
	}
	f := &fields[i]
	s := StructField{
		Name:      text(f.name, f.nameLen),
		Type:      f.typ,
		Tag:       StructTag(text(f.tag, f.tagLen)),
		Offset:    f.offset,
		Index:     []int{i},
		Anonymous: f.flags&fieldEmbedded != 0,
	}
	if f.flags&fieldExported == 0 {
		s.PkgPath = t.fieldPath()
	}
	return s
}

// fieldPath returns the package of a struct type's fields that are not exported.
func (t *rtype) fieldPath() string {
	p := (*packagePath)(unsafe.Pointer(t.elem))
	if p == nil {
		return ""
	}
	return text(p.path, p.len)
}

func (t *rtype) Fields() func(yield func(StructField) bool) {
	t.must("Fields", t.Kind() == Struct)
	return func(yield func(StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func (t *rtype) FieldByIndex(index []int) StructField {
	t.must("FieldByIndex", t.Kind() == Struct)
	var f StructField
	for i, x := range index {
		if i > 0 {
			ft := f.Type.common()
			if ft.Kind() == Pointer && ft.elem.Kind() == Struct {
				ft = ft.elem
			}
			t = ft
		}
		f = t.Field(x)
	}
	f.Index = append([]int(nil), index...)
	return f
}

func (t *rtype) FieldByName(name string) (StructField, bool) {
	t.must("FieldByName", t.Kind() == Struct)
	return t.FieldByNameFunc(func(s string) bool { return s == name })
}

// FieldByNameFunc looks at the struct's own fields, then at those of embedded structs, level by level; a name that is found
// twice on the first level on which it is found counts as not found.
func (t *rtype) FieldByNameFunc(match func(string) bool) (result StructField, ok bool) {
	t.must("FieldByNameFunc", t.Kind() == Struct)
	type place struct {
		typ   *rtype
		index []int
		twice bool
	}
	level := []place{{typ: t}}
	seen := map[*rtype]bool{}
	for len(level) > 0 {
		var next []place
		queued := map[*rtype]int{}
		found := 0
		for _, at := range level {
			if seen[at.typ] {
				continue
			}
			seen[at.typ] = true
			fields := at.typ.fields()
			for i := range fields {
				f := &fields[i]
				index := func() []int { return append(append([]int(nil), at.index...), i) }
				if match(text(f.name, f.nameLen)) {
					found++
					if at.twice {
						found++
					}
					result = at.typ.Field(i)
					result.Index = index()
					continue
				}
				if f.flags&fieldEmbedded == 0 {
					continue
				}
				et := f.typ
				if et.Kind() == Pointer {
					et = et.elem
				}
				if et.Kind() != Struct {
					continue
				}
				if k, ok := queued[et]; ok {
					next[k].twice = true
					continue
				}
				queued[et] = len(next)
				next = append(next, place{et, index(), at.twice})
			}
		}
		if found == 1 {
			return result, true
		}
		if found > 1 {
			return StructField{}, false
		}
		level = next
	}
	return StructField{}, false
}

// VisibleFields returns all fields of a struct type that selectors can name directly, and the embedded ones themselves.
func VisibleFields(t Type) []StructField {
	if t == nil {
		panic("reflect: VisibleFields(nil)")
	}
	if t.Kind() != Struct {
		panic("reflect.VisibleFields of non-struct type")
	}
	var all []StructField
	visiting := map[*rtype]bool{}
	var walk func(t *rtype, index []int)
	walk = func(t *rtype, index []int) {
		if visiting[t] {
			return
		}
		visiting[t] = true
		for i := range t.NumField() {
			f := t.Field(i)
			f.Index = append(append([]int(nil), index...), i)
			all = append(all, f)
			if f.Anonymous {
				et := f.Type.common()
				if et.Kind() == Pointer {
					et = et.elem
				}
				if et.Kind() == Struct {
					walk(et, f.Index)
				}
			}
		}
		delete(visiting, t)
	}
	top := t.common()
	walk(top, nil)
	visible := all[:0]
	for _, f := range all {
		if g, ok := top.FieldByName(f.Name); ok && sameIndex(g.Index, f.Index) {
			visible = append(visible, f)
		}
	}
	return visible
}

func sameIndex(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
