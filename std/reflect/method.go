package reflect

import "unsafe"

// Method is one method of a type.
type Method struct {
	Name    string
	PkgPath string
	// Type is that of a function with the receiver as first parameter; of an interface's method, without.
	Type Type
	// Func takes the receiver as first argument; an interface's method has none.
	Func  Value
	Index int
}

// IsExported reports whether the method is exported.
func (m Method) IsExported() bool { return m.PkgPath == "" }

// exportedMethods lists a concrete type's exported methods. A program that can get here keeps all of them.
func (t *rtype) exportedMethods() []method {
	var list []method
	for _, m := range t.methods() {
		if exported(text(m.name, m.nameLen)) {
			list = append(list, m)
		}
	}
	return list
}

func (t *rtype) NumMethod() int {
	if t.Kind() == Interface {
		return int(t.extra[1])
	}
	return len(t.exportedMethods())
}

func (t *rtype) Method(i int) Method {
	if t.Kind() == Interface {
		m := t.ifaceMethods()[i]
		name := text(m.name, m.nameLen)
		result := Method{Name: name, Type: m.typ, Index: i}
		if !exported(name) {
			result.PkgPath, result.Name = splitPath(name)
		}
		return result
	}
	methodFunction = makeMethodFunc
	list := t.exportedMethods()
	if uint(i) >= uint(len(list)) {
		panic("reflect: Method index out of range")
	}
	m := &list[i]
	ins, n, variadic := m.typ.signature()
	in := append([]Type{t}, types(ins[:n])...)
	ft := FuncOf(in, types(ins[n:]), variadic).common()
	return Method{
		Name:  text(m.name, m.nameLen),
		Type:  ft,
		Func:  Value{ft, unsafe.Pointer(&methodFunc{t, i}), flagMethodFunc},
		Index: i,
	}
}

// methodFunc is a method as a function with the receiver in front.
type methodFunc struct {
	recv  *rtype
	index int
}

func types(list []*rtype) []Type {
	result := make([]Type, len(list))
	for i, t := range list {
		result[i] = t
	}
	return result
}

func splitPath(name string) (path, rest string) {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[:i], name[i+1:]
		}
	}
	return "", name
}

func (t *rtype) MethodByName(name string) (Method, bool) {
	for i, n := 0, t.NumMethod(); i < n; i++ {
		if t.methodName(i) == name {
			return t.Method(i), true
		}
	}
	return Method{}, false
}

// methodName returns the name of the method that Method(i) returns.
func (t *rtype) methodName(i int) string {
	if t.Kind() == Interface {
		m := t.ifaceMethods()[i]
		return text(m.name, m.nameLen)
	}
	m := &t.exportedMethods()[i]
	return text(m.name, m.nameLen)
}

func (t *rtype) Methods() func(yield func(Method) bool) {
	return func(yield func(Method) bool) {
		for i, n := 0, t.NumMethod(); i < n; i++ {
			if !yield(t.Method(i)) {
				return
			}
		}
	}
}
