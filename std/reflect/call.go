package reflect

import "unsafe"

// How functions of any type are called and made. For each function type the compiler writes two functions, when callCode or
// madeCode can be reached, into the words of its descriptor where other types have theirs for comparing and hashing:
//
//   - func(code uintptr, ctx unsafe.Pointer, args, results *unsafe.Pointer) calls the function of this type whose code and context
//     these are. args and results are lists of addresses of the parameters and results.
//   - a function of this type that passes itself, as its context, and such lists to made.
type caller func(code uintptr, ctx unsafe.Pointer, args, results *unsafe.Pointer)

// callCode returns what calls functions of a type.
func callCode(t *rtype) caller {
	if t.equal == 0 {
		t = compiled(t)
	}
	code := &t.equal
	return *(*caller)(unsafe.Pointer(&code))
}

// madeCode returns the code of functions of a type that hand on to made.
func madeCode(t *rtype) uintptr {
	if t.hashFn == 0 {
		t = compiled(t)
	}
	return t.hashFn
}

// compiled returns a type of the program that takes the same parameters and has the same results.
func compiled(t *rtype) *rtype {
	for _, c := range allTypes() {
		if c.Kind() == Func && c.equal != 0 && samePassing(c, t) {
			return c
		}
	}
	panic("reflect: no function of type " + t.String() + " in the program: it cannot be called or made")
}

func samePassing(a, b *rtype) bool {
	la, na, _ := a.signature()
	lb, nb, _ := b.signature()
	if na != nb || len(la) != len(lb) {
		return false
	}
	for i := range la {
		if la[i] != lb[i] && !sameUnderlying(la[i], lb[i], true) {
			return false
		}
	}
	return true
}

// NumMethod returns the number of methods that Method knows.
func (v Value) NumMethod() int {
	if v.typ == nil {
		v.wrong("NumMethod")
	}
	if v.flag&flagMethod != 0 {
		return 0
	}
	return v.typ.NumMethod()
}

// Method returns a method of the value, with it as receiver.
func (v Value) Method(i int) Value {
	if v.typ == nil {
		v.wrong("Method")
	}
	methodFunction = makeMethodFunc
	if v.flag&flagMethod != 0 || uint(i) >= uint(v.typ.NumMethod()) {
		panic("reflect: Method index out of range")
	}
	if v.Kind() == Interface {
		if v.IsNil() {
			panic("reflect: Method on nil interface value")
		}
		m := v.typ.ifaceMethods()[i]
		return Value{m.typ, unsafe.Pointer(&boundMethod{v, i}), flagMethod | v.flag&flagRO}
	}
	recv := v
	if v.flag&flagAddr != 0 && v.typ.flags&flagDirect == 0 {
		recv = Value{v.typ, v.copyOf(), flagIndirect | v.flag&flagAnyRO}
	}
	m := v.typ.exportedMethods()[i]
	return Value{m.typ, unsafe.Pointer(&boundMethod{recv, i}), flagMethod | v.flag&flagRO}
}

// MethodByName returns a method by its name, or the zero Value.
func (v Value) MethodByName(name string) Value {
	if v.typ == nil {
		v.wrong("MethodByName")
	}
	if v.flag&flagMethod != 0 {
		return Value{}
	}
	for i, n := 0, v.typ.NumMethod(); i < n; i++ {
		if v.typ.methodName(i) == name {
			return v.Method(i)
		}
	}
	return Value{}
}

// Methods goes through the value's methods.
func (v Value) Methods() func(yield func(Method, Value) bool) {
	return func(yield func(Method, Value) bool) {
		for i, n := 0, v.NumMethod(); i < n; i++ {
			if !yield(v.typ.Method(i), v.Method(i)) {
				return
			}
		}
	}
}

// target returns the code and context of a function value, and a receiver's method.
func (v Value) target() (code uintptr, ctx unsafe.Pointer) {
	if v.flag&flagMethod != 0 {
		m := (*boundMethod)(v.ptr)
		return m.recv.methodCode(m.index)
	}
	ctx = v.word()
	if ctx == nil {
		panic("reflect: call of nil function")
	}
	return *(*uintptr)(ctx), ctx
}

// methodCode returns the code of a method and what it takes as its receiver.
func (v Value) methodCode(i int) (code uintptr, ctx unsafe.Pointer) {
	if v.Kind() == Interface {
		e := (*iface)(v.ptr)
		if e.word == nil {
			panic("reflect: Method on nil interface value")
		}
		// An itab: the concrete type, the interface, the methods.
		return *(*uintptr)(unsafe.Add(e.word, 8+4*i)), e.data
	}
	code = v.typ.exportedMethods()[i].code
	if v.typ.flags&flagDirect == 0 {
		return code, v.ptr
	}
	if v.Kind().isWord() {
		return code, v.word()
	}
	return code, *(*unsafe.Pointer)(v.ptr)
}

// Call calls a function.
func (v Value) Call(in []Value) []Value {
	v.must("Call", Func)
	v.mustBeExported("Call")
	return v.call("Call", in)
}

// CallSlice calls a variadic function, with a slice as its last argument.
func (v Value) CallSlice(in []Value) []Value {
	v.must("CallSlice", Func)
	v.mustBeExported("CallSlice")
	return v.call("CallSlice", in)
}

// recoverThrough tells that what the calling function calls may recover if that function may itself.
func recoverThrough()

func (v Value) call(method string, in []Value) []Value {
	recoverThrough()
	t := v.typ
	list, n, variadic := t.signature()
	if method == "CallSlice" {
		switch {
		case !variadic:
			panic("reflect: CallSlice of non-variadic function")
		case len(in) < n:
			panic("reflect: CallSlice with too few input arguments")
		case len(in) > n:
			panic("reflect: CallSlice with too many input arguments")
		}
	} else {
		fixed := n
		if variadic {
			fixed--
		}
		if len(in) < fixed {
			panic("reflect: Call with too few input arguments")
		}
		if !variadic && len(in) > n {
			panic("reflect: Call with too many input arguments")
		}
	}
	for _, x := range in {
		if x.typ == nil {
			panic("reflect: " + method + " using zero Value argument")
		}
	}
	if variadic && method == "Call" {
		// The last ones become a slice.
		rest := in[n-1:]
		s := MakeSlice(list[n-1], len(rest), len(rest))
		elem := list[n-1].elem
		for i, x := range rest {
			if !x.typ.AssignableTo(elem) {
				panic("reflect: cannot use " + x.typ.String() + " as type " + elem.String() + " in Call")
			}
			s.Index(i).Set(x)
		}
		in = append(append([]Value(nil), in[:n-1]...), s)
	}
	for i, x := range in {
		if !x.typ.AssignableTo(list[i]) {
			panic("reflect: " + method + " using " + x.typ.String() + " as type " + list[i].String())
		}
	}
	if v.flag&flagMethodFunc != 0 {
		// The first argument is the receiver.
		m := (*methodFunc)(v.ptr)
		recv := in[0].Method(m.index)
		if variadic {
			return recv.call("CallSlice", in[1:])
		}
		return recv.call("Call", in[1:])
	}
	args := make([]unsafe.Pointer, n+1)
	for i, x := range in {
		x.mustBeExported(method)
		args[i] = x.assignTo("reflect.Value.Call", list[i]).address()
	}
	outs := list[n:]
	results := make([]unsafe.Pointer, len(outs)+1)
	values := make([]Value, len(outs))
	for i, o := range outs {
		results[i] = newobject(o)
		values[i] = Value{o, results[i], flagIndirect}
	}
	code, ctx := v.target()
	callCode(t)(code, ctx, &args[0], &results[0])
	return values
}
