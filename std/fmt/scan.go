package fmt

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ScanState is what a Scanner sees of the scan it is part of.
type ScanState interface {
	// ReadRune reads a rune; io.EOF at the end of the input, of the width, or, for Scanln and the like, of the line.
	ReadRune() (r rune, size int, err error)
	// UnreadRune takes back the last rune.
	UnreadRune() error
	// SkipSpace skips white space.
	SkipSpace()
	// Token skips white space if told to, then returns the runes for which f is true; nil stands for all but white space.
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	// Width returns the width, and whether there is one.
	Width() (wid int, ok bool)
	// Read is there so that a ScanState is an io.Reader; it fails.
	Read(buf []byte) (n int, err error)
}

// A Scanner scans itself.
type Scanner interface {
	Scan(state ScanState, verb rune) error
}

const noWidth = 1 << 30

// scan is the state of one call. After an error it reads nothing more.
type scan struct {
	in        io.RuneScanner
	err       error
	count     int  // runes read
	limit     int  // where the width ends
	lineEnds  bool // a newline ends the scan
	lineIsGap bool // a newline is white space
	end       bool // the last rune was the end
	buf       []byte
}

const eof = -1

// get reads a rune, or eof.
func (s *scan) get() rune {
	r, _, err := s.ReadRune()
	if err != nil {
		if err != io.EOF {
			s.fail(err)
		}
		return eof
	}
	return r
}

func (s *scan) ReadRune() (r rune, size int, err error) {
	if s.end || s.count >= s.limit {
		return 0, 0, io.EOF
	}
	r, size, err = s.in.ReadRune()
	if err == nil {
		s.count++
		s.end = s.lineEnds && r == '\n'
	} else if err == io.EOF {
		s.end = true
	}
	return r, size, err
}

func (s *scan) UnreadRune() error {
	s.in.UnreadRune()
	s.end = false
	s.count--
	return nil
}

func (s *scan) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

func (s *scan) Width() (wid int, ok bool) {
	if s.limit >= noWidth {
		return 0, false
	}
	return s.limit - s.count, true
}

func (s *scan) Token(skipSpace bool, f func(rune) bool) (token []byte, err error) {
	if f == nil {
		f = notSpace
	}
	s.buf = s.buf[:0]
	token = s.token(skipSpace, f)
	err, s.err = s.err, nil
	return token, err
}

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// fail remembers the first error.
func (s *scan) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scan) failText(text string) { s.fail(errors.New(text)) }

// SkipSpace skips white space, newlines only where they are no more than that.
func (s *scan) SkipSpace() {
	for s.err == nil {
		r := s.get()
		switch {
		case r == eof:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n':
			if !s.lineIsGap {
				s.failText("unexpected newline")
			}
		case !unicode.IsSpace(r):
			s.UnreadRune()
			return
		}
	}
}

// token returns the runes for which f is true.
func (s *scan) token(skipSpace bool, f func(rune) bool) []byte {
	if skipSpace {
		s.SkipSpace()
	}
	for s.err == nil {
		r := s.get()
		if r == eof {
			break
		}
		if !f(r) {
			s.UnreadRune()
			break
		}
		s.buf = utf8.AppendRune(s.buf, r)
	}
	return s.buf
}

// notEnd fails at the end.
func (s *scan) notEnd() {
	if s.err != nil {
		return
	}
	if s.get() == eof {
		s.fail(io.EOF)
	} else {
		s.UnreadRune()
	}
}

// accept reads a rune if it is one of ok, and keeps it if told to.
func (s *scan) accept(ok string, keep bool) bool {
	if s.err != nil {
		return false
	}
	r := s.get()
	if r == eof {
		return false
	}
	if strings.IndexRune(ok, r) >= 0 {
		if keep {
			s.buf = utf8.AppendRune(s.buf, r)
		}
		return true
	}
	s.UnreadRune()
	return false
}

func (s *scan) acceptAll(ok string) {
	for s.accept(ok, true) {
	}
}

// peek reports whether the next rune is one of ok.
func (s *scan) peek(ok string) bool {
	r := s.get()
	if r != eof {
		s.UnreadRune()
	}
	return r != eof && strings.IndexRune(ok, r) >= 0
}

// scanAll is Scan and Scanln.
func (s *scan) scanAll(a []any) (n int, err error) {
	for _, arg := range a {
		s.scanOne('v', arg)
		if s.err != nil {
			return n, s.err
		}
		n++
	}
	for s.lineEnds {
		r := s.get()
		if r == '\n' || r == eof {
			break
		}
		if !unicode.IsSpace(r) {
			return n, errors.New("expected newline")
		}
	}
	return n, s.err
}

// scanf is Scanf.
func (s *scan) scanf(format string, a []any) (n int, err error) {
	for i := 0; i < len(format); {
		w := s.advance(format[i:])
		if s.err != nil {
			return n, s.err
		}
		if w > 0 {
			i += w
			continue
		}
		if format[i] != '%' {
			if w < 0 {
				return n, errors.New("input does not match format")
			}
			break
		}
		i++
		width, ok, next := parseNumber(format, i)
		if !ok {
			width = noWidth
		}
		i = next
		verb, size := utf8.DecodeRuneInString(format[i:])
		i += size
		if verb != 'c' {
			s.SkipSpace()
		}
		if verb == '%' {
			s.notEnd()
			if s.err == nil && !s.accept("%", false) {
				s.failText("missing literal %")
			}
			if s.err != nil {
				return n, s.err
			}
			continue
		}
		if width < noWidth {
			s.limit = s.count + width
		}
		if n >= len(a) {
			return n, errors.New("too few operands for format '%" + format[i-size:] + "'")
		}
		s.scanOne(verb, a[n])
		if s.err != nil {
			return n, s.err
		}
		n++
		s.limit = noWidth
	}
	if n < len(a) {
		return n, errors.New("too many operands")
	}
	return n, nil
}

// advance reads what the beginning of a format asks for, up to a verb, and returns how much of the format that was, or -1 when
// the input does not match.
func (s *scan) advance(format string) (i int) {
	for i < len(format) {
		c, w := utf8.DecodeRuneInString(format[i:])
		if unicode.IsSpace(c) {
			newlines, gap := 0, false
			for i < len(format) && unicode.IsSpace(c) {
				gap = c != '\n'
				if !gap {
					newlines++
				}
				i += w
				c, w = utf8.DecodeRuneInString(format[i:])
			}
			for k := 0; k < newlines; k++ {
				r := s.get()
				for unicode.IsSpace(r) && r != '\n' {
					r = s.get()
				}
				if r != '\n' && r != eof {
					s.failText("newline in format does not match input")
				}
			}
			if gap {
				r := s.get()
				if newlines == 0 {
					if !unicode.IsSpace(r) && r != eof {
						s.failText("expected space in input to match format")
					}
					if r == '\n' {
						s.failText("newline in input does not match format")
					}
				}
				for unicode.IsSpace(r) && r != '\n' {
					r = s.get()
				}
				if r != eof {
					s.UnreadRune()
				}
			}
			continue
		}
		if c == '%' {
			if i+w == len(format) {
				s.failText("missing verb: % at end of format string")
				return i
			}
			if format[i+w] != '%' {
				return i
			}
			i += w
		}
		r := s.get()
		if r == eof {
			s.fail(io.EOF)
			return i
		}
		if r != c {
			s.UnreadRune()
			return -1
		}
		i += w
	}
	return i
}

// byteReader makes a RuneScanner of a Reader. What it has read ahead is lost.
type byteReader struct {
	r       io.Reader
	last    rune
	size    int
	again   bool
	pending [utf8.UTFMax]byte
	n       int
}

func (b *byteReader) ReadRune() (r rune, size int, err error) {
	if b.again {
		b.again = false
		return b.last, b.size, nil
	}
	for b.n == 0 || !utf8.FullRune(b.pending[:b.n]) {
		m, err := b.r.Read(b.pending[b.n : b.n+1])
		b.n += m
		if err != nil && m == 0 {
			if b.n == 0 || err != io.EOF {
				return 0, 0, err
			}
			break
		}
	}
	b.last, b.size = utf8.DecodeRune(b.pending[:b.n])
	copy(b.pending[:], b.pending[b.size:b.n])
	b.n -= b.size
	return b.last, b.size, nil
}

func (b *byteReader) UnreadRune() error {
	b.again = true
	return nil
}

func newScan(r io.Reader, lineIsGap, lineEnds bool) *scan {
	in, ok := r.(io.RuneScanner)
	if !ok {
		in = &byteReader{r: r}
	}
	return &scan{in: in, limit: noWidth, lineIsGap: lineIsGap, lineEnds: lineEnds}
}

// Fscan reads values separated by white space, newlines included.
func Fscan(r io.Reader, a ...any) (n int, err error) { return newScan(r, true, false).scanAll(a) }

// Fscanln is Fscan that ends with the line.
func Fscanln(r io.Reader, a ...any) (n int, err error) { return newScan(r, false, true).scanAll(a) }

// Fscanf reads values as a format says.
func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	return newScan(r, false, false).scanf(format, a)
}

// Scan is Fscan from standard input.
func Scan(a ...any) (n int, err error) { return Fscan(os.Stdin, a...) }

// Scanln is Fscanln from standard input.
func Scanln(a ...any) (n int, err error) { return Fscanln(os.Stdin, a...) }

// Scanf is Fscanf from standard input.
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

// Sscan is Fscan from a string.
func Sscan(str string, a ...any) (n int, err error) { return Fscan(strings.NewReader(str), a...) }

// Sscanln is Fscanln from a string.
func Sscanln(str string, a ...any) (n int, err error) { return Fscanln(strings.NewReader(str), a...) }

// Sscanf is Fscanf from a string.
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf(strings.NewReader(str), format, a...)
}
