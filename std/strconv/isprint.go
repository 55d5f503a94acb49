package strconv

// IsPrint reports whether r can be printed: a letter, mark, number, punctuation, symbol, or the ASCII space.
func IsPrint(r rune) bool {
	if 0x20 <= r && r < 0x7F {
		return true
	}
	if r < 0xA1 || r > 0x10FFFF {
		return false
	}
	m := 0
	for k := 1; k < len(printMarks); k++ {
		if uint32(printMarks[k]) <= uint32(r) {
			m = k
		}
	}
	at := uint32(printMarks[m])
	printable := false
	i := int(printMarks[m] >> 32)
	for k := 0; k < 64 && i < len(printRuns); k++ {
		// A length takes one byte, or two or three as its first bits say.
		n := uint32(printRuns[i])
		i++
		if n >= 0x80 {
			long := n >= 0xC0
			n = n&0x3F<<8 | uint32(printRuns[i])
			i++
			if long {
				n = n<<8 | uint32(printRuns[i])
				i++
			}
		}
		at += n
		if uint32(r) < at {
			return printable
		}
		printable = !printable
	}
	return false
}

// IsGraphic reports whether r is graphic: one that can be printed, or a space.
func IsGraphic(r rune) bool {
	if IsPrint(r) {
		return true
	}
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}
