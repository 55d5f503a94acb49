// Package time measures and shows time.
package time

// A Time is a moment, to the nanosecond.
type Time struct {
	// With mono above zero, wall is nanoseconds since 1970 UTC and mono the reading of a clock that is never set. Otherwise wall is
	// seconds since the year 1 UTC, and -mono nanoseconds. So the zero value is the first moment of the year 1.
	wall int64
	mono int64
	loc  *Location // nil: UTC
}

// unixToInternal is 1970 UTC in seconds since the year 1.
const unixToInternal = 62135596800

// begin is the first reading of the monotonic clock.
var begin int64

// Now returns the current time, with a reading of the monotonic clock.
func Now() Time {
	var out [2]int64
	now(&out)
	if out[1] <= 0 {
		out[1] = 1
	}
	if begin == 0 {
		begin = out[1]
	}
	return Time{out[0], out[1], Local}
}

// at returns the time that is sec seconds and nsec nanoseconds after the beginning of the year 1.
func at(sec, nsec int64, loc *Location) Time { return Time{sec, -nsec, loc} }

// sec returns seconds since the year 1.
func (t Time) sec() int64 {
	if t.mono > 0 {
		return floorDiv(t.wall, 1e9) + unixToInternal
	}
	return t.wall
}

func (t Time) nsec() int64 {
	if t.mono > 0 {
		return t.wall - floorDiv(t.wall, 1e9)*1e9
	}
	return -t.mono
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// strip returns t without the reading of the monotonic clock.
func (t Time) strip() Time {
	if t.mono > 0 {
		return at(t.sec(), t.nsec(), t.loc)
	}
	return t
}

// Since returns the time that has passed since t.
func Since(t Time) Duration { return Now().Sub(t) }

// Until returns the time that passes until t.
func Until(t Time) Duration { return t.Sub(Now()) }

// Sub returns t-u, by the monotonic clock if both have a reading; what does not fit becomes the nearest duration.
func (t Time) Sub(u Time) Duration {
	if t.mono > 0 && u.mono > 0 {
		d := t.mono - u.mono
		if t.mono > u.mono && d < 0 {
			return maxDuration
		}
		return Duration(d)
	}
	s := t.sec() - u.sec()
	switch {
	case s > int64(maxDuration)/1e9+1:
		return maxDuration
	case s < int64(minDuration)/1e9-1:
		return minDuration
	}
	d := Duration(s)*Second + Duration(t.nsec()-u.nsec())
	switch {
	case s > 1 && d < 0:
		return maxDuration
	case s < -1 && d > 0:
		return minDuration
	}
	return d
}

// Add returns t+d.
func (t Time) Add(d Duration) Time {
	if t.mono > 0 {
		w, m := t.wall+int64(d), t.mono+int64(d)
		if (w > t.wall) == (d > 0) && (m > t.mono) == (d > 0) && m > 0 {
			return Time{w, m, t.loc}
		}
		if d == 0 {
			return t
		}
	}
	sec := t.sec() + int64(d/1e9)
	nsec := t.nsec() + int64(d%1e9)
	if nsec >= 1e9 {
		sec++
		nsec -= 1e9
	} else if nsec < 0 {
		sec--
		nsec += 1e9
	}
	return at(sec, nsec, t.loc)
}

// Compare returns -1, 0 or 1 as t is before, at or after u.
func (t Time) Compare(u Time) int {
	x, y := t.mono, u.mono
	if x <= 0 || y <= 0 {
		x, y = t.sec(), u.sec()
		if x == y {
			x, y = t.nsec(), u.nsec()
		}
	}
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// After reports whether t is after u.
func (t Time) After(u Time) bool { return t.Compare(u) > 0 }

// Before reports whether t is before u.
func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }

// Equal reports whether t and u are the same moment.
func (t Time) Equal(u Time) bool { return t.Compare(u) == 0 }

// IsZero reports whether t is the first moment of the year 1 UTC.
func (t Time) IsZero() bool { return t.sec() == 0 && t.nsec() == 0 }

// Unix returns the time that is sec seconds and nsec nanoseconds after 1970 UTC.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		n := floorDiv(nsec, 1e9)
		sec += n
		nsec -= n * 1e9
	}
	return at(sec+unixToInternal, nsec, Local)
}

// UnixMilli returns the time that is msec milliseconds after 1970 UTC.
func UnixMilli(msec int64) Time { return Unix(msec/1e3, msec%1e3*1e6) }

// UnixMicro returns the time that is usec microseconds after 1970 UTC.
func UnixMicro(usec int64) Time { return Unix(usec/1e6, usec%1e6*1e3) }

// Unix returns seconds since 1970 UTC.
func (t Time) Unix() int64 { return t.sec() - unixToInternal }

// UnixMilli returns milliseconds since 1970 UTC.
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + t.nsec()/1e6 }

// UnixMicro returns microseconds since 1970 UTC.
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + t.nsec()/1e3 }

// UnixNano returns nanoseconds since 1970 UTC.
func (t Time) UnixNano() int64 { return t.Unix()*1e9 + t.nsec() }

// Truncate returns t rounded down to a multiple of d since the zero time, without a reading of the monotonic clock.
func (t Time) Truncate(d Duration) Time {
	t = t.strip()
	if d <= 0 {
		return t
	}
	return t.Add(-t.remainder(d))
}

// Round returns t rounded to the nearest multiple of d since the zero time, halves up, without a reading of the monotonic clock.
func (t Time) Round(d Duration) Time {
	t = t.strip()
	if d <= 0 {
		return t
	}
	if r := t.remainder(d); r+r < r || uint64(r)*2 >= uint64(d) {
		return t.Add(d - r)
	} else {
		return t.Add(-r)
	}
}

// remainder returns the time since the zero time modulo d.
func (t Time) remainder(d Duration) Duration {
	// sec * 1e9 + nsec does not fit 64 bits: by halving.
	sec, m := t.sec(), uint64(d)
	if sec < 0 {
		neg := at(-sec-1, 1e9-t.nsec(), nil)
		if t.nsec() == 0 {
			neg = at(-sec, 0, nil)
		}
		if r := neg.remainder(d); r != 0 {
			return d - r
		}
		return 0
	}
	r := uint64(0)
	for bit := 63; bit >= 0; bit-- {
		r <<= 1
		if r >= m {
			r -= m
		}
		if uint64(sec)>>uint(bit)&1 != 0 {
			r += 1e9 % m
			if r >= m {
				r -= m
			}
		}
	}
	return Duration((r + uint64(t.nsec())%m) % m)
}

// Local returns t in local time.
func (t Time) Local() Time { return t.In(Local) }

// UTC returns t in UTC.
func (t Time) UTC() Time { return t.In(UTC) }

// In returns t in a location.
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	if loc == UTC {
		loc = nil
	}
	t.loc = loc
	return t
}

// Location returns the location of t.
func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}
