package syntax

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxDepth  = 1000
	maxRepeat = 1000
	// How many nodes an expression may have when its repetitions are written out.
	maxSize = 128 << 20 / (5 * 16 * 4)
)

// parser reads an expression by recursive descent. Errors are panics with *Error.
type parser struct {
	whole  string
	rest   string
	flags  Flags
	depth  int
	groups int
}

// Parse reads an expression.
func Parse(s string, flags Flags) (re *Regexp, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			re, err = nil, e
		default:
			panic(e)
		}
	}()
	checkUTF8(s)
	if flags&Literal != 0 {
		return literal([]rune(s), flags), nil
	}
	p := &parser{whole: s, rest: s, flags: flags}
	re = p.alternate()
	if p.rest != "" {
		fail(ErrUnexpectedParen, s)
	}
	if size(re) > maxSize {
		fail(ErrLarge, s)
	}
	return re, nil
}

func fail(code ErrorCode, expr string) { panic(&Error{code, expr}) }

func checkUTF8(s string) {
	if !utf8.ValidString(s) {
		fail(ErrInvalidUTF8, s)
	}
}

// size counts nodes with repetitions written out; it stops counting above the limit.
func size(re *Regexp) int {
	n := 1 + len(re.Rune)
	for _, sub := range re.Sub {
		n += size(sub)
	}
	if re.Op == OpRepeat {
		n *= max(1, re.Min, re.Max)
	}
	return min(n, maxSize+1)
}

func literal(runes []rune, flags Flags) *Regexp {
	if len(runes) == 0 {
		return &Regexp{Op: OpEmptyMatch, Flags: flags}
	}
	return &Regexp{Op: OpLiteral, Flags: flags & FoldCase, Rune: runes}
}

func (p *parser) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) next() rune {
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	return r
}

// alternate reads a|b|c up to a parenthesis or the end.
func (p *parser) alternate() *Regexp {
	if p.depth++; p.depth > maxDepth {
		fail(ErrNestingDepth, p.whole)
	}
	flags := p.flags
	list := []*Regexp{p.concat()}
	for p.take("|") {
		list = append(list, p.concat())
	}
	p.flags = flags
	p.depth--
	if len(list) == 1 {
		return list[0]
	}
	return &Regexp{Op: OpAlternate, Sub: list}
}

func (p *parser) concat() *Regexp {
	var list []*Regexp
	for p.rest != "" && p.rest[0] != '|' && p.rest[0] != ')' {
		if p.flags&PerlX != 0 && p.take(`\Q`) {
			text, after, _ := strings.Cut(p.rest, `\E`)
			p.rest = after
			for _, r := range text {
				list = append(list, literal([]rune{r}, p.flags))
			}
			if n := len(list); text != "" {
				list[n-1] = p.repeats(list[n-1])
			}
			continue
		}
		if isRepeat(p.rest) {
			op, _ := p.repeatOp()
			if op == "" {
				// A brace that counts nothing.
				p.next()
				list = append(list, p.repeats(literal([]rune{'{'}, p.flags)))
				continue
			}
			fail(ErrMissingRepeatArgument, op)
		}
		if node := p.atom(); node != nil {
			list = append(list, p.repeats(node))
		}
	}
	list = joined(list)
	switch len(list) {
	case 0:
		return &Regexp{Op: OpEmptyMatch}
	case 1:
		return list[0]
	}
	return &Regexp{Op: OpConcat, Sub: list}
}

// joined makes one of literals that follow each other.
func joined(list []*Regexp) []*Regexp {
	out := list[:0]
	for _, re := range list {
		if n := len(out); n > 0 && re.Op == OpLiteral && out[n-1].Op == OpLiteral && re.Flags == out[n-1].Flags {
			out[n-1].Rune = append(out[n-1].Rune, re.Rune...)
			continue
		}
		out = append(out, re)
	}
	return out
}

func isRepeat(s string) bool { return s != "" && strings.IndexByte("*+?{", s[0]) >= 0 }

// repeatOp reads *, +, ?, {n}, {n,} or {n,m} with a ? that may follow, and returns its text and what it makes; no text for a brace
// that is none.
func (p *parser) repeatOp() (text string, re *Regexp) {
	start := p.rest
	re = &Regexp{Flags: p.flags}
	switch {
	case p.take("*"):
		re.Op = OpStar
	case p.take("+"):
		re.Op = OpPlus
	case p.take("?"):
		re.Op = OpQuest
	default:
		count, after, ok := strings.Cut(p.rest[1:], "}")
		if !ok {
			return "", nil
		}
		least, most, two := strings.Cut(count, ",")
		re.Op = OpRepeat
		if re.Min, ok = number(least); !ok {
			return "", nil
		}
		re.Max = re.Min
		if two {
			re.Max = -1
			if most != "" {
				if re.Max, ok = number(most); !ok {
					return "", nil
				}
			}
		}
		p.rest = after
		text = start[:len(start)-len(p.rest)]
		if re.Min > maxRepeat || re.Max > maxRepeat || re.Max >= 0 && re.Min > re.Max {
			fail(ErrInvalidRepeatSize, text)
		}
	}
	if p.flags&PerlX != 0 && p.take("?") {
		re.Flags ^= NonGreedy
	}
	return start[:len(start)-len(p.rest)], re
}

func number(s string) (n int, ok bool) {
	if s == "" || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		n = maxRepeat + 1
	}
	return n, true
}

// repeats reads the repetitions behind a node.
func (p *parser) repeats(node *Regexp) *Regexp {
	last := ""
	for isRepeat(p.rest) {
		op, re := p.repeatOp()
		if op == "" {
			break
		}
		if last != "" && p.flags&PerlX != 0 {
			fail(ErrInvalidRepeatOp, last+op)
		}
		last = op
		re.Sub = []*Regexp{node}
		if re.Op == OpRepeat && counted(re) > maxRepeat {
			fail(ErrInvalidRepeatSize, op)
		}
		node = re
	}
	return node
}

// counted is how often the innermost node is repeated.
func counted(re *Regexp) int {
	n := 1
	if re.Op == OpRepeat {
		n = max(1, re.Min, re.Max)
	}
	most := 1
	for _, sub := range re.Sub {
		most = max(most, counted(sub))
	}
	return n * most
}

// atom reads one thing that can be repeated; nil for flags alone.
func (p *parser) atom() *Regexp {
	switch p.rest[0] {
	case '(':
		return p.group()
	case '[':
		return p.class()
	case '.':
		p.next()
		if p.flags&DotNL != 0 {
			return &Regexp{Op: OpAnyChar}
		}
		return &Regexp{Op: OpAnyCharNotNL}
	case '^':
		p.next()
		if p.flags&OneLine != 0 {
			return &Regexp{Op: OpBeginText}
		}
		return &Regexp{Op: OpBeginLine}
	case '$':
		p.next()
		if p.flags&OneLine != 0 {
			return &Regexp{Op: OpEndText, Flags: WasDollar}
		}
		return &Regexp{Op: OpEndLine}
	case '\\':
		return p.escape()
	}
	return literal([]rune{p.next()}, p.flags)
}

func (p *parser) group() *Regexp {
	start := p.rest
	p.next()
	saved := p.flags
	node := &Regexp{Op: OpCapture}
	if p.flags&PerlX != 0 && p.take("?") {
		if p.take("P<") || p.take("<") {
			name, after, ok := strings.Cut(p.rest, ">")
			if !ok {
				fail(ErrInvalidNamedCapture, start)
			}
			text := start[:len(start)-len(after)]
			if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !IsWordChar(r) }) {
				fail(ErrInvalidNamedCapture, text)
			}
			node.Name = name
			p.rest = after
		} else if p.setFlags(start) {
			return nil
		} else {
			node = nil
		}
	}
	if node != nil {
		p.groups++
		node.Cap = p.groups
	}
	sub := p.alternate()
	if !p.take(")") {
		fail(ErrMissingParen, p.whole)
	}
	p.flags = saved
	if node == nil {
		return sub
	}
	node.Sub = []*Regexp{sub}
	return node
}

// setFlags reads what follows (?, and reports whether the group has ended, so that the flags hold behind it.
func (p *parser) setFlags(start string) bool {
	flags := p.flags
	off, any := false, false
	for p.rest != "" {
		c := p.next()
		bit := Flags(0)
		switch c {
		case 'i':
			bit = FoldCase
		case 'm':
			bit = OneLine
		case 's':
			bit = DotNL
		case 'U':
			bit = NonGreedy
		case '-':
			if off {
				fail(ErrInvalidPerlOp, start[:len(start)-len(p.rest)])
			}
			off, any = true, false
			continue
		case ':', ')':
			if off && !any {
				fail(ErrInvalidPerlOp, start[:len(start)-len(p.rest)])
			}
			p.flags = flags
			return c == ')'
		default:
			fail(ErrInvalidPerlOp, start[:len(start)-len(p.rest)])
		}
		any = true
		// m is the opposite of OneLine.
		if off != (bit == OneLine) {
			flags &^= bit
		} else {
			flags |= bit
		}
	}
	fail(ErrInvalidPerlOp, start)
	return false
}

// escape reads what begins with a backslash outside of a class.
func (p *parser) escape() *Regexp {
	if len(p.rest) > 1 {
		op := Op(0)
		switch c := p.rest[1]; {
		case c == 'A' && p.flags&PerlX != 0:
			op = OpBeginText
		case c == 'z' && p.flags&PerlX != 0:
			op = OpEndText
		case c == 'b' && p.flags&PerlX != 0:
			op = OpWordBoundary
		case c == 'B' && p.flags&PerlX != 0:
			op = OpNoWordBoundary
		case c == 'C' && p.flags&PerlX != 0:
			fail(ErrInvalidEscape, p.rest[:2])
		}
		if op != 0 {
			p.rest = p.rest[2:]
			return &Regexp{Op: op}
		}
	}
	var set ranges
	if p.classEscape(&set) {
		return &Regexp{Op: OpCharClass, Rune: set.sorted()}
	}
	return literal([]rune{p.char()}, p.flags)
}

// char reads a character behind a backslash.
func (p *parser) char() rune {
	start := p.rest
	p.next()
	if p.rest == "" {
		fail(ErrTrailingBackslash, "")
	}
	c := p.next()
	switch c {
	case 'a':
		return '\a'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case '0', '1', '2', '3', '4', '5', '6', '7':
		// A single digit but 0 would be a reference to a group.
		if c != '0' && (p.rest == "" || p.rest[0] < '0' || p.rest[0] > '7') {
			break
		}
		v := c - '0'
		for i := 1; i < 3 && p.rest != "" && '0' <= p.rest[0] && p.rest[0] <= '7'; i++ {
			v = v*8 + p.next() - '0'
		}
		return v
	case 'x':
		digits := ""
		if p.take("{") {
			text, after, ok := strings.Cut(p.rest, "}")
			if !ok {
				break
			}
			digits, p.rest = text, after
		} else if len(p.rest) >= 2 {
			digits, p.rest = p.rest[:2], p.rest[2:]
		}
		v, err := strconv.ParseUint(digits, 16, 32)
		if err != nil || v > unicode.MaxRune {
			break
		}
		return rune(v)
	default:
		if c < utf8.RuneSelf && !IsWordChar(c) || c == '_' && p.flags&PerlX == 0 {
			return c
		}
	}
	fail(ErrInvalidEscape, start[:len(start)-len(p.rest)])
	return 0
}
