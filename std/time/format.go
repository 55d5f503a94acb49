package time

// pad appends n with at least width digits.
func pad(b []byte, n, width int, c byte) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	var digits [32]byte
	at := whole(&digits, len(digits), uint64(n))
	for i := len(digits) - at; i < width; i++ {
		b = append(b, c)
	}
	return append(b, digits[at:]...)
}

// Format returns t as a layout shows.
func (t Time) Format(layout string) string { return string(t.AppendFormat(nil, layout)) }

// AppendFormat appends what Format returns.
func (t Time) AppendFormat(b []byte, layout string) []byte {
	days, s := t.local()
	year, month, day := civil(days)
	hour, min, sec := int(s/3600), int(s/60%60), int(s%60)
	name, offset := t.Zone()
	for layout != "" {
		before, elem, text, after := next(layout)
		b = append(b, before...)
		layout = after
		switch elem {
		case elemLongYear:
			b = pad(b, year, 4, '0')
		case elemYear:
			y := year
			if y < 0 {
				y = -y
			}
			b = pad(b, y%100, 2, '0')
		case elemLongMonth:
			b = append(b, month.String()...)
		case elemMonth:
			b = append(b, month.String()[:3]...)
		case elemNumMonth:
			b = pad(b, int(month), 1, '0')
		case elemZeroMonth:
			b = pad(b, int(month), 2, '0')
		case elemLongDay:
			b = append(b, t.Weekday().String()...)
		case elemWeekDay:
			b = append(b, t.Weekday().String()[:3]...)
		case elemDay:
			b = pad(b, day, 1, '0')
		case elemUnderDay:
			b = pad(b, day, 2, ' ')
		case elemZeroDay:
			b = pad(b, day, 2, '0')
		case elemUnderYearDay:
			b = pad(b, t.YearDay(), 3, ' ')
		case elemZeroYearDay:
			b = pad(b, t.YearDay(), 3, '0')
		case elemHour:
			b = pad(b, hour, 2, '0')
		case elemHour12, elemZeroHour12:
			h := hour % 12
			if h == 0 {
				h = 12
			}
			width := 1
			if elem == elemZeroHour12 {
				width = 2
			}
			b = pad(b, h, width, '0')
		case elemMinute:
			b = pad(b, min, 1, '0')
		case elemZeroMinute:
			b = pad(b, min, 2, '0')
		case elemSecond:
			b = pad(b, sec, 1, '0')
		case elemZeroSecond:
			b = pad(b, sec, 2, '0')
		case elemPM, elempm:
			half := "AMPMampm"
			i := 0
			if hour >= 12 {
				i = 2
			}
			if elem == elempm {
				i += 4
			}
			b = append(b, half[i:i+2]...)
		case elemTZ:
			if name != "" {
				b = append(b, name...)
			} else {
				b = appendOffset(b, offset, "-0700")
			}
		case elemOffset:
			b = appendOffset(b, offset, text)
		case elemFraction:
			b = appendFraction(b, t.Nanosecond(), text)
		}
	}
	return b
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// appendOffset appends seconds east of UTC as text shows.
func appendOffset(b []byte, offset int, text string) []byte {
	if text[0] == 'Z' && offset == 0 {
		return append(b, 'Z')
	}
	sign := byte('+')
	if offset < 0 {
		sign = '-'
	}
	offset = abs(offset)
	b = pad(append(b, sign), offset/3600, 2, '0')
	if len(text) > 3 {
		colon := text[3] == ':'
		if colon {
			b = append(b, ':')
		}
		b = pad(b, offset/60%60, 2, '0')
		if len(text) > 6 {
			if colon {
				b = append(b, ':')
			}
			b = pad(b, offset%60, 2, '0')
		}
	}
	return b
}

// appendFraction appends a fraction of a second as text shows: with nines, without zeroes at the end.
func appendFraction(b []byte, nsec int, text string) []byte {
	start := len(b)
	b = pad(append(b, text[0]), nsec, 9, '0')
	n := len(text)
	for len(b)-start < n {
		b = append(b, '0')
	}
	b = b[:start+n]
	if text[1] == '9' {
		for len(b) > start && (b[len(b)-1] == '0' || len(b) == start+1) {
			b = b[:len(b)-1]
		}
	}
	return b
}

// String returns t as in "2006-01-02 15:04:05.999999999 -0700 MST", with the reading of the monotonic clock behind it.
func (t Time) String() string {
	b := t.AppendFormat(nil, "2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono > 0 {
		m := t.mono - begin
		b = append(b, " m="...)
		if m < 0 {
			b = append(b, '-')
			m = -m
		} else {
			b = append(b, '+')
		}
		b = pad(b, int(m/1e9), 1, '0')
		b = pad(append(b, '.'), int(m%1e9), 9, '0')
	}
	return string(b)
}

// GoString returns t as Go source.
func (t Time) GoString() string {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	b := pad([]byte("time.Date("), year, 1, '0')
	b = append(b, ", "...)
	if month < January || month > December {
		b = pad(b, int(month), 1, '0')
	} else {
		b = append(b, "time."...)
		b = append(b, month.String()...)
	}
	for _, n := range [...]int{day, hour, min, sec, t.Nanosecond()} {
		b = pad(append(b, ", "...), n, 1, '0')
	}
	b = append(b, ", "...)
	switch loc := t.Location(); loc {
	case UTC:
		b = append(b, "time.UTC"...)
	case Local:
		b = append(b, "time.Local"...)
	default:
		b = append(b, "time.Location("...)
		b = append(b, quote(loc.name)...)
		b = append(b, ')')
	}
	return string(append(b, ')'))
}

// MarshalText returns t as in RFC 3339.
func (t Time) MarshalText() ([]byte, error) { return t.appendRFC3339(nil, "Time.MarshalText: ") }

// AppendText appends t as in RFC 3339.
func (t Time) AppendText(b []byte) ([]byte, error) { return t.appendRFC3339(b, "Time.AppendText: ") }

// appendRFC3339 appends t as in RFC 3339, unless that cannot show it.
func (t Time) appendRFC3339(b []byte, who string) ([]byte, error) {
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, &textError{who + "year outside of range [0,9999]"}
	}
	if _, offset := t.Zone(); abs(offset) >= 24*3600 {
		return nil, &textError{who + "timezone hour outside of range [0,23]"}
	}
	return t.AppendFormat(b, RFC3339Nano), nil
}

// UnmarshalText sets t from a text as in RFC 3339.
func (t *Time) UnmarshalText(data []byte) error {
	v, err := Parse(RFC3339, string(data))
	if err == nil {
		*t = v
	}
	return err
}

// MarshalJSON returns t as in RFC 3339, in quotes.
func (t Time) MarshalJSON() ([]byte, error) {
	b, err := t.appendRFC3339([]byte{'"'}, "Time.MarshalJSON: ")
	if err != nil {
		return nil, err
	}
	return append(b, '"'), nil
}

// UnmarshalJSON sets t from a quoted text as in RFC 3339; null changes nothing.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return &textError{"Time.UnmarshalJSON: input is not a JSON string"}
	}
	return t.UnmarshalText(data[1 : len(data)-1])
}

type textError struct{ text string }

func (e *textError) Error() string { return e.text }

// quote returns s in quotes, with escapes for what is no printable ASCII.
func quote(s string) string {
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c >= 0x80:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
