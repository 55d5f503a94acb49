package syntax

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// ranges is a set of runes, as pairs from and to.
type ranges []rune

func (s *ranges) add(from, to rune) { *s = append(*s, from, to) }

// addFolded adds a range, and what its runes are in other cases.
func (s *ranges) addFolded(from, to rune) {
	s.add(from, to)
	// No others have more than one case.
	const first, last = 'A', 0x1E943
	for r := max(from, first); r <= min(to, last); r++ {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			if f < from || f > to {
				s.add(f, f)
			}
		}
	}
}

// sorted returns the set in order, with ranges that touch made one.
func (s ranges) sorted() []rune {
	type pair struct{ from, to rune }
	list := make([]pair, 0, len(s)/2)
	for i := 0; i < len(s); i += 2 {
		list = append(list, pair{s[i], s[i+1]})
	}
	slices.SortFunc(list, func(a, b pair) int { return int(a.from - b.from) })
	out := make([]rune, 0, len(s))
	for _, p := range list {
		if n := len(out); n > 0 && p.from <= out[n-1]+1 {
			out[n-1] = max(out[n-1], p.to)
		} else {
			out = append(out, p.from, p.to)
		}
	}
	return out
}

// negated returns what is not in a sorted set.
func negated(s []rune) []rune {
	var out []rune
	next := rune(0)
	for i := 0; i < len(s); i += 2 {
		if next < s[i] {
			out = append(out, next, s[i]-1)
		}
		next = s[i+1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, next, unicode.MaxRune)
	}
	return out
}

var perlClasses = map[byte][]rune{
	'd': {'0', '9'},
	's': {'\t', '\n', '\f', '\r', ' ', ' '},
	'w': {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
}

var posixClasses = map[string][]rune{
	"alnum":  {'0', '9', 'A', 'Z', 'a', 'z'},
	"alpha":  {'A', 'Z', 'a', 'z'},
	"ascii":  {0, 0x7F},
	"blank":  {'\t', '\t', ' ', ' '},
	"cntrl":  {0, 0x1F, 0x7F, 0x7F},
	"digit":  {'0', '9'},
	"graph":  {'!', '~'},
	"lower":  {'a', 'z'},
	"print":  {' ', '~'},
	"punct":  {'!', '/', ':', '@', '[', '`', '{', '~'},
	"space":  {'\t', '\r', ' ', ' '},
	"upper":  {'A', 'Z'},
	"word":   {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
	"xdigit": {'0', '9', 'A', 'F', 'a', 'f'},
}

var unicodeClasses = map[string]func(rune) bool{
	"Any": func(rune) bool { return true },
	"L":   unicode.IsLetter,
	"Ll":  unicode.IsLower,
	"Lt":  unicode.IsTitle,
	"Lu":  unicode.IsUpper,
	"M":   unicode.IsMark,
	"N":   unicode.IsNumber,
	"Nd":  unicode.IsDigit,
	"P":   unicode.IsPunct,
	"S":   unicode.IsSymbol,
}

// addSet adds a sorted set or what is not in it.
func (p *parser) addSet(out *ranges, set []rune, negate bool) {
	if p.flags&FoldCase != 0 {
		var folded ranges
		for i := 0; i < len(set); i += 2 {
			folded.addFolded(set[i], set[i+1])
		}
		set = folded.sorted()
	}
	if negate {
		set = negated(set)
	}
	*out = append(*out, set...)
}

// classEscape reads \d and such, or \p{...}, if that comes next.
func (p *parser) classEscape(out *ranges) bool {
	if len(p.rest) < 2 || p.rest[0] != '\\' {
		return false
	}
	c := p.rest[1]
	if set, ok := perlClasses[c|0x20]; ok && p.flags&PerlX != 0 {
		p.rest = p.rest[2:]
		p.addSet(out, set, c < 'a')
		return true
	}
	if p.flags&UnicodeGroups == 0 || c != 'p' && c != 'P' {
		return false
	}
	start := p.rest
	p.rest = p.rest[2:]
	negate := c == 'P'
	name := ""
	if p.take("{") {
		text, after, ok := strings.Cut(p.rest, "}")
		if !ok {
			fail(ErrInvalidCharRange, start)
		}
		name, p.rest = text, after
	} else if p.rest != "" {
		name = string(p.next())
	}
	if after, ok := strings.CutPrefix(name, "^"); ok {
		negate, name = !negate, after
	}
	set := unicodeClass(name)
	if set == nil {
		fail(ErrInvalidCharRange, start[:len(start)-len(p.rest)])
	}
	p.addSet(out, set, negate)
	return true
}

// tables are the classes that were asked for.
var tables struct {
	sync.Mutex
	sets map[string][]rune
}

// unicodeClass returns the sorted set of a class, nil for one that is not known.
func unicodeClass(name string) []rune {
	is := unicodeClasses[name]
	if is == nil {
		return nil
	}
	tables.Lock()
	defer tables.Unlock()
	if set := tables.sets[name]; set != nil {
		return set
	}
	var set ranges
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if n := len(set); !is(r) {
			continue
		} else if n > 0 && set[n-1] == r-1 {
			set[n-1] = r
		} else {
			set.add(r, r)
		}
	}
	if tables.sets == nil {
		tables.sets = make(map[string][]rune)
	}
	tables.sets[name] = set
	return set
}

// class reads [...].
func (p *parser) class() *Regexp {
	start := p.rest
	p.next()
	negate := p.take("^")
	var set ranges
	if negate && p.flags&ClassNL == 0 {
		set.add('\n', '\n')
	}
	for first := true; p.rest == "" || p.rest[0] != ']' || first; first = false {
		if p.rest == "" {
			fail(ErrMissingBracket, start)
		}
		// A minus sign stands for itself only at the ends, but Perl takes it anywhere.
		if p.flags&PerlX == 0 && !first && p.rest[0] == '-' && (len(p.rest) == 1 || p.rest[1] != ']') {
			_, n := utf8.DecodeRuneInString(p.rest[1:])
			fail(ErrInvalidCharRange, p.rest[:1+n])
		}
		if strings.HasPrefix(p.rest, "[:") {
			if name, after, ok := strings.Cut(p.rest[2:], ":]"); ok {
				plain, not := strings.CutPrefix(name, "^")
				list, known := posixClasses[plain]
				if !known {
					fail(ErrInvalidCharRange, p.rest[:len(p.rest)-len(after)])
				}
				p.rest = after
				p.addSet(&set, list, not)
				continue
			}
		}
		if p.classEscape(&set) {
			continue
		}
		from := p.rest
		lo := p.classChar(start)
		hi := lo
		if len(p.rest) >= 2 && p.rest[0] == '-' && p.rest[1] != ']' {
			p.next()
			hi = p.classChar(start)
			if hi < lo {
				fail(ErrInvalidCharRange, from[:len(from)-len(p.rest)])
			}
		}
		if p.flags&FoldCase != 0 {
			set.addFolded(lo, hi)
		} else {
			set.add(lo, hi)
		}
	}
	p.next()
	list := set.sorted()
	if negate {
		list = negated(list)
	}
	return &Regexp{Op: OpCharClass, Rune: list}
}

func (p *parser) classChar(start string) rune {
	if p.rest == "" {
		fail(ErrMissingBracket, start)
	}
	if p.rest[0] == '\\' {
		return p.char()
	}
	return p.next()
}
