package time

// A Duration is a span of time in nanoseconds.
type Duration int64

// Common durations.
const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

// String returns the duration as in 72h3m0.5s; below a second in the largest unit that gives a digit before the point.
func (d Duration) String() string {
	var b [32]byte
	at := len(b)
	u := uint64(d)
	if d < 0 {
		u = -u
	}
	if u < uint64(Second) {
		unit := ""
		places := 0
		switch {
		case u == 0:
			return "0s"
		case u < uint64(Microsecond):
			unit = "ns"
		case u < uint64(Millisecond):
			unit, places = "µs", 3
		default:
			unit, places = "ms", 6
		}
		at -= copy(b[at-len(unit):], unit)
		at, u = fraction(&b, at, u, places)
		at = whole(&b, at, u)
	} else {
		at--
		b[at] = 's'
		at, u = fraction(&b, at, u, 9)
		at = whole(&b, at, u%60)
		u /= 60
		if u > 0 {
			at--
			b[at] = 'm'
			at = whole(&b, at, u%60)
			u /= 60
			if u > 0 {
				at--
				b[at] = 'h'
				at = whole(&b, at, u)
			}
		}
	}
	if d < 0 {
		at--
		b[at] = '-'
	}
	return string(b[at:])
}

// fraction writes the last places digits of v before b[at:], behind a point, without zeroes at the end, and returns what is before
// them.
func fraction(b *[32]byte, at int, v uint64, places int) (int, uint64) {
	print := false
	for ; places > 0; places-- {
		digit := v % 10
		v /= 10
		print = print || digit != 0
		if print {
			at--
			b[at] = byte('0' + digit)
		}
	}
	if print {
		at--
		b[at] = '.'
	}
	return at, v
}

// whole writes v before b[at:].
func whole(b *[32]byte, at int, v uint64) int {
	for {
		at--
		b[at] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			return at
		}
	}
}

// Nanoseconds returns the duration in nanoseconds.
func (d Duration) Nanoseconds() int64 { return int64(d) }

// Microseconds returns the duration in microseconds.
func (d Duration) Microseconds() int64 { return int64(d / Microsecond) }

// Milliseconds returns the duration in milliseconds.
func (d Duration) Milliseconds() int64 { return int64(d / Millisecond) }

// Seconds returns the duration in seconds.
func (d Duration) Seconds() float64 { return d.in(Second) }

// Minutes returns the duration in minutes.
func (d Duration) Minutes() float64 { return d.in(Minute) }

// Hours returns the duration in hours.
func (d Duration) Hours() float64 { return d.in(Hour) }

func (d Duration) in(unit Duration) float64 {
	return float64(d/unit) + float64(d%unit)/float64(unit)
}

// Truncate rounds towards zero to a multiple of m.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round rounds to the nearest multiple of m, halves away from zero.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		r = -r
		if uint64(r)*2 < uint64(m) {
			return d + r
		}
		if d1 := d - m + r; d1 < d {
			return d1
		}
		return minDuration
	}
	if uint64(r)*2 < uint64(m) {
		return d - r
	}
	if d1 := d + m - r; d1 > d {
		return d1
	}
	return maxDuration
}

// Abs returns the distance from zero.
func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == minDuration:
		return maxDuration
	}
	return -d
}
