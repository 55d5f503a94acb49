package time

// A ParseError says what could not be parsed.
type ParseError struct {
	Layout     string
	Value      string
	LayoutElem string
	ValueElem  string
	Message    string
}

func (e *ParseError) Error() string {
	if e.Message != "" {
		return "parsing time " + quote(e.Value) + e.Message
	}
	return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) + " as " + quote(e.LayoutElem)
}

// Parse reads a time as a layout shows, in UTC unless the text says otherwise.
func Parse(layout, value string) (Time, error) { return parse(layout, value, UTC, Local) }

// ParseInLocation is Parse in a location unless the text says otherwise.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	return parse(layout, value, loc, loc)
}

// number reads at least min and at most max digits.
func number(s string, min, max int) (n int, rest string, ok bool) {
	i := 0
	for i < max && digitAt(s, i) {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= min
}

// lookup finds which of the names of nine bytes s begins with, by its first letters or whole, whatever the case.
func lookup(names, s string, whole bool) (i int, rest string, ok bool) {
	for i := 0; i*9 < len(names); i++ {
		name := padded(names, i)
		if !whole {
			name = name[:3]
		}
		if len(s) < len(name) {
			continue
		}
		same := true
		for k := 0; k < len(name) && same; k++ {
			same = s[k]|0x20 == name[k]|0x20
		}
		if same {
			return i, s[len(name):], true
		}
	}
	return 0, s, false
}

// fractionOf reads a point or comma and digits: nanoseconds.
func fractionOf(s string) (nsec int, rest string) {
	i := 1
	for scale := 100000000; digitAt(s, i); scale /= 10 {
		nsec += int(s[i]-'0') * scale
		i++
	}
	return nsec, s[i:]
}

func isPoint(s string) bool { return len(s) > 1 && (s[0] == '.' || s[0] == ',') && digitAt(s, 1) }

func parse(layout, value string, standard, local *Location) (Time, error) {
	wholeLayout, wholeValue := layout, value
	fail := func(elem, rest, message string) (Time, error) {
		return Time{}, &ParseError{wholeLayout, wholeValue, elem, rest, message}
	}
	year, month, day, yearDay := 0, 0, 0, -1
	hour, min, sec, nsec := 0, 0, 0, 0
	outside := "" // what is out of range
	twelve, pm, am := false, false, false
	offset, hasOffset, utc := 0, false, false
	zone := ""
	for {
		before, elem, text, after := next(layout)
		rest, ok := skip(value, before)
		if !ok {
			return fail(before, value, "")
		}
		value = rest
		if elem == elemNone {
			if value != "" {
				return fail("", value, ": extra text: "+quote(value))
			}
			break
		}
		layout = after
		held := value
		switch elem {
		case elemLongYear:
			year, value, ok = number(value, 4, 4)
		case elemYear:
			year, value, ok = number(value, 2, 2)
			if year >= 69 {
				year += 1900
			} else {
				year += 2000
			}
		case elemLongMonth, elemMonth:
			month, value, ok = lookup(monthNames, value, elem == elemLongMonth)
			month++
		case elemNumMonth, elemZeroMonth:
			month, value, ok = number(value, 1+bit(elem == elemZeroMonth), 2)
			if ok && (month < 1 || month > 12) {
				outside = "month"
			}
		case elemLongDay, elemWeekDay:
			_, value, ok = lookup(dayNames, value, elem == elemLongDay)
		case elemDay, elemUnderDay, elemZeroDay:
			if elem == elemUnderDay && value != "" && value[0] == ' ' {
				value = value[1:]
			}
			day, value, ok = number(value, 1+bit(elem == elemZeroDay), 2)
		case elemUnderYearDay, elemZeroYearDay:
			for i := 0; i < 2 && elem == elemUnderYearDay && value != "" && value[0] == ' '; i++ {
				value = value[1:]
			}
			yearDay, value, ok = number(value, 1+2*bit(elem == elemZeroYearDay), 3)
			ok = ok && (elem == elemZeroYearDay || len(held)-len(value) == 3)
		case elemHour:
			hour, value, ok = number(value, 1, 2)
			if hour < 0 || hour >= 24 {
				outside = "hour"
			}
		case elemHour12, elemZeroHour12:
			hour, value, ok = number(value, 1+bit(elem == elemZeroHour12), 2)
			twelve = true
			if hour < 0 || hour > 12 {
				outside = "hour"
			}
		case elemMinute, elemZeroMinute:
			min, value, ok = number(value, 1+bit(elem == elemZeroMinute), 2)
			if min >= 60 {
				outside = "minute"
			}
		case elemSecond, elemZeroSecond:
			sec, value, ok = number(value, 1+bit(elem == elemZeroSecond), 2)
			if sec >= 60 {
				outside = "second"
			} else if ok && isPoint(value) {
				// A fraction need not be in the layout.
				if _, e, _, _ := next(layout); e != elemFraction {
					nsec, value = fractionOf(value)
				}
			}
		case elemPM, elempm:
			half := ""
			if len(value) >= 2 {
				half, value = value[:2], value[2:]
			}
			switch half {
			case "PM", "pm":
				pm = true
			case "AM", "am":
				am = true
			}
			ok = (half == "PM" || half == "AM") && elem == elemPM || (half == "pm" || half == "am") && elem == elempm
		case elemFraction:
			if text[1] == '9' {
				// Takes what there is.
				if isPoint(value) {
					nsec, value = fractionOf(value)
				}
				break
			}
			n := len(text)
			ok = len(value) >= n && (value[0] == '.' || value[0] == ',')
			for i := 1; ok && i < n; i++ {
				ok = digitAt(value, i)
			}
			if ok {
				nsec, _ = fractionOf(value[:n])
				value = value[n:]
			}
		case elemOffset:
			if text[0] == 'Z' && value != "" && value[0] == 'Z' {
				value = value[1:]
				utc = true
				break
			}
			offset, value, outside, ok = parseOffset(value, text)
			hasOffset = true
		case elemTZ:
			if hasPrefix(value, "UTC") {
				utc = true
				value = value[3:]
				break
			}
			n := zoneLength(value)
			ok = n > 0
			zone, value = value[:n], value[n:]
		}
		if outside != "" {
			return fail(text, value, ": "+outside+" out of range")
		}
		if !ok {
			return fail(text, held, "")
		}
	}
	if twelve || pm || am {
		if pm && hour < 12 {
			hour += 12
		} else if am && hour == 12 {
			hour = 0
		}
	}
	if yearDay >= 0 {
		days := int(daysBefore(year+1, January) - daysBefore(year, January))
		if yearDay < 1 || yearDay > days {
			return fail("", value, ": day-of-year out of range")
		}
		_, m, d := civil(daysBefore(year, January) + int64(yearDay) - 1)
		if month > 0 && month != int(m) {
			return fail("", value, ": day-of-year does not match month")
		}
		if day > 0 && day != d {
			return fail("", value, ": day-of-year does not match day")
		}
		month, day = int(m), d
	} else {
		if month == 0 {
			month = 1
		}
		if day == 0 && !hasDay(wholeLayout) {
			day = 1
		}
	}
	if day < 1 || day > int(daysBefore(year, Month(month+1))-daysBefore(year, Month(month))) && month < 12 || day > 31 {
		return fail("", value, ": day out of range")
	}
	switch {
	case utc:
		return Date(year, Month(month), day, hour, min, sec, nsec, UTC), nil
	case hasOffset:
		t := Date(year, Month(month), day, hour, min, sec, nsec, UTC)
		t = t.Add(-Duration(offset) * Second)
		if z, _, _ := local.lookup(t.Unix()); z.offset == offset && (zone == "" || zone == z.name) {
			return t.In(local), nil
		}
		return t.In(FixedZone(zone, offset)), nil
	case zone != "":
		t := Date(year, Month(month), day, hour, min, sec, nsec, UTC)
		if offset, ok := local.offsetOf(zone, t.Unix()); ok {
			return t.Add(-Duration(offset) * Second).In(local), nil
		}
		// An unknown abbreviation: its time is taken for UTC, but for GMT+3 and the like.
		offset := 0
		if len(zone) > 3 && zone[:3] == "GMT" {
			n, _, _ := number(zone[4:], 1, 2)
			offset = n * 3600
			if zone[3] == '-' {
				offset = -offset
			}
		}
		return Date(year, Month(month), day, hour, min, sec, nsec, FixedZone(zone, offset)), nil
	}
	return Date(year, Month(month), day, hour, min, sec, nsec, standard), nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// hasDay reports whether a layout has a day of the month.
func hasDay(layout string) bool {
	for layout != "" {
		_, elem, _, after := next(layout)
		if elem == elemDay || elem == elemUnderDay || elem == elemZeroDay {
			return true
		}
		layout = after
	}
	return false
}

// skip skips the text of a layout in a value; spaces stand for any number of them.
func skip(value, text string) (rest string, ok bool) {
	for text != "" {
		if text[0] == ' ' {
			if value != "" && value[0] != ' ' {
				return value, false
			}
			for text != "" && text[0] == ' ' {
				text = text[1:]
			}
			for value != "" && value[0] == ' ' {
				value = value[1:]
			}
			continue
		}
		if value == "" || value[0] != text[0] {
			return value, false
		}
		text, value = text[1:], value[1:]
	}
	return value, true
}

// parseOffset reads an offset from UTC as text shows; outside says which part of it is out of range.
func parseOffset(s, text string) (offset int, rest, outside string, ok bool) {
	if len(s) < len(text) || s[0] != '+' && s[0] != '-' {
		return 0, s, "", false
	}
	negative := s[0] == '-'
	for i, unit := 1, 3600; i < len(text); unit /= 60 {
		if text[i] == ':' {
			if s[i] != ':' {
				return 0, s, "", false
			}
			i++
		}
		if !digitAt(s, i) || !digitAt(s, i+1) {
			return 0, s, "", false
		}
		n := int(s[i]-'0')*10 + int(s[i+1]-'0')
		switch {
		case unit == 3600 && n > 24:
			outside = "time zone offset hour"
		case unit == 60 && n > 60:
			outside = "time zone offset minute"
		case unit == 1 && n > 60:
			outside = "time zone offset second"
		}
		offset += n * unit
		i += 2
	}
	if negative {
		offset = -offset
	}
	return offset, s[len(text):], outside, true
}

// signedHours returns how long a sign and a number of hours at the beginning of s are, or 0.
func signedHours(s string) int {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0
	}
	n, rest, ok := number(s[1:], 1, 9)
	if !ok || n > 23 {
		return 0
	}
	return len(s) - len(rest)
}

// zoneLength returns how long the time zone's abbreviation at the beginning of s is, or 0.
func zoneLength(s string) int {
	if len(s) < 3 {
		return 0
	}
	if hasPrefix(s, "ChST") || hasPrefix(s, "MeST") {
		return 4
	}
	if hasPrefix(s, "GMT") {
		return 3 + signedHours(s[3:])
	}
	if s[0] == '+' || s[0] == '-' {
		return signedHours(s)
	}
	n := 0
	for n < 6 && n < len(s) && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	switch {
	case n == 3, n == 4 && (s[3] == 'T' || hasPrefix(s, "WITA")), n == 5 && s[4] == 'T':
		return n
	}
	return 0
}

// ParseDuration reads a duration such as "300ms" or "-1.5h" or "2h45m", in the units ns, us (or µs), ms, s, m, h.
func ParseDuration(s string) (Duration, error) {
	whole := s
	invalid := func() (Duration, error) { return 0, &textError{"time: invalid duration " + quote(whole)} }
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return invalid()
	}
	total := uint64(0)
	for s != "" {
		if s[0] != '.' && !digitAt(s, 0) {
			return invalid()
		}
		v := uint64(0)
		start := len(s)
		for digitAt(s, 0) {
			if v > 1<<63/10 {
				return invalid()
			}
			v = v*10 + uint64(s[0]-'0')
			if v > 1<<63 {
				return invalid()
			}
			s = s[1:]
		}
		digits := start - len(s)
		fraction, scale, full := uint64(0), 1.0, false
		if s != "" && s[0] == '.' {
			s = s[1:]
			start = len(s)
			for digitAt(s, 0) {
				if !full && fraction <= (1<<63-1)/10 {
					if f := fraction*10 + uint64(s[0]-'0'); f <= 1<<63 {
						fraction = f
						scale *= 10
					} else {
						full = true
					}
				} else {
					full = true
				}
				s = s[1:]
			}
			digits += start - len(s)
		}
		if digits == 0 {
			return invalid()
		}
		n := 0
		for n < len(s) && s[n] != '.' && !digitAt(s, n) {
			n++
		}
		if n == 0 {
			return 0, &textError{"time: missing unit in duration " + quote(whole)}
		}
		unit := uint64(0)
		switch s[:n] {
		case "ns":
			unit = uint64(Nanosecond)
		case "us", "µs", "μs":
			unit = uint64(Microsecond)
		case "ms":
			unit = uint64(Millisecond)
		case "s":
			unit = uint64(Second)
		case "m":
			unit = uint64(Minute)
		case "h":
			unit = uint64(Hour)
		default:
			return 0, &textError{"time: unknown unit " + quote(s[:n]) + " in duration " + quote(whole)}
		}
		s = s[n:]
		if v > 1<<63/unit {
			return invalid()
		}
		v *= unit
		if fraction > 0 {
			v += uint64(float64(fraction) * (float64(unit) / scale))
			if v > 1<<63 {
				return invalid()
			}
		}
		total += v
		if total > 1<<63 {
			return invalid()
		}
	}
	if negative {
		return -Duration(total), nil
	}
	if total > 1<<63-1 {
		return invalid()
	}
	return Duration(total), nil
}
