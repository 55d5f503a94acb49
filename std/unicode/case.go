package unicode

// Cases, for To.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// shift says that n runes from lo on, each step apart, have their other case at a distance.
type shift struct {
	lo       rune
	n, step  uint16
	distance int32
}

func apply(table []shift, r rune) rune {
	lo, hi := 0, len(table)
	for lo < hi {
		m := (lo + hi) / 2
		s := &table[m]
		if r < s.lo {
			hi = m
		} else if last := s.lo + rune(s.n-1)*rune(s.step); r > last {
			lo = m + 1
		} else if (r-s.lo)%rune(s.step) == 0 {
			return r + s.distance
		} else {
			return r
		}
	}
	return r
}

// ToUpper returns the upper case of r.
func ToUpper(r rune) rune {
	if uint32(r) < 0x80 {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return apply(toUpper[:], r)
}

// ToLower returns the lower case of r.
func ToLower(r rune) rune {
	if uint32(r) < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return apply(toLower[:], r)
}

// ToTitle returns the title case of r.
func ToTitle(r rune) rune {
	if uint32(r) < 0x80 {
		return ToUpper(r)
	}
	if 0x10D0 <= r && r <= 0x10FF || r == 0x1C5 || r == 0x1C8 || r == 0x1CB || r == 0x1F2 {
		// Georgian has upper case, but no title case; the others are in title case.
		return r
	}
	for i := range titles {
		if titles[i][0] == r {
			return titles[i][1]
		}
	}
	return ToUpper(r)
}

// To returns r in a case.
func To(_case int, r rune) rune {
	switch _case {
	case UpperCase:
		return ToUpper(r)
	case LowerCase:
		return ToLower(r)
	case TitleCase:
		return ToTitle(r)
	}
	return ReplacementChar
}

// SimpleFold returns the next larger rune that is the same under simple case folding, or the least one when there is
// none.
func SimpleFold(r rune) rune {
	if uint32(r) > MaxRune {
		return r
	}
	lo, hi := 0, len(folds)
	for lo < hi {
		if m := (lo + hi) / 2; folds[m][0] < r {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(folds) && folds[lo][0] == r {
		return folds[lo][1]
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}
