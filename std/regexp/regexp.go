// Package regexp matches regular expressions in time linear in the text. The syntax is RE2's without \C, see package
// regexp/syntax.
//
// Methods that find have names in parts: All for all matches that do not overlap instead of the first, String for texts that are
// strings, Submatch for what the groups matched too, Index for places instead of texts.
package regexp

import (
	"io"
	"regexp/syntax"
	"strconv"
	"strings"
	"sync"
)

// A Regexp is an expression that can be matched, by several goroutines at once.
type Regexp struct {
	expr    string
	prog    *program
	names   []string
	longest bool
	// Machines that nobody uses.
	mu       sync.Mutex
	machines []*machine
}

// Compile reads an expression. Matches are those that Perl would find: of several the first alternative's.
func Compile(expr string) (*Regexp, error) { return compile(expr, syntax.Perl, false) }

// CompilePOSIX reads an expression in the syntax of egrep. Of several matches it finds the longest.
func CompilePOSIX(expr string) (*Regexp, error) { return compile(expr, syntax.POSIX, true) }

func compile(expr string, flags syntax.Flags, longest bool) (*Regexp, error) {
	re, err := syntax.Parse(expr, flags)
	if err != nil {
		return nil, err
	}
	return &Regexp{expr: expr, prog: compileProgram(re), names: re.CapNames(), longest: longest}, nil
}

// MustCompile is Compile for an expression that is right; else it panics.
func MustCompile(str string) *Regexp { return must("Compile", str, Compile) }

// MustCompilePOSIX is CompilePOSIX for an expression that is right; else it panics.
func MustCompilePOSIX(str string) *Regexp { return must("CompilePOSIX", str, CompilePOSIX) }

func must(name, str string, compile func(string) (*Regexp, error)) *Regexp {
	re, err := compile(str)
	if err != nil {
		shown := strconv.Quote(str)
		if strconv.CanBackquote(str) {
			shown = "`" + str + "`"
		}
		panic("regexp: " + name + "(" + shown + "): " + err.Error())
	}
	return re
}

// String returns the expression.
func (re *Regexp) String() string { return re.expr }

// Copy returns a copy.
//
// Deprecated: several goroutines may use one.
func (re *Regexp) Copy() *Regexp {
	return &Regexp{expr: re.expr, prog: re.prog, names: re.names, longest: re.longest}
}

// Longest makes it find the longest of several matches.
func (re *Regexp) Longest() {
	re.longest = true
	re.machines = nil
}

// NumSubexp returns the number of groups.
func (re *Regexp) NumSubexp() int { return len(re.names) - 1 }

// SubexpNames returns the names of the groups. The first is the whole expression's, which has none.
func (re *Regexp) SubexpNames() []string { return re.names }

// SubexpIndex returns the number of the first group with a name, or -1.
func (re *Regexp) SubexpIndex(name string) int {
	if name != "" {
		for i, s := range re.names {
			if s == name {
				return i
			}
		}
	}
	return -1
}

// LiteralPrefix returns a text with which each match begins, and whether that is the whole expression.
func (re *Regexp) LiteralPrefix() (prefix string, complete bool) {
	return re.prog.prefix, re.prog.complete
}

// find returns the slots of the first match at pos or later; nil for none.
func (re *Regexp) find(in *input, pos, ncap int, out []int) []int {
	re.mu.Lock()
	var m *machine
	if n := len(re.machines); n > 0 {
		m = re.machines[n-1]
		re.machines = re.machines[:n-1]
		re.mu.Unlock()
	} else {
		re.mu.Unlock()
		m = newMachine(re.prog, re.longest)
	}
	found := m.match(in, pos, ncap)
	if found != nil {
		found = append(out, found...)
		if found == nil {
			found = []int{}
		}
	}
	re.mu.Lock()
	if m.longest == re.longest {
		re.machines = append(re.machines, m)
	}
	re.mu.Unlock()
	return found
}

// MatchString reports whether s has a match.
func (re *Regexp) MatchString(s string) bool { return re.find(&input{s: s}, 0, 0, nil) != nil }

// Match reports whether b has a match.
func (re *Regexp) Match(b []byte) bool { return re.find(bytesOf(b), 0, 0, nil) != nil }

// MatchReader reports whether what r reads, to its end, has a match.
func (re *Regexp) MatchReader(r io.RuneReader) bool { return re.MatchString(readAll(r)) }

func bytesOf(b []byte) *input {
	if b == nil {
		b = []byte{}
	}
	return &input{b: b}
}

// MatchString reports whether s has a match of an expression.
func MatchString(pattern string, s string) (matched bool, err error) {
	re, err := Compile(pattern)
	if err != nil {
		return false, err
	}
	return re.MatchString(s), nil
}

// Match reports whether b has a match of an expression.
func Match(pattern string, b []byte) (matched bool, err error) {
	return MatchString(pattern, string(b))
}

// MatchReader reports whether what r reads, to its end, has a match of an expression.
func MatchReader(pattern string, r io.RuneReader) (matched bool, err error) {
	re, err := Compile(pattern)
	if err != nil {
		return false, err
	}
	return re.MatchReader(r), nil
}

// QuoteMeta returns an expression that matches s only.
func QuoteMeta(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(`\.+*?()|[]{}^$`, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// each calls f with the slots of at most n matches that do not overlap; all for n < 0. An empty match right behind another is
// none.
func (re *Regexp) each(in *input, n, ncap int, f func(slots []int)) {
	if n < 0 {
		n = in.len() + 1
	}
	last := -1
	for pos := 0; n > 0 && pos <= in.len(); {
		slots := re.find(in, pos, ncap, nil)
		if slots == nil {
			return
		}
		accept := true
		if slots[1] == pos {
			// Empty: not where the last one ended, and the next begins a rune later.
			accept = slots[0] != last
			_, width := in.step(pos)
			pos += max(1, width)
		} else {
			pos = slots[1]
		}
		last = slots[1]
		if accept {
			f(slots)
			n--
		}
	}
}

// MarshalText returns the expression.
func (re *Regexp) MarshalText() ([]byte, error) { return []byte(re.expr), nil }

// AppendText appends the expression to b.
func (re *Regexp) AppendText(b []byte) ([]byte, error) { return append(b, re.expr...), nil }

// UnmarshalText reads an expression.
func (re *Regexp) UnmarshalText(text []byte) error {
	read, err := Compile(string(text))
	if err != nil {
		return err
	}
	re.expr, re.prog, re.names, re.longest, re.machines = read.expr, read.prog, read.names, false, nil
	return nil
}
