package reflect

// Seq ranges over the value as a for loop with one variable does.
func (v Value) Seq() func(yield func(Value) bool) {
	switch k := v.Kind(); {
	case k == Func && v.typ.isSeq(1):
		return func(yield func(Value) bool) {
			body := MakeFunc(v.typ.ins()[0], func(in []Value) []Value { return []Value{ValueOf(yield(in[0]))} })
			v.Call([]Value{body})
		}
	case k.isInt() || k.isUint():
		return func(yield func(Value) bool) {
			n := v.bits()
			for i := int64(0); k.isInt() && i < n || k.isUint() && uint64(i) < uint64(n); i++ {
				if !yield(ofInt(Value{}, v.typ, i)) {
					return
				}
			}
		}
	case k == Array || k == Slice || k == Pointer && v.typ.elem.Kind() == Array:
		return func(yield func(Value) bool) {
			for i := range v.Len() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case k == String:
		return func(yield func(Value) bool) {
			for i := range v.String() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case k == Map:
		return func(yield func(Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key()) {
					return
				}
			}
		}
	case k == Chan:
		return func(yield func(Value) bool) {
			for x, ok := v.Recv(); ok; x, ok = v.Recv() {
				if !yield(x) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.typ.String() + " cannot produce iter.Seq[Value]")
}

// Seq2 ranges over the value as a for loop with two variables does.
func (v Value) Seq2() func(yield func(Value, Value) bool) {
	switch k := v.Kind(); {
	case k == Func && v.typ.isSeq(2):
		return func(yield func(Value, Value) bool) {
			body := MakeFunc(v.typ.ins()[0], func(in []Value) []Value { return []Value{ValueOf(yield(in[0], in[1]))} })
			v.Call([]Value{body})
		}
	case k == Array || k == Slice || k == Pointer && v.typ.elem.Kind() == Array:
		if k == Pointer {
			v = v.Elem()
		}
		return func(yield func(Value, Value) bool) {
			for i := range v.Len() {
				if !yield(ValueOf(i), v.Index(i)) {
					return
				}
			}
		}
	case k == String:
		return func(yield func(Value, Value) bool) {
			for i, c := range v.String() {
				if !yield(ValueOf(i), ValueOf(c)) {
					return
				}
			}
		}
	case k == Map:
		return func(yield func(Value, Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key(), it.Value()) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.typ.String() + " cannot produce iter.Seq2[Value, Value]")
}

