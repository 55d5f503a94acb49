package runtime

import "unsafe"

// Error identifies a run-time error.
type Error interface {
	error

	// RuntimeError is a no-op that tells run-time errors from others.
	RuntimeError()
}

// errorString is a run-time error with a fixed text.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// plainError is a run-time error whose text stands alone.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A PanicNilError is what panic(nil) raises.
type PanicNilError struct {
	_ [0]func()
}

func (*PanicNilError) Error() string {
	return "runtime error: panic called with nil argument"
}
func (*PanicNilError) RuntimeError() {}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	inter   *descriptor
	have    *descriptor
	want    *descriptor
	missing string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	inter := "interface"
	if e.inter != nil {
		inter = e.inter.String()
	}
	want := e.want.String()
	if e.have == nil {
		return "interface conversion: " + inter + " is nil, not " + want
	}
	have := e.have.String()
	if e.missing != "" {
		return "interface conversion: " + have + " is not " + want + ": missing method " + withoutPath(e.missing)
	}
	text := "interface conversion: " + inter + " is " + have + ", not " + want
	if have == want {
		// The hash is of the name with the packages' paths.
		if e.have.hash != e.want.hash {
			text += " (types from different packages)"
		} else {
			text += " (types from different scopes)"
		}
	}
	return text
}

// withoutPath takes the package off an unexported name.
func withoutPath(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}

// boundsError is an index or slice expression out of range.
type boundsError struct {
	x    int64
	y    int64
	kind uint32
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	x, y := decimal(e.x), decimal(e.y)
	kind, negative := e.kind, e.x < 0
	if kind == kindIndexU || kind >= kindSliceAcapU {
		x = decimalUnsigned(uint64(e.x))
		negative = false
	}
	if kind >= kindSliceAcapU {
		kind -= kindSliceAcapU - kindSliceAcap
	}
	before, after, of := "slice bounds out of range [", "]", ""
	switch kind {
	case kindIndex, kindIndexU:
		before, of = "index out of range [", " with length "
	case kindSliceAcap:
		before, of = "slice bounds out of range [:", " with capacity "
	case kindSliceAlen:
		before, of = "slice bounds out of range [:", " with length "
	case kindSliceB:
		after = ":" + y + "]"
	case kindSlice3Acap:
		before, of = "slice bounds out of range [::", " with capacity "
	case kindSlice3Alen:
		before, of = "slice bounds out of range [::", " with length "
	case kindSlice3B:
		before, after = "slice bounds out of range [:", ":"+y+"]"
	case kindSlice3C:
		after = ":" + y + ":]"
	default:
		before, after = "cannot convert slice with length ", ""
		of = " to array or pointer to array with length "
	}
	if negative {
		// What is negative is wrong by itself.
		y, of = "", ""
		switch kind {
		case kindSliceB:
			after = ":]"
		case kindSlice3B:
			after = ":]"
		case kindSlice3C:
			after = "::]"
		}
	}
	if of != "" {
		after += of + y
	}
	return "runtime error: " + before + x + after
}

func decimal(n int64) string {
	if n < 0 {
		return "-" + decimalUnsigned(uint64(-n))
	}
	return decimalUnsigned(uint64(n))
}

func decimalUnsigned(n uint64) string {
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return string(digits[at:])
		}
	}
}

// Kinds of run-time errors, as compiled code and the runtime number them.
const (
	kindIndex        = 0
	kindIndexU       = 1
	kindSliceAcap    = 2
	kindSliceAlen    = 3
	kindSliceB       = 4
	kindSlice3Acap   = 5
	kindSlice3Alen   = 6
	kindSlice3B      = 7
	kindSlice3C      = 8
	kindSliceConvert = 9
	kindNil          = 10
	kindDivide       = 11
	kindShift        = 12
	kindMakeSliceLen = 13
	kindMakeSliceCap = 14
	kindRangeState   = 15
	kindSliceAcapU   = 16 // and so on: kindSliceAcap and the kinds behind it, x unsigned
	kindUncomparable = 32
	kindUnhashable   = 33
	kindNilMap       = 34
	kindSendOnClosed = 35
	kindCloseClosed  = 36
	kindCloseNil     = 37
	kindMakeChan     = 38
	kindGrowSlice    = 39
	kindAssert       = 40
	kindPanicNil     = 42
	kindNilReceiver  = 43
	kindUnhashableIn = 44
)

// panicArgs is what the runtime tells of a run-time error.
type panicArgs struct {
	kind    uint32
	have    *descriptor
	want    *descriptor
	inter   *descriptor
	missing string
	a, b    int64
}

// panicrt raises a run-time error.
func panicrt(args *panicArgs) { panic(makeError(args)) }

func makeError(args *panicArgs) Error {
	switch args.kind {
	case kindNil:
		return errorString("invalid memory address or nil pointer dereference")
	case kindDivide:
		return errorString("integer divide by zero")
	case kindShift:
		return errorString("negative shift amount")
	case kindMakeSliceLen:
		return errorString("makeslice: len out of range")
	case kindMakeSliceCap:
		return errorString("makeslice: cap out of range")
	case kindRangeState:
		return rangeError(args.a)
	case kindUncomparable:
		return errorString("comparing uncomparable type " + typeAt(args.a).String())
	case kindUnhashable:
		return errorString("hash of unhashable type " + typeAt(args.a).String())
	case kindUnhashableIn:
		return plainError("hash of unhashable type: " + typeAt(args.a).String())
	case kindNilMap:
		return plainError("assignment to entry in nil map")
	case kindSendOnClosed:
		return plainError("send on closed channel")
	case kindCloseClosed:
		return plainError("close of closed channel")
	case kindCloseNil:
		return plainError("close of nil channel")
	case kindMakeChan:
		return plainError("makechan: size out of range")
	case kindGrowSlice:
		return errorString("growslice: len out of range")
	case kindAssert:
		return &TypeAssertionError{args.inter, args.have, args.want, args.missing}
	case kindNilReceiver:
		return plainError(unsafe.String((*byte)(unsafe.Pointer(uintptr(args.a))), int(args.b)))
	case kindPanicNil:
		return new(PanicNilError)
	}
	return boundsError{args.a, args.b, args.kind}
}

// rangeError says what a function that is ranged over did wrong; states are the compiler's (ir/build/rangefunc.rs).
func rangeError(state int64) Error {
	switch state {
	case 0:
		return errorString("range function continued iteration after function for loop body returned false")
	case 2:
		return errorString("range function continued iteration after loop body panic")
	case 3:
		return errorString("range function continued iteration after whole loop exit")
	}
	return errorString("range function recovered a loop body panic and did not resume panicking")
}

func typeAt(address int64) *descriptor { return (*descriptor)(unsafe.Pointer(uintptr(address))) }

// panicTextArgs is a panic's value on its way to text.
type panicTextArgs struct {
	value any
	made  uint32
}

// panictext replaces a panic's value by the text that its methods make of it.
func panictext(args *panicTextArgs) {
	switch v := args.value.(type) {
	case error:
		args.value = v.Error()
		args.made = 1
	case interface{ String() string }:
		args.value = v.String()
		args.made = 1
	}
}
