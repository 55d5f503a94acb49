package time

// Layouts for Format and Parse: each shows how January 2, 2006, 15:04:05 -0700 would be written.
const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// element is what a part of a layout stands for.
type element uint8

const (
	elemNone         element = iota
	elemLongMonth            // January
	elemMonth                // Jan
	elemNumMonth             // 1
	elemZeroMonth            // 01
	elemLongDay              // Monday
	elemWeekDay              // Mon
	elemDay                  // 2
	elemUnderDay             // _2
	elemZeroDay              // 02
	elemUnderYearDay         // __2
	elemZeroYearDay          // 002
	elemHour                 // 15
	elemHour12               // 3
	elemZeroHour12           // 03
	elemMinute               // 4
	elemZeroMinute           // 04
	elemSecond               // 5
	elemZeroSecond           // 05
	elemLongYear             // 2006
	elemYear                 // 06
	elemPM                   // PM
	elempm                   // pm
	elemTZ                   // MST
	elemFraction             // .000 or .999
	elemOffset               // -0700 and the like, with colons and seconds as written
)

// elements are the texts of the elements but the last two, longer ones before those with which they begin.
var elements = [...]struct {
	text string
	elem element
}{
	{"January", elemLongMonth}, {"Jan", elemMonth}, {"Monday", elemLongDay}, {"Mon", elemWeekDay}, {"MST", elemTZ},
	{"002", elemZeroYearDay}, {"01", elemZeroMonth}, {"02", elemZeroDay}, {"03", elemZeroHour12}, {"04", elemZeroMinute},
	{"05", elemZeroSecond}, {"06", elemYear}, {"15", elemHour}, {"1", elemNumMonth}, {"2006", elemLongYear}, {"2", elemDay},
	{"__2", elemUnderYearDay}, {"_2", elemUnderDay}, {"3", elemHour12}, {"4", elemMinute}, {"5", elemSecond}, {"PM", elemPM},
	{"pm", elempm},
	{"-07:00:00", elemOffset}, {"-07:00", elemOffset}, {"-070000", elemOffset}, {"-0700", elemOffset}, {"-07", elemOffset},
	{"Z07:00:00", elemOffset}, {"Z07:00", elemOffset}, {"Z070000", elemOffset}, {"Z0700", elemOffset}, {"Z07", elemOffset},
}

// next returns the first element of a layout, its text, and what stands before and behind it.
func next(layout string) (before string, elem element, text, after string) {
	for i := 0; i < len(layout); i++ {
		rest := layout[i:]
		switch c := rest[0]; {
		case c == '.' || c == ',':
			// A point and only zeroes or only nines, with no digit behind.
			n := 1
			for n < len(rest) && rest[n] == rest[1] && (rest[1] == '0' || rest[1] == '9') {
				n++
			}
			if n > 1 && !digitAt(rest, n) {
				return layout[:i], elemFraction, rest[:n], rest[n:]
			}
			continue
		case c == '_' && hasPrefix(rest, "_2006"):
			return layout[:i+1], elemLongYear, "2006", rest[5:]
		}
		for k := range elements {
			e := &elements[k]
			if !hasPrefix(rest, e.text) {
				continue
			}
			n := len(e.text)
			if (e.elem == elemMonth || e.elem == elemWeekDay) && n < len(rest) && 'a' <= rest[n] && rest[n] <= 'z' {
				// Only the beginning of another word.
				continue
			}
			return layout[:i], e.elem, rest[:n], rest[n:]
		}
	}
	return layout, elemNone, "", ""
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

func digitAt(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }
