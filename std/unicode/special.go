package unicode

// A CaseRange has runes from Lo to Hi; Delta says how far it is to their upper, lower and title case.
type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

type d [MaxCase]rune

// UpperLower stands for a distance where upper-case and lower-case runes alternate, upper case first.
const UpperLower = MaxRune + 1

// A SpecialCase is a language's own rules, before those of all.
type SpecialCase []CaseRange

// TurkishCase has the rules for Turkish.
var TurkishCase = SpecialCase{
	{'I', 'I', d{0, 'ı' - 'I', 0}},
	{'i', 'i', d{'İ' - 'i', 0, 'İ' - 'i'}},
	{'İ', 'İ', d{0, 'i' - 'İ', 0}},
	{'ı', 'ı', d{'I' - 'ı', 0, 'I' - 'ı'}},
}

// AzeriCase has the rules for Azeri.
var AzeriCase = TurkishCase

// find returns a rune's case by the own rules, and whether they have one for it.
func (special SpecialCase) find(_case int, r rune) (rune, bool) {
	lo, hi := 0, len(special)
	for lo < hi {
		m := (lo + hi) / 2
		c := &special[m]
		switch {
		case uint32(r) < c.Lo:
			hi = m
		case uint32(r) > c.Hi:
			lo = m + 1
		case c.Delta[_case] == UpperLower:
			at := r - rune(c.Lo)
			return rune(c.Lo) + (at &^ 1) + rune(_case&1), true
		default:
			return r + c.Delta[_case], true
		}
	}
	return r, false
}

// ToUpper returns the upper case of r.
func (special SpecialCase) ToUpper(r rune) rune {
	if to, ok := special.find(UpperCase, r); ok {
		return to
	}
	return ToUpper(r)
}

// ToTitle returns the title case of r.
func (special SpecialCase) ToTitle(r rune) rune {
	if to, ok := special.find(TitleCase, r); ok {
		return to
	}
	return ToTitle(r)
}

// ToLower returns the lower case of r.
func (special SpecialCase) ToLower(r rune) rune {
	if to, ok := special.find(LowerCase, r); ok {
		return to
	}
	return ToLower(r)
}

// caseTable makes n ranges: how far each begins after the last one's beginning, how many further runes it has, and the
// three distances.
func caseTable(runs digits, n int) []CaseRange {
	list := make([]CaseRange, n)
	at := uint32(0)
	for i := range list {
		at += runs.next()
		list[i] = CaseRange{Lo: at, Hi: at + runs.next()}
		for j := range list[i].Delta {
			list[i].Delta[j] = runs.signed()
		}
	}
	return list
}
