package reflect

import "unsafe"

// madeFunc is a function value that MakeFunc made: a closure whose code hands on to made.
type madeFunc struct {
	code uintptr
	typ  *rtype
	f    func([]Value) []Value
}

// MakeFunc returns a function of a type that calls f with its arguments and returns what f returns.
func MakeFunc(t Type, f func(args []Value) (results []Value)) Value {
	if t.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	r := t.common()
	return Value{r, unsafe.Pointer(&madeFunc{madeCode(r), r, f}), 0}
}

// made is what functions that were made call. The arguments are objects of their own; the results are to be stored.
func made(m *madeFunc, args, results *unsafe.Pointer) {
	recoverThrough()
	list, n, _ := m.typ.signature()
	in := make([]Value, n)
	for i, p := range unsafe.Slice(args, n) {
		in[i] = Value{list[i], p, flagIndirect}
	}
	out := m.f(in)
	outs := list[n:]
	if len(out) != len(outs) {
		panic("reflect: wrong return count from function created by MakeFunc")
	}
	for i, p := range unsafe.Slice(results, len(outs)) {
		v := out[i]
		if v.typ == nil {
			panic("reflect: function created by MakeFunc using closure returned zero Value")
		}
		if v.flag&flagAnyRO != 0 {
			panic("reflect: function created by MakeFunc using closure returned value obtained from unexported field")
		}
		typedmemmove(outs[i], p, v.assignTo("reflect.MakeFunc", outs[i]).address())
	}
}

// makeMethodFunc returns a method as a plain function.
func makeMethodFunc(v Value) unsafe.Pointer {
	_, _, variadic := v.typ.signature()
	return unsafe.Pointer(&madeFunc{madeCode(v.typ), v.typ, func(in []Value) []Value {
		recoverThrough()
		if variadic {
			return v.call("CallSlice", in)
		}
		return v.call("Call", in)
	}})
}

// methodFunction is makeMethodFunc once a program has asked for a method: without methods functions need not be made.
var methodFunction func(Value) unsafe.Pointer
