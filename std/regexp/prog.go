package regexp

import (
	"regexp/syntax"
	"unicode"
)

// code is what an instruction does.
type code uint8

const (
	iRune  code = iota // go on with a rune of the ranges
	iAny               // with any rune
	iNotNL             // with any rune but a newline
	iSplit             // try next, then other
	iSave              // remember the place in slot arg
	iEmpty             // an empty match: condition arg
	iMatch             // done
	iFail
)

// Conditions of iEmpty.
const (
	beginLine = 1 << iota
	endLine
	beginText
	endText
	wordBoundary
	noWordBoundary
)

type inst struct {
	code        code
	next, other uint32
	arg         uint32
	runes       []rune // Pairs, sorted.
}

// fits reports whether an instruction takes a rune.
func (in *inst) fits(r rune) bool {
	switch in.code {
	case iAny:
		return r >= 0
	case iNotNL:
		return r >= 0 && r != '\n'
	}
	list := in.runes
	if len(list) <= 8 {
		for i := 0; i < len(list); i += 2 {
			if r < list[i] {
				return false
			}
			if r <= list[i+1] {
				return true
			}
		}
		return false
	}
	lo, hi := 0, len(list)/2
	for lo < hi {
		m := (lo + hi) / 2
		switch {
		case r < list[2*m]:
			hi = m
		case r > list[2*m+1]:
			lo = m + 1
		default:
			return true
		}
	}
	return false
}

// program is an expression as instructions, made as K. Thompson's construction has it.
type program struct {
	insts []inst
	start uint32
	slots int

	// What each match begins with, and whether that is all of it.
	prefix   string
	complete bool
	// Whether a match can only begin where the text does.
	anchored bool
}

// A compiler goes from the end to the beginning, so that where an instruction leads is
// always known.
type compiler struct{ p *program }

func (c *compiler) emit(in inst) uint32 {
	c.p.insts = append(c.p.insts, in)
	return uint32(len(c.p.insts) - 1)
}

func compileProgram(re *syntax.Regexp) *program {
	p := &program{slots: 2 * (re.MaxCap() + 1)}
	c := &compiler{p}
	end := c.emit(inst{code: iMatch})
	close := c.emit(inst{code: iSave, arg: 1, next: end})
	body := c.node(re, close)
	p.start = c.emit(inst{code: iSave, arg: 0, next: body})
	p.prefix, p.complete = prefixOf(re)
	p.anchored = beginsText(re)
	return p
}

// node emits what matches re and then goes on at next, and returns its first instruction.
func (c *compiler) node(re *syntax.Regexp, next uint32) uint32 {
	switch re.Op {
	case syntax.OpNoMatch:
		return c.emit(inst{code: iFail})
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		for i := len(re.Rune) - 1; i >= 0; i-- {
			next = c.emit(inst{code: iRune, runes: cases(re.Rune[i], re.Flags), next: next})
		}
		return next
	case syntax.OpCharClass:
		return c.emit(inst{code: iRune, runes: re.Rune, next: next})
	case syntax.OpAnyChar:
		return c.emit(inst{code: iAny, next: next})
	case syntax.OpAnyCharNotNL:
		return c.emit(inst{code: iNotNL, next: next})
	case syntax.OpBeginLine:
		return c.empty(beginLine, next)
	case syntax.OpEndLine:
		return c.empty(endLine, next)
	case syntax.OpBeginText:
		return c.empty(beginText, next)
	case syntax.OpEndText:
		return c.empty(endText, next)
	case syntax.OpWordBoundary:
		return c.empty(wordBoundary, next)
	case syntax.OpNoWordBoundary:
		return c.empty(noWordBoundary, next)
	case syntax.OpCapture:
		after := c.emit(inst{code: iSave, arg: uint32(2*re.Cap + 1), next: next})
		body := c.node(re.Sub[0], after)
		return c.emit(inst{code: iSave, arg: uint32(2 * re.Cap), next: body})
	case syntax.OpConcat:
		for i := len(re.Sub) - 1; i >= 0; i-- {
			next = c.node(re.Sub[i], next)
		}
		return next
	case syntax.OpAlternate:
		at := c.node(re.Sub[len(re.Sub)-1], next)
		for i := len(re.Sub) - 2; i >= 0; i-- {
			at = c.emit(inst{code: iSplit, next: c.node(re.Sub[i], next), other: at})
		}
		return at
	case syntax.OpQuest:
		return c.choice(re, c.node(re.Sub[0], next), next)
	case syntax.OpStar:
		return c.star(re, next)
	case syntax.OpPlus:
		return c.plus(re, next)
	case syntax.OpRepeat:
		return c.repeat(re, next)
	}
	panic("regexp: unknown operation " + re.Op.String())
}

func (c *compiler) empty(condition, next uint32) uint32 {
	return c.emit(inst{code: iEmpty, arg: condition, next: next})
}

// choice goes on with body or next, with the greedy one first.
func (c *compiler) choice(re *syntax.Regexp, body, next uint32) uint32 {
	if re.Flags&syntax.NonGreedy != 0 {
		body, next = next, body
	}
	return c.emit(inst{code: iSplit, next: body, other: next})
}

// loop emits a repetition, and returns the instruction that chooses and the first of the body.
func (c *compiler) loop(re *syntax.Regexp, next uint32) (choice, body uint32) {
	choice = c.choice(re, 0, next)
	body = c.node(re.Sub[0], choice)
	if in := &c.p.insts[choice]; re.Flags&syntax.NonGreedy != 0 {
		in.other = body
	} else {
		in.next = body
	}
	return choice, body
}

func (c *compiler) star(re *syntax.Regexp, next uint32) uint32 {
	if canBeEmpty(re.Sub[0]) {
		// What matches the empty text is tried once before it is given up: (x+)?
		_, body := c.loop(re, next)
		return c.choice(re, body, next)
	}
	choice, _ := c.loop(re, next)
	return choice
}

func (c *compiler) plus(re *syntax.Regexp, next uint32) uint32 {
	_, body := c.loop(re, next)
	return body
}

func (c *compiler) repeat(re *syntax.Regexp, next uint32) uint32 {
	at := next
	switch {
	case re.Max < 0 && re.Min == 0:
		return c.star(re, next)
	case re.Max < 0:
		at = c.plus(re, next)
		return c.times(re, re.Min-1, at)
	}
	// x{0,2} is (x(x)?)?: where one is missing, so are those behind it.
	for range re.Max - re.Min {
		at = c.choice(re, c.node(re.Sub[0], at), next)
	}
	return c.times(re, re.Min, at)
}

func (c *compiler) times(re *syntax.Regexp, n int, next uint32) uint32 {
	for range n {
		next = c.node(re.Sub[0], next)
	}
	return next
}

func canBeEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return canBeEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || canBeEmpty(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !canBeEmpty(sub) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if canBeEmpty(sub) {
				return true
			}
		}
		return false
	}
	return true
}

// cases returns a rune as ranges, with its other cases if they match too.
func cases(r rune, flags syntax.Flags) []rune {
	list := []rune{r, r}
	if flags&syntax.FoldCase == 0 {
		return list
	}
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	list = []rune{low, low}
	for f := unicode.SimpleFold(low); f != low; f = unicode.SimpleFold(f) {
		list = append(list, f, f)
	}
	return list
}

// prefixOf returns the text that each match begins with, and whether there is nothing else to match.
func prefixOf(re *syntax.Regexp) (prefix string, complete bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return "", true
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return string(re.Rune), true
		}
	case syntax.OpConcat:
		if first := re.Sub[0]; first.Op == syntax.OpLiteral && first.Flags&syntax.FoldCase == 0 {
			return string(first.Rune), false
		}
	}
	return "", false
}

func beginsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpConcat, syntax.OpCapture:
		return beginsText(re.Sub[0])
	}
	return false
}
