package reflect

import "unsafe"

//go:burrow pure
//go:linkname chanlen burrow_chan_len
func chanlen(c unsafe.Pointer) uint32

//go:burrow pure
//go:linkname chancap burrow_chan_cap
func chancap(c unsafe.Pointer) uint32

//go:burrow retry
//go:linkname makechan burrow_chan_make
func makechan(t *rtype, size int) unsafe.Pointer

//go:burrow block
//go:linkname chansend burrow_chan_send
func chansend(c, elem unsafe.Pointer)

//go:burrow block
//go:linkname chanrecv burrow_chan_recv
func chanrecv(c, elem unsafe.Pointer) uint32

//go:burrow pure
//go:linkname chanfetch burrow_chan_fetch
func chanfetch(elem unsafe.Pointer)

//go:burrow maypanic
//go:linkname chantrysend burrow_chan_try_send
func chantrysend(c, elem unsafe.Pointer) uint32

//go:burrow pure
//go:linkname chantryrecv burrow_chan_try_recv
func chantryrecv(c, elem unsafe.Pointer) uint32

//go:burrow maypanic
//go:linkname chanclose burrow_chan_close
func chanclose(c unsafe.Pointer)

// selectcases works as the compiler's own select statements.
//
//go:burrow block
//go:linkname selectcases burrow_select
func selectcases(cases unsafe.Pointer, n uint32, def uint32) uint32

// MakeChan returns a new channel.
func MakeChan(t Type, buffer int) Value {
	if t.Kind() != Chan {
		panic("reflect.MakeChan of non-chan type")
	}
	if buffer < 0 {
		panic("reflect.MakeChan: negative buffer size")
	}
	if t.ChanDir() != BothDir {
		panic("reflect.MakeChan: unidirectional channel type")
	}
	return Value{t.common(), makechan(t.common(), buffer), 0}
}

func (v Value) sender(method string, x Value) (c unsafe.Pointer, elem unsafe.Pointer) {
	v.must(method, Chan)
	v.mustBeExported(method)
	if v.typ.ChanDir()&SendDir == 0 {
		panic("reflect: send on recv-only channel")
	}
	x.mustBeExported(method)
	return v.word(), x.assignTo("reflect.Value.Send", v.typ.elem).address()
}

// Send sends a value.
func (v Value) Send(x Value) {
	c, elem := v.sender("Send", x)
	chansend(c, elem)
}

// TrySend sends a value if that does not block, and reports whether it did.
func (v Value) TrySend(x Value) bool {
	c, elem := v.sender("TrySend", x)
	return chantrysend(c, elem) != 0
}

func (v Value) receiver(method string) (unsafe.Pointer, Value) {
	v.must(method, Chan)
	v.mustBeExported(method)
	if v.typ.ChanDir()&RecvDir == 0 {
		panic("reflect: recv on send-only channel")
	}
	t := v.typ.elem
	return v.word(), Value{t, newobject(t), flagIndirect}
}

// Recv receives a value; ok is false when the channel is closed.
func (v Value) Recv() (x Value, ok bool) {
	c, x := v.receiver("Recv")
	r := chanrecv(c, x.ptr)
	if r&2 != 0 {
		chanfetch(x.ptr)
	}
	return x, r&1 != 0
}

// TryRecv receives a value if that does not block; else x is the zero Value.
func (v Value) TryRecv() (x Value, ok bool) {
	c, x := v.receiver("TryRecv")
	r := chantryrecv(c, x.ptr)
	if r&2 == 0 {
		return Value{}, false
	}
	return x, r&1 != 0
}

// Close closes a channel.
func (v Value) Close() {
	v.must("Close", Chan)
	v.mustBeExported("Close")
	if v.typ.ChanDir()&SendDir == 0 {
		panic("reflect: close of receive-only channel")
	}
	chanclose(v.word())
}

// SelectDir is the direction of a case of Select.
type SelectDir int

const (
	_ SelectDir = iota
	SelectSend
	SelectRecv
	SelectDefault
)

// SelectCase is a case of Select.
type SelectCase struct {
	Dir  SelectDir
	Chan Value
	Send Value
}

// selectCase is a case as the runtime reads it.
type selectCase struct {
	c    unsafe.Pointer
	elem unsafe.Pointer
	send uint32
}

// Select does what a select statement with these cases does: it returns the chosen case, and what was received.
func Select(cases []SelectCase) (chosen int, recv Value, ok bool) {
	if len(cases) > 65536 {
		panic("reflect.Select: too many cases (max 65536)")
	}
	list := make([]selectCase, 0, len(cases))
	// Which case each of list is, and what it receives.
	index := make([]int, 0, len(cases))
	into := make([]Value, 0, len(cases))
	def := -1
	for i, c := range cases {
		var s selectCase
		var v Value
		switch c.Dir {
		default:
			panic("reflect.Select: invalid Dir")
		case SelectDefault:
			if def >= 0 {
				panic("reflect.Select: multiple default cases")
			}
			def = i
			if c.Chan.IsValid() {
				panic("reflect.Select: default case has Chan value")
			}
			if c.Send.IsValid() {
				panic("reflect.Select: default case has Send value")
			}
			continue
		case SelectSend:
			s.send = 1
			if c.Chan.IsValid() {
				c.Chan.must("Select", Chan)
				c.Chan.mustBeExported("Select")
				if c.Chan.typ.ChanDir()&SendDir == 0 {
					panic("reflect.Select: SendDir case using recv-only channel")
				}
				if !c.Send.IsValid() {
					panic("reflect.Select: SendDir case missing Send value")
				}
				c.Send.mustBeExported("Select")
				s.c = c.Chan.word()
				s.elem = c.Send.assignTo("reflect.Select", c.Chan.typ.elem).address()
			}
		case SelectRecv:
			if c.Send.IsValid() {
				panic("reflect.Select: RecvDir case has Send value")
			}
			if c.Chan.IsValid() {
				c.Chan.must("Select", Chan)
				c.Chan.mustBeExported("Select")
				if c.Chan.typ.ChanDir()&RecvDir == 0 {
					panic("reflect.Select: RecvDir case using send-only channel")
				}
				t := c.Chan.typ.elem
				v = Value{t, newobject(t), flagIndirect}
				s.c, s.elem = c.Chan.word(), v.ptr
			}
		}
		list = append(list, s)
		index = append(index, i)
		into = append(into, v)
	}
	var first unsafe.Pointer
	if len(list) > 0 {
		first = unsafe.Pointer(&list[0])
	}
	hasDefault := uint32(0)
	if def >= 0 {
		hasDefault = 1
	}
	r := selectcases(first, uint32(len(list)), hasDefault)
	k := int(r & 0xffff)
	if k == len(list) {
		return def, Value{}, false
	}
	if list[k].send == 1 {
		return index[k], Value{}, false
	}
	if r>>17&1 != 0 {
		chanfetch(into[k].ptr)
	}
	return index[k], into[k], r>>16&1 != 0
}
