package strconv

const (
	lowerDigits = "0123456789abcdefghijklmnopqrstuvwxyz"
	pairs       = "0001020304050607080910111213141516171819" +
		"2021222324252627282930313233343536373839" +
		"4041424344454647484950515253545556575859" +
		"6061626364656667686970717273747576777879" +
		"8081828384858687888990919293949596979899"
)

// Itoa returns i in base 10.
func Itoa(i int) string { return FormatInt(int64(i), 10) }

// FormatInt returns i in a base from 2 to 36, with lower-case letters.
func FormatInt(i int64, base int) string {
	if 0 <= i && i < 100 && base == 10 {
		return small(int(i))
	}
	var a [65]byte
	u := uint64(i)
	if i < 0 {
		u = -u
	}
	at := digits(&a, u, base)
	if i < 0 {
		at--
		a[at] = '-'
	}
	return string(a[at:])
}

// FormatUint is FormatInt for unsigned integers.
func FormatUint(i uint64, base int) string {
	if i < 100 && base == 10 {
		return small(int(i))
	}
	var a [65]byte
	return string(a[digits(&a, i, base):])
}

// AppendInt appends what FormatInt returns.
func AppendInt(dst []byte, i int64, base int) []byte {
	if i < 0 {
		return AppendUint(append(dst, '-'), -uint64(i), base)
	}
	return AppendUint(dst, uint64(i), base)
}

// AppendUint appends what FormatUint returns.
func AppendUint(dst []byte, i uint64, base int) []byte {
	if i < 100 && base == 10 {
		return append(dst, small(int(i))...)
	}
	var a [65]byte
	return append(dst, a[digits(&a, i, base):]...)
}

// small returns a number below 100 without allocating.
func small(i int) string {
	if i < 10 {
		return lowerDigits[i : i+1]
	}
	return pairs[2*i : 2*i+2]
}

// digits writes u to the end of a and returns where it begins.
//
//go:noinline
func digits(a *[65]byte, u uint64, base int) int {
	at := len(a)
	if base == 10 {
		// The bounds of the loops are never reached: they tell the compiler that the loops are short.
		for i := 0; i < 20 && u >= 100; i++ {
			q := u / 100
			p := int(u-q*100) * 2
			u = q
			at -= 2
			a[at+1] = pairs[p+1]
			a[at] = pairs[p]
		}
		p := int(u) * 2
		at--
		a[at] = pairs[p+1]
		if u >= 10 {
			at--
			a[at] = pairs[p]
		}
		return at
	}
	if base < 2 || base > 36 {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	b := uint64(base)
	for i := 0; i < 64; i++ {
		q := u / b
		at--
		a[at] = lowerDigits[u-q*b]
		u = q
		if u == 0 {
			break
		}
	}
	return at
}

// FormatBool returns "true" or "false".
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// AppendBool appends "true" or "false".
func AppendBool(dst []byte, b bool) []byte { return append(dst, FormatBool(b)...) }
