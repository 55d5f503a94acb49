package time

// A Month is a month of the year.
type Month int

// The months.
const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

const monthNames = "January  February March    April    May      June     July     August   SeptemberOctober  November December "

// String returns the English name.
func (m Month) String() string {
	if m < January || m > December {
		return "%!Month(" + decimal(int(m)) + ")"
	}
	return padded(monthNames, int(m-1))
}

// A Weekday is a day of the week.
type Weekday int

// The days of the week.
const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

const dayNames = "Sunday   Monday   Tuesday  WednesdayThursday Friday   Saturday "

// String returns the English name.
func (d Weekday) String() string {
	if d < Sunday || d > Saturday {
		return "%!Weekday(" + decimal(int(d)) + ")"
	}
	return padded(dayNames, int(d))
}

// padded returns name i of a list of names of nine bytes.
func padded(names string, i int) string {
	s := names[9*i : 9*i+9]
	for s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

func decimal(n int) string {
	var b [32]byte
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	at := whole(&b, len(b), u)
	if n < 0 {
		at--
		b[at] = '-'
	}
	return string(b[at:])
}

// daysBefore returns the days from the beginning of the year 1 to that of a month, in the Gregorian calendar without end.
func daysBefore(year int, month Month) int64 {
	// Years begin in March, so that the leap day is the last of all.
	y, m := int64(year), int64(month)
	if m < 3 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	inEra := y - era*400
	days := inEra*365 + inEra/4 - inEra/100 + (153*(m-3)+2)/5
	return era*146097 + days - 306
}

// civil returns the date that is days after the beginning of the year 1.
func civil(days int64) (year int, month Month, day int) {
	days += 306
	era := floorDiv(days, 146097)
	d := days - era*146097
	y := (d - d/1460 + d/36524 - d/146096) / 365
	d -= y*365 + y/4 - y/100
	m := (5*d + 2) / 153
	day = int(d-(153*m+2)/5) + 1
	y += era * 400
	m += 3
	if m > 12 {
		m -= 12
		y++
	}
	return int(y), Month(m), day
}

// Date returns the time of a date and clock reading in a location. Values may lie outside their usual range: October 32 is
// November 1.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int64(month) - 1
	y := floorDiv(m, 12)
	year += int(y)
	m -= y * 12
	carry := floorDiv(int64(nsec), 1e9)
	n := int64(nsec) - carry*1e9
	days := daysBefore(year, Month(m+1)) + int64(day) - 1
	s := days*86400 + int64(hour)*3600 + int64(min)*60 + int64(sec) + carry
	if loc == UTC {
		loc = nil
	}
	return at(loc.toUTC(s-unixToInternal)+unixToInternal, n, loc)
}

// local returns days since the year 1 and seconds since midnight, in the time's location.
func (t Time) local() (days, sec int64) {
	s := t.sec()
	if t.loc != nil {
		_, offset := t.Zone()
		s += int64(offset)
	}
	days = floorDiv(s, 86400)
	return days, s - days*86400
}

// Date returns year, month and day.
func (t Time) Date() (year int, month Month, day int) {
	days, _ := t.local()
	return civil(days)
}

// Clock returns hour, minute and second.
func (t Time) Clock() (hour, min, sec int) {
	_, s := t.local()
	return int(s / 3600), int(s / 60 % 60), int(s % 60)
}

// Year returns the year.
func (t Time) Year() int { y, _, _ := t.Date(); return y }

// Month returns the month.
func (t Time) Month() Month { _, m, _ := t.Date(); return m }

// Day returns the day of the month.
func (t Time) Day() int { _, _, d := t.Date(); return d }

// Hour returns the hour, from 0 to 23.
func (t Time) Hour() int { h, _, _ := t.Clock(); return h }

// Minute returns the minute.
func (t Time) Minute() int { _, m, _ := t.Clock(); return m }

// Second returns the second.
func (t Time) Second() int { _, _, s := t.Clock(); return s }

// Nanosecond returns the nanoseconds within the second.
func (t Time) Nanosecond() int { return int(t.nsec()) }

// Weekday returns the day of the week.
func (t Time) Weekday() Weekday {
	days, _ := t.local()
	// The year 1 began on a Monday.
	d := (days + 1) % 7
	if d < 0 {
		d += 7
	}
	return Weekday(d)
}

// YearDay returns the day of the year, from 1 on.
func (t Time) YearDay() int {
	days, _ := t.local()
	y, _, _ := civil(days)
	return int(days-daysBefore(y, January)) + 1
}

// ISOWeek returns the week, from 1 to 53, and the year to which it belongs.
func (t Time) ISOWeek() (year, week int) {
	days, _ := t.local()
	// The week belongs to the year of its Thursday.
	thursday := days + 3 - int64((t.Weekday()+6)%7)
	year, _, _ = civil(thursday)
	return year, int(thursday-daysBefore(year, January))/7 + 1
}

// AddDate returns the time with numbers of years, months and days added to its date.
func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, t.Nanosecond(), t.Location())
}
