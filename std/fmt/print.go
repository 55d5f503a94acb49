package fmt

import (
	"internal/reflectlite"
	"io"
	"os"
	"sync/atomic"
	"unsafe"
)

// State is what a Formatter sees of the printer.
type State interface {
	// Write appends to the text.
	Write(b []byte) (n int, err error)
	// Width returns the width, and whether there is one.
	Width() (wid int, ok bool)
	// Precision returns the precision, and whether there is one.
	Precision() (prec int, ok bool)
	// Flag reports whether a flag, one of "+-# 0", is set.
	Flag(c int) bool
}

// A Formatter formats itself.
type Formatter interface {
	Format(f State, verb rune)
}

// A Stringer has a text of its own for %v, %s and the like.
type Stringer interface {
	String() string
}

// A GoStringer has a text of its own for %#v.
type GoStringer interface {
	GoString() string
}

// printer is the state of one call.
type printer struct {
	buf   []byte
	arg   any               // the operand at hand
	value reflectlite.Value // the value at hand when no operand may be made of it

	// Flags of the verb at hand.
	hasWid, hasPrec                 bool
	minus, plus, sharp, space, zero bool
	plusV, sharpV                   bool // %+v, %#v
	wid, prec                       int

	reordered bool  // operands are indexed in this format
	badIndex  bool  // the index of the operand at hand is bad
	erroring  bool  // printing an error of ours, during which methods are not called
	panicking bool  // printing the value with which a method panicked
	wraps     bool  // %w is allowed
	wrapped   []int // operands of %w
}

// spare is a printer that nobody uses, or nil.
var spare unsafe.Pointer

func newPrinter() *printer {
	if p := (*printer)(atomic.SwapPointer(&spare, nil)); p != nil {
		return p
	}
	return new(printer)
}

// free makes the printer spare, unless its buffer grew too large to be kept.
func (p *printer) free() {
	if cap(p.buf) > 16*1024 {
		return
	}
	p.buf = p.buf[:0]
	p.arg = nil
	p.value = reflectlite.Value{}
	p.wraps = false
	p.wrapped = nil
	atomic.StorePointer(&spare, unsafe.Pointer(p))
}

//go:noinline
func (p *printer) clearFlags() {
	p.hasWid, p.hasPrec = false, false
	p.minus, p.plus, p.sharp, p.space, p.zero = false, false, false, false, false
	p.plusV, p.sharpV = false, false
	p.wid, p.prec = 0, 0
}

//go:noinline
func (p *printer) Write(b []byte) (n int, err error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}

func (p *printer) WriteString(s string) (n int, err error) {
	p.text(s)
	return len(s), nil
}

func (p *printer) Width() (wid int, ok bool)      { return p.wid, p.hasWid }
func (p *printer) Precision() (prec int, ok bool) { return p.prec, p.hasPrec }

func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.minus
	case '+':
		return p.plus || p.plusV
	case '#':
		return p.sharp || p.sharpV
	case ' ':
		return p.space
	case '0':
		return p.zero
	}
	return false
}

// FormatString returns the directive that leads to a call of Formatter.Format with this state and verb.
func FormatString(state State, verb rune) string {
	b := append(make([]byte, 0, 16), '%')
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			b = append(b, byte(c))
		}
	}
	if w, ok := state.Width(); ok {
		b = appendInt(b, w)
	}
	if p, ok := state.Precision(); ok {
		b = appendInt(append(b, '.'), p)
	}
	return string(b) + string(verb)
}

// Fprintf formats by a format and writes the text to w.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Printf formats by a format and writes the text to standard output.
func Printf(format string, a ...any) (n int, err error) { return Fprintf(os.Stdout, format, a...) }

// Sprintf formats by a format and returns the text.
func Sprintf(format string, a ...any) string {
	p := newPrinter()
	p.printf(format, a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendf formats by a format and appends the text to b.
func Appendf(b []byte, format string, a ...any) []byte {
	p := newPrinter()
	p.printf(format, a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprint writes the operands to w, with a space between two that are no strings.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Print writes the operands to standard output, with a space between two that are no strings.
func Print(a ...any) (n int, err error) { return Fprint(os.Stdout, a...) }

// Sprint returns the text of the operands, with a space between two that are no strings.
func Sprint(a ...any) string {
	p := newPrinter()
	p.print(a)
	s := string(p.buf)
	p.free()
	return s
}

// Append appends the text of the operands to b, with a space between two that are no strings.
func Append(b []byte, a ...any) []byte {
	p := newPrinter()
	p.print(a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprintln writes the operands to w, with spaces between them and a newline after.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	n, err = w.Write(p.buf)
	p.free()
	return n, err
}

// Println writes the operands to standard output, with spaces between them and a newline after.
func Println(a ...any) (n int, err error) { return Fprintln(os.Stdout, a...) }

// Sprintln returns the text of the operands, with spaces between them and a newline after.
func Sprintln(a ...any) string {
	p := newPrinter()
	p.println(a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendln appends the text of the operands to b, with spaces between them and a newline after.
func Appendln(b []byte, a ...any) []byte {
	p := newPrinter()
	p.println(a)
	b = append(b, p.buf...)
	p.free()
	return b
}

func (p *printer) print(a []any) {
	p.clearFlags()
	afterString := true
	for _, arg := range a {
		isString := arg != nil && reflectlite.TypeOf(arg).Kind() == reflectlite.String
		if !isString && !afterString {
			p.byte(' ')
		}
		p.printArg(arg, 'v')
		afterString = isString
	}
}

func (p *printer) println(a []any) {
	p.clearFlags()
	for i, arg := range a {
		if i > 0 {
			p.byte(' ')
		}
		p.printArg(arg, 'v')
	}
	p.byte('\n')
}
