package unicode

// A RangeTable is a set of runes as ranges in order.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int // how many of R16 end within Latin-1
}

// A Range16 has the runes from Lo to Hi that are Stride apart.
type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

// A Range32 is a Range16 of runes that need more than 16 bits.
type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

// digits reads numbers of five bits a character, the lower ones first; all but the last of a number have 32 added. The
// characters begin with # and leave out the backslash.
type digits string

func (s *digits) next() uint32 {
	var n uint32
	for i, shift := 0, 0; ; i, shift = i+1, shift+5 {
		c := uint32((*s)[i]) - '#'
		if c >= '\\'-'#' {
			c--
		}
		n |= c & 31 << shift
		if c < 32 {
			*s = (*s)[i+1:]
			return n
		}
	}
}

// signed reads a number with its sign in the lowest bit.
func (s *digits) signed() rune {
	n := s.next()
	if n&1 != 0 {
		return -rune(n/2) - 1
	}
	return rune(n / 2)
}

// table makes a set of ranges, n of them of 16 bits and m of 32. Each says how far it begins after the
// last one ended, times 3, and adds 1 if it is not one rune alone, 2 if there are gaps; then come the number of further
// runes and their distance, as far as needed. The compiler drops tables that nobody mentions.
func table(runs digits, n, m int) *RangeTable {
	t := &RangeTable{R16: make([]Range16, n)}
	if m > 0 {
		t.R32 = make([]Range32, m)
	}
	at := uint32(0)
	for i := 0; i < n+m; i++ {
		kind := runs.next()
		at += kind / 3
		lo, stride := at, uint32(1)
		if kind %= 3; kind != 0 {
			count := runs.next()
			if kind == 2 {
				stride = runs.next()
			}
			at += count * stride
		}
		if i >= n {
			t.R32[i-n] = Range32{lo, at, stride}
			continue
		}
		t.R16[i] = Range16{uint16(lo), uint16(at), uint16(stride)}
		if at <= MaxLatin1 {
			t.LatinOffset = i + 1
		}
	}
	return t
}

// Is reports whether r is in a set.
func Is(rangeTab *RangeTable, r rune) bool {
	if uint32(r) > 0xFFFF {
		return in(rangeTab.R32, uint32(r))
	}
	list := rangeTab.R16
	if r <= MaxLatin1 {
		// The last one that begins here may end beyond.
		for i := range list {
			if x := &list[i]; uint16(r) <= x.Hi {
				return uint16(r) >= x.Lo && (uint16(r)-x.Lo)%x.Stride == 0
			}
		}
		return false
	}
	lo, hi := rangeTab.LatinOffset, len(list)
	for lo < hi {
		m := (lo + hi) / 2
		x := &list[m]
		switch {
		case uint16(r) < x.Lo:
			hi = m
		case uint16(r) > x.Hi:
			lo = m + 1
		default:
			return x.Stride == 1 || (uint16(r)-x.Lo)%x.Stride == 0
		}
	}
	return false
}

func in(list []Range32, r uint32) bool {
	lo, hi := 0, len(list)
	for lo < hi {
		m := (lo + hi) / 2
		x := &list[m]
		switch {
		case r < x.Lo:
			hi = m
		case r > x.Hi:
			lo = m + 1
		default:
			return x.Stride == 1 || (r-x.Lo)%x.Stride == 0
		}
	}
	return false
}

// In reports whether r is in one of some sets.
func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

// IsOneOf reports whether r is in one of some sets.
func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// GraphicRanges has the sets of runes for which IsGraphic is true.
var GraphicRanges = []*RangeTable{L, M, N, P, S, Zs}

// PrintRanges has the sets of runes for which IsPrint is true, without the ASCII space.
var PrintRanges = []*RangeTable{L, M, N, P, S}
