// Package unicode tells the properties of code points and maps between cases.
//
// A set of runes is a string of run lengths, with marks so that a search need not begin at rune 0; a function keeps only
// the sets that it looks at.
package unicode

const (
	// MaxRune is the largest code point.
	MaxRune = '\U0010FFFF'
	// ReplacementChar stands for what is invalid.
	ReplacementChar = '\uFFFD'
	// MaxASCII is the largest ASCII code point.
	MaxASCII = '\u007F'
	// MaxLatin1 is the largest Latin-1 code point.
	MaxLatin1 = '\u00FF'
	// Version is the version of Unicode.
	Version = "17.0.0"
)

// inRuns reports whether r lies in a run with an odd number. A length takes one byte, or two or three as the first bits say;
// marks tell for every 64th run the rune at which it begins and, above that, its offset.
func inRuns(runs string, marks []uint64, r rune) bool {
	if uint32(r) > MaxRune {
		return false
	}
	lo, hi := 0, len(marks)
	for hi-lo > 1 {
		if m := (lo + hi) / 2; uint32(marks[m]) <= uint32(r) {
			lo = m
		} else {
			hi = m
		}
	}
	at := uint32(marks[lo])
	in := false
	for i := int(marks[lo] >> 32); i < len(runs); in = !in {
		n := uint32(runs[i])
		i++
		if n >= 0x80 {
			more := 1
			if n >= 0xC0 {
				more = 2
			}
			n &= 0x3F
			for ; more > 0; more-- {
				n = n<<8 | uint32(runs[i])
				i++
			}
		}
		at += n
		if uint32(r) < at {
			return in
		}
	}
	return false
}

// IsLetter reports whether r is a letter (category L).
func IsLetter(r rune) bool {
	if uint32(r) < 0x80 {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return inRuns(letterRuns, letterMarks[:], r)
}

// IsDigit reports whether r is a decimal digit (category Nd).
func IsDigit(r rune) bool {
	if uint32(r) < 0x80 {
		return '0' <= r && r <= '9'
	}
	return inRuns(digitRuns, digitMarks[:], r)
}

// IsNumber reports whether r is a number (category N).
func IsNumber(r rune) bool {
	if uint32(r) < 0x80 {
		return '0' <= r && r <= '9'
	}
	return inRuns(numberRuns, numberMarks[:], r)
}

// IsMark reports whether r is a mark (category M).
func IsMark(r rune) bool { return inRuns(markRuns, markMarks[:], r) }

// IsUpper reports whether r is an upper-case letter.
func IsUpper(r rune) bool {
	if uint32(r) < 0x80 {
		return 'A' <= r && r <= 'Z'
	}
	return inRuns(upperRuns, upperMarks[:], r)
}

// IsLower reports whether r is a lower-case letter.
func IsLower(r rune) bool {
	if uint32(r) < 0x80 {
		return 'a' <= r && r <= 'z'
	}
	return inRuns(lowerRuns, lowerMarks[:], r)
}

// IsTitle reports whether r is a title-case letter.
func IsTitle(r rune) bool { return inRuns(titleRuns, titleMarks[:], r) }

// IsPunct reports whether r is punctuation (category P).
func IsPunct(r rune) bool { return inRuns(punctRuns, punctMarks[:], r) }

// IsSymbol reports whether r is a symbol (category S).
func IsSymbol(r rune) bool { return inRuns(symbolRuns, symbolMarks[:], r) }

// IsGraphic reports whether r is a letter, mark, number, punctuation, symbol or space (category Zs).
func IsGraphic(r rune) bool { return inRuns(graphicRuns, graphicMarks[:], r) }

// IsPrint reports whether r is graphic and no space but the ASCII one.
func IsPrint(r rune) bool {
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x3000:
		return false
	}
	return !(0x2000 <= r && r <= 0x200A) && IsGraphic(r)
}

// IsControl reports whether r is a control character (category Cc).
func IsControl(r rune) bool { return uint32(r) < 0x20 || 0x7F <= r && r < 0xA0 }

// IsSpace reports whether r is white space.
func IsSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}
