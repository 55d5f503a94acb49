package strconv

import "math/bits"

// exact makes it all digits of mant * 2**exp.
func (d *decimal) exact(mant uint64, exp int) {
	// A number in base 10**9, highest limb first, from a[first] on; a[point] and what follows are the fraction.
	const base = 1000000000
	if tz := bits.TrailingZeros64(mant); exp < 0 {
		if tz > -exp {
			tz = -exp
		}
		mant >>= uint(tz)
		exp += tz
	}
	var a []uint32
	var first, point int
	if exp >= 0 {
		a = make([]uint32, 36+3)
		point = len(a)
	} else {
		a = make([]uint32, 3, 3+(-exp+8)/9)
		point = 3
	}
	first = point
	for v := mant; v != 0; v /= base {
		first--
		a[first] = uint32(v % base)
	}
	for exp > 0 {
		s := uint(29)
		if exp < 29 {
			s = uint(exp)
		}
		exp -= int(s)
		carry := uint64(0)
		for i := point - 1; i >= first; i-- {
			v := uint64(a[i])<<s + carry
			carry = v / base
			a[i] = uint32(v - carry*base)
		}
		if carry != 0 {
			first--
			a[first] = uint32(carry)
		}
	}
	for exp < 0 {
		s := uint(9)
		if -exp < 9 {
			s = uint(-exp)
		}
		exp += int(s)
		carry := uint32(0)
		for i := first; i < len(a); i++ {
			v := a[i]
			a[i] = v>>s + carry
			carry = v & (1<<s - 1) * (base >> s)
		}
		if carry != 0 {
			a = append(a, carry)
		}
		for first < len(a) && a[first] == 0 {
			first++
		}
	}
	d.d = AppendUint(make([]byte, 0, 9*(len(a)-first)), uint64(a[first]), 10)
	d.dp = len(d.d) + (point-first-1)*9
	for _, v := range a[first+1:] {
		at := len(d.d)
		d.d = d.d[:at+9]
		for i := at + 8; i >= at; i-- {
			d.d[i] = byte('0' + v%10)
			v /= 10
		}
	}
	d.trim()
}

// round rounds half to even to n digits, which may be none or fewer than none.
func (d *decimal) round(n int) {
	if n >= len(d.d) {
		return
	}
	if n < 0 {
		d.d, d.dp = d.d[:0], 0
		return
	}
	up := d.d[n] > '5' || d.d[n] == '5' && (n+1 < len(d.d) || n > 0 && d.d[n-1]&1 != 0)
	d.d = d.d[:n]
	if up {
		for n > 0 && d.d[n-1] == '9' {
			n--
		}
		if n == 0 {
			d.d = d.d[:1]
			d.d[0] = '1'
			d.dp++
			return
		}
		d.d = d.d[:n]
		d.d[n-1]++
	}
	d.trim()
}

// writeHex writes 0xd.ddddp±ddd.
func writeHex(out []byte, at int, mant uint64, exp int, mantBits uint, prec int, format byte) int {
	if mant == 0 {
		exp = 0
	} else {
		exp += int(mantBits)
	}
	// The leading one goes to bit 60, the digits behind the point below it.
	mant <<= 60 - mantBits
	if s := bits.LeadingZeros64(mant) - 3; mant != 0 {
		mant <<= uint(s)
		exp -= s
	}
	if prec >= 0 && prec < 15 {
		shift := uint(prec * 4)
		rest := mant << shift & (1<<60 - 1)
		mant >>= 60 - shift
		if rest|mant&1 > 1<<59 {
			mant++
		}
		mant <<= 60 - shift
		if mant&(1<<61) != 0 {
			mant >>= 1
			exp++
		}
	}
	letters := format - 'x' + 'a' - 10
	var d [16]byte
	n := 0
	for i := 0; i < 16; i++ {
		c := byte(mant >> 60)
		mant <<= 4
		if c != 0 {
			n = i
		}
		if c < 10 {
			c += '0'
		} else {
			c += letters
		}
		d[i] = c
	}
	if prec < 0 {
		prec = n
	}
	out[at] = '0'
	out[at+1] = format
	out[at+2] = d[0]
	at += 3
	if prec > 0 {
		out[at] = '.'
		at = render(out, at+1, d[:], 1, prec)
	}
	return writeExp(out, at, format+'p'-'x', exp, 2)
}
