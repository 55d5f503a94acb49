package time

// rules say for each year when daylight saving time begins and ends, as POSIX's TZ does: std offset [dst [offset] [,start,end]].
type rules struct {
	std, dst zone
	both     bool
	begin    day
	end      day
}

// A day of each year, and a time on it in seconds.
type day struct {
	kind        byte // 'J': the day from 1, without the leap day. 0: the day from 0. 'M': a weekday of a month
	n           int
	week, month int
	seconds     int
}

// parseRules reads rules.
func parseRules(s string) (*rules, bool) {
	r := &rules{}
	ok := true
	if r.std.name, s, ok = ruleName(s); !ok {
		return nil, false
	}
	west := 0
	if west, s, ok = ruleOffset(s); !ok {
		return nil, false
	}
	r.std.offset = -west
	if s == "" || s[0] == ',' {
		return r, true
	}
	r.both = true
	if r.dst.name, s, ok = ruleName(s); !ok {
		return nil, false
	}
	r.dst.dst = true
	r.dst.offset = r.std.offset + 3600
	if s != "" && s[0] != ',' {
		if west, s, ok = ruleOffset(s); !ok {
			return nil, false
		}
		r.dst.offset = -west
	}
	if s == "" {
		s = ",M3.2.0,M11.1.0"
	}
	if s[0] != ',' && s[0] != ';' {
		return nil, false
	}
	if r.begin, s, ok = ruleDay(s[1:]); !ok || s == "" || s[0] != ',' {
		return nil, false
	}
	if r.end, s, ok = ruleDay(s[1:]); !ok || s != "" {
		return nil, false
	}
	return r, true
}

// ruleName reads an abbreviation: three characters or more, or anything between < and >.
func ruleName(s string) (name, rest string, ok bool) {
	if s != "" && s[0] == '<' {
		for i := range s {
			if s[i] == '>' {
				return s[1:i], s[i+1:], true
			}
		}
		return "", "", false
	}
	n := 0
	for n < len(s) && s[n] != ',' && s[n] != '-' && s[n] != '+' && !('0' <= s[n] && s[n] <= '9') {
		n++
	}
	return s[:n], s[n:], n >= 3
}

// ruleOffset reads [+-]hh[:mm[:ss]], in seconds.
func ruleOffset(s string) (offset int, rest string, ok bool) {
	sign := 1
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	for unit, most := 3600, 24*7; ; unit, most = unit/60, 59 {
		n := 0
		if n, s, ok = ruleNumber(s, 0, most); !ok {
			return 0, "", false
		}
		offset += n * unit
		if s == "" || s[0] != ':' || unit == 1 {
			return sign * offset, s, true
		}
		s = s[1:]
	}
}

func ruleNumber(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' && n <= most {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i > 0 && least <= n && n <= most
}

// ruleDay reads Jn, n or Mm.w.d, with /time behind it where that is not two o'clock.
func ruleDay(s string) (d day, rest string, ok bool) {
	d.seconds = 2 * 3600
	switch {
	case s == "":
		return d, "", false
	case s[0] == 'J':
		d.kind = 'J'
		d.n, s, ok = ruleNumber(s[1:], 1, 365)
	case s[0] == 'M':
		d.kind = 'M'
		if d.month, s, ok = ruleNumber(s[1:], 1, 12); !ok || s == "" || s[0] != '.' {
			return d, "", false
		}
		if d.week, s, ok = ruleNumber(s[1:], 1, 5); !ok || s == "" || s[0] != '.' {
			return d, "", false
		}
		d.n, s, ok = ruleNumber(s[1:], 0, 6)
	default:
		d.n, s, ok = ruleNumber(s, 0, 365)
	}
	if ok && s != "" && s[0] == '/' {
		d.seconds, s, ok = ruleOffset(s[1:])
	}
	return d, s, ok
}

// of returns the day's time, in seconds since the beginning of the year, by clocks with an offset.
func (d *day) of(year int, offset int) int64 {
	first := daysBefore(year, January)
	var n int64
	switch d.kind {
	case 'J':
		n = int64(d.n) - 1
		if d.n >= 60 && daysBefore(year, March)-first == 60 {
			n++
		}
	case 0:
		n = int64(d.n)
	default:
		month := daysBefore(year, Month(d.month))
		next := first + 31*12
		if d.month < 12 {
			next = daysBefore(year, Month(d.month+1))
		} else {
			next = month + 31
		}
		// The year 1 began on a Monday.
		n = month + floorMod(int64(d.n)-(month+1), 7) + int64(d.week-1)*7
		if n >= next {
			n -= 7
		}
		n -= first
	}
	return n*86400 + int64(d.seconds-offset)
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }

// lookup returns the zone at a time behind the last change, and its bounds: those of the year where it goes on beyond.
func (r *rules) lookup(last, sec int64) (z zone, start, end int64) {
	if !r.both {
		return r.std, last, omega
	}
	year, _, _ := civil(floorDiv(sec+unixToInternal, 86400))
	base := daysBefore(year, January)*86400 - unixToInternal
	from, to := base+r.begin.of(year, r.std.offset), base+r.end.of(year, r.dst.offset)
	outer, inner := r.std, r.dst
	if to < from {
		from, to = to, from
		outer, inner = inner, outer
	}
	switch {
	case sec < from:
		return outer, base, from
	case sec >= to:
		return outer, to, base + 365*86400
	}
	return inner, from, to
}
