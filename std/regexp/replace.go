package regexp

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// replace replaces each match by what f appends; nil where there is no match.
func (re *Regexp) replace(in *input, ncap int, f func(dst []byte, slots []int) []byte) []byte {
	var out []byte
	last := 0
	re.each(in, -1, ncap, func(slots []int) {
		if out == nil {
			out = make([]byte, 0, in.len())
		}
		out = in.append(out, last, slots[0])
		out = f(out, slots)
		last = slots[1]
	})
	if out == nil {
		return nil
	}
	return in.append(out, last, in.len())
}

func (in *input) append(dst []byte, from, to int) []byte {
	if in.b != nil {
		return append(dst, in.b[from:to]...)
	}
	return append(dst, in.s[from:to]...)
}

func (re *Regexp) replaceString(s string, ncap int, f func(dst []byte, slots []int) []byte) string {
	if out := re.replace(&input{s: s}, ncap, f); out != nil {
		return string(out)
	}
	return s
}

func (re *Regexp) replaceBytes(b []byte, ncap int, f func(dst []byte, slots []int) []byte) []byte {
	if out := re.replace(bytesOf(b), ncap, f); out != nil {
		return out
	}
	return append([]byte(nil), b...)
}

// ReplaceAllString replaces all matches by repl, in which $1 or ${name} stand for groups, see Expand.
func (re *Regexp) ReplaceAllString(src, repl string) string {
	return re.replaceString(src, re.slots(), func(dst []byte, slots []int) []byte {
		return re.ExpandString(dst, repl, src, slots)
	})
}

// ReplaceAllLiteralString replaces all matches by repl as it is.
func (re *Regexp) ReplaceAllLiteralString(src, repl string) string {
	return re.replaceString(src, 2, func(dst []byte, slots []int) []byte { return append(dst, repl...) })
}

// ReplaceAllStringFunc replaces all matches by what repl makes of them.
func (re *Regexp) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return re.replaceString(src, 2, func(dst []byte, slots []int) []byte {
		return append(dst, repl(src[slots[0]:slots[1]])...)
	})
}

// ReplaceAll replaces all matches by repl, in which $1 or ${name} stand for groups, see Expand.
func (re *Regexp) ReplaceAll(src, repl []byte) []byte {
	return re.replaceBytes(src, re.slots(), func(dst []byte, slots []int) []byte {
		return re.Expand(dst, repl, src, slots)
	})
}

// ReplaceAllLiteral replaces all matches by repl as it is.
func (re *Regexp) ReplaceAllLiteral(src, repl []byte) []byte {
	return re.replaceBytes(src, 2, func(dst []byte, slots []int) []byte { return append(dst, repl...) })
}

// ReplaceAllFunc replaces all matches by what repl makes of them.
func (re *Regexp) ReplaceAllFunc(src []byte, repl func([]byte) []byte) []byte {
	return re.replaceBytes(src, 2, func(dst []byte, slots []int) []byte {
		return append(dst, repl(src[slots[0]:slots[1]])...)
	})
}

// Expand appends template to dst, with $1, $name, ${1} and ${name} replaced by what the groups of a match in src matched, and $$ by
// a dollar sign. A name without braces is as long as can be.
func (re *Regexp) Expand(dst []byte, template []byte, src []byte, match []int) []byte {
	return re.expand(dst, string(template), bytesOf(src), match)
}

// ExpandString is Expand for strings.
func (re *Regexp) ExpandString(dst []byte, template string, src string, match []int) []byte {
	return re.expand(dst, template, &input{s: src}, match)
}

func (re *Regexp) expand(dst []byte, template string, in *input, match []int) []byte {
	for {
		before, after, found := strings.Cut(template, "$")
		dst = append(dst, before...)
		if !found {
			return dst
		}
		template = after
		if strings.HasPrefix(template, "$") {
			dst = append(dst, '$')
			template = template[1:]
			continue
		}
		name, rest, ok := reference(template)
		if !ok {
			dst = append(dst, '$')
			continue
		}
		template = rest
		if n, err := strconv.Atoi(name); err == nil {
			if n >= 0 && 2*n+1 < len(match) && match[2*n] >= 0 {
				dst = in.append(dst, match[2*n], match[2*n+1])
			}
			continue
		}
		for i, s := range re.names {
			if s == name && 2*i+1 < len(match) && match[2*i] >= 0 {
				dst = in.append(dst, match[2*i], match[2*i+1])
				break
			}
		}
	}
}

// reference reads a name, with or without braces.
func reference(s string) (name, rest string, ok bool) {
	inner, braces := strings.CutPrefix(s, "{")
	n := 0
	for n < len(inner) {
		r, size := utf8.DecodeRuneInString(inner[n:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			break
		}
		n += size
	}
	name, rest = inner[:n], inner[n:]
	if braces {
		if rest, ok = strings.CutPrefix(rest, "}"); !ok {
			return "", "", false
		}
	}
	return name, rest, n > 0
}

// Split cuts s at matches, into at most n parts, of which the last is what remains; n < 0 means no limit.
func (re *Regexp) Split(s string, n int) []string {
	if n == 0 {
		return nil
	}
	if re.expr != "" && s == "" {
		return []string{""}
	}
	parts := []string{}
	from, end := 0, 0
	for _, match := range re.FindAllStringIndex(s, n) {
		if n > 0 && len(parts) == n-1 {
			break
		}
		end = match[0]
		if match[1] != 0 {
			parts = append(parts, s[from:end])
		}
		from = match[1]
	}
	if end != len(s) {
		parts = append(parts, s[from:])
	}
	return parts
}
