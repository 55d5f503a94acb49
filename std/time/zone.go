package time

// A Location is a time zone: which offsets from UTC there were and will be. One without zones is UTC.
type Location struct {
	name    string
	zones   []zone
	changes []change
	// What is valid from the last change on, if there are rules.
	rules *rules
}

// A zone is an abbreviation with its offset, in seconds east of UTC.
type zone struct {
	name   string
	offset int
	dst    bool
}

// A change says which zone is valid from a time on, in seconds since 1970 UTC.
type change struct {
	at   int64
	zone uint8
}

// The beginning and the end of all times.
const (
	alpha = -1 << 63
	omega = 1<<63 - 1
)

var utc = Location{name: "UTC"}
var local = Location{name: "Local"}

// UTC is universal time.
var UTC = &utc

// Local is the host's time zone: UTC, as WASI tells no other.
var Local = &local

// FixedZone returns a location that is always offset seconds east of UTC.
func FixedZone(name string, offset int) *Location {
	return &Location{
		name:    name,
		zones:   []zone{{name, offset, false}},
		changes: []change{{alpha, 0}},
	}
}

// String returns the location's name.
func (l *Location) String() string {
	if l == nil {
		return "UTC"
	}
	return l.name
}

// lookup returns the zone that is valid at a time, and from when until when it is.
func (l *Location) lookup(sec int64) (z zone, start, end int64) {
	if l == nil || len(l.zones) == 0 {
		return zone{"UTC", 0, false}, alpha, omega
	}
	list := l.changes
	if len(list) == 0 || sec < list[0].at {
		end = omega
		if len(list) > 0 {
			end = list[0].at
		}
		return l.zones[l.first()], alpha, end
	}
	lo, hi := 0, len(list)
	for hi-lo > 1 {
		if m := (lo + hi) / 2; list[m].at <= sec {
			lo = m
		} else {
			hi = m
		}
	}
	if hi < len(list) {
		return l.zones[list[lo].zone], list[lo].at, list[hi].at
	}
	if l.rules != nil {
		return l.rules.lookup(list[lo].at, sec)
	}
	return l.zones[list[lo].zone], list[lo].at, omega
}

// first returns the zone before the first change: the first one if no change leads to it, else the last standard time
// before the daylight saving time that the first change leads to, else the first standard time.
func (l *Location) first() int {
	used := false
	for _, c := range l.changes {
		used = used || c.zone == 0
	}
	if !used {
		return 0
	}
	if first := int(l.changes[0].zone); l.zones[first].dst {
		for i := first - 1; i >= 0; i-- {
			if !l.zones[i].dst {
				return i
			}
		}
	}
	for i := range l.zones {
		if !l.zones[i].dst {
			return i
		}
	}
	return 0
}

// offsetOf returns the offset that an abbreviation stands for at a time that is in seconds since 1970 of the zone itself.
func (l *Location) offsetOf(name string, sec int64) (offset int, ok bool) {
	if l == nil {
		l = &utc
	}
	for i := range l.zones {
		if z := &l.zones[i]; z.name == name {
			if found, _, _ := l.lookup(sec - int64(z.offset)); found.name == name {
				return found.offset, true
			}
		}
	}
	for i := range l.zones {
		if l.zones[i].name == name {
			return l.zones[i].offset, true
		}
	}
	return 0, false
}

// toUTC returns seconds since 1970 UTC for seconds since 1970 on the location's clocks.
func (l *Location) toUTC(sec int64) int64 {
	z, start, end := l.lookup(sec)
	u := sec - int64(z.offset)
	// Near a change the zone may be another one.
	if z.offset != 0 && (u < start || u >= end) {
		z, _, _ = l.lookup(u)
		u = sec - int64(z.offset)
	}
	return u
}

// Zone returns the zone's abbreviation and how many seconds it is east of UTC.
func (t Time) Zone() (name string, offset int) {
	z, _, _ := t.loc.lookup(t.Unix())
	return z.name, z.offset
}

// IsDST reports whether t is in daylight saving time.
func (t Time) IsDST() bool {
	z, _, _ := t.loc.lookup(t.Unix())
	return z.dst
}

// ZoneBounds returns from when until when the zone at t is valid; a zero time where there is no bound.
func (t Time) ZoneBounds() (start, end Time) {
	_, from, to := t.loc.lookup(t.Unix())
	if from != alpha {
		start = at(from+unixToInternal, 0, t.loc)
	}
	if to != omega {
		end = at(to+unixToInternal, 0, t.loc)
	}
	return start, end
}
