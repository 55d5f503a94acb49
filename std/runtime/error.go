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
	// Types, as numbers: a pointer's own type would be in every module.
	inter, have, want uintptr
	missing           string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	subject := "interface"
	if e.inter != 0 {
		subject = described(e.inter).String()
	}
	is, want, more, detail := " is nil, not ", described(e.want).String(), "", ""
	if e.have != 0 {
		have := described(e.have).String()
		if e.missing != "" {
			subject, is, more, detail = have, " is not ", ": missing method ", withoutPath(e.missing)
		} else {
			is = " is " + have + ", not "
			if have == want {
				more = " (types from different scopes)"
				// The hash is of the name with the packages' paths.
				if described(e.have).hash != described(e.want).hash {
					more = " (types from different packages)"
				}
			}
		}
	}
	return "interface conversion: " + subject + is + want + more + detail
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

// boundsTexts follow what is said first, with % for x and # for y.
var boundsTexts = [...]string{
	kindIndex:        "%] with length #",
	kindSliceAcap:    ":%] with capacity #",
	kindSliceAlen:    ":%] with length #",
	kindSliceB:       "%:#]",
	kindSlice3Acap:   "::%] with capacity #",
	kindSlice3Alen:   "::%] with length #",
	kindSlice3B:      ":%:#]",
	kindSlice3C:      "%:#:]",
	kindSliceConvert: "% to array or pointer to array with length #",
}

func (e boundsError) Error() string {
	kind, negative := e.kind, e.x < 0
	if kind == kindIndexU {
		kind, negative = kindIndex, false
	}
	if kind >= kindSliceAcapU {
		kind, negative = kind-(kindSliceAcapU-kindSliceAcap), false
	}
	text := "runtime error: slice bounds out of range ["
	switch kind {
	case kindIndex:
		text = "runtime error: index out of range ["
	case kindSliceConvert:
		text = "runtime error: cannot convert slice with length "
	}
	form := boundsTexts[kind]
	for i := range len(form) {
		piece := form[i : i+1]
		switch piece[0] {
		case '%':
			piece = decimal(e.x, negative)
		case '#':
			if negative {
				continue
			}
			piece = decimal(e.y, false)
		}
		text += piece
		if negative && form[i] == ']' {
			// What is negative is wrong by itself.
			break
		}
	}
	return text
}

// decimal writes a number, of which negative ones are told.
func decimal(n int64, negative bool) string {
	var digits [20]byte
	at := len(digits)
	u := uint64(n)
	if negative {
		u = -u
	}
	for {
		at--
		digits[at] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			break
		}
	}
	if negative {
		at--
		digits[at] = '-'
	}
	return string(digits[at:])
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
	have    uintptr
	want    uintptr
	inter   uintptr
	missing string
	a, b    int64
}

// panicrt raises a run-time error.
func panicrt(args *panicArgs) { panic(makeError(args)) }

// errorTexts say what happened.
var errorTexts = [...]string{
	kindNil:          "invalid memory address or nil pointer dereference",
	kindDivide:       "integer divide by zero",
	kindShift:        "negative shift amount",
	kindMakeSliceLen: "makeslice: len out of range",
	kindMakeSliceCap: "makeslice: cap out of range",
	kindUncomparable: "comparing uncomparable type ",
	kindUnhashable:   "hash of unhashable type ",
	kindNilMap:       "assignment to entry in nil map",
	kindSendOnClosed: "send on closed channel",
	kindCloseClosed:  "close of closed channel",
	kindCloseNil:     "close of nil channel",
	kindMakeChan:     "makechan: size out of range",
	kindGrowSlice:    "growslice: len out of range",
	kindUnhashableIn: "hash of unhashable type: ",
}

// rangeTexts say what a function that is ranged over did wrong, by its state; states are the compiler's (ir/build/rangefunc.rs).
var rangeTexts = [...]string{
	0: "continued iteration after function for loop body returned false",
	2: "continued iteration after loop body panic",
	3: "continued iteration after whole loop exit",
	4: "recovered a loop body panic and did not resume panicking",
}

func makeError(args *panicArgs) Error {
	kind, text := args.kind, ""
	if kind < uint32(len(errorTexts)) {
		text = errorTexts[kind]
	}
	switch kind {
	case kindRangeState:
		text = "range function " + rangeTexts[args.a]
	case kindUncomparable, kindUnhashable, kindUnhashableIn:
		text += described(uintptr(args.a)).String()
	case kindAssert:
		return &TypeAssertionError{args.inter, args.have, args.want, args.missing}
	case kindNilReceiver:
		words := [2]uint32{uint32(args.a), uint32(args.b)}
		text = *(*string)(unsafe.Pointer(&words))
	case kindPanicNil:
		return new(PanicNilError)
	}
	if text == "" {
		return boundsError{args.a, args.b, kind}
	}
	if kind >= kindNilMap && kind != kindGrowSlice {
		return plainError(text)
	}
	return errorString(text)
}

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
