package syscall

import _ "unsafe" // for linkname

// Timespec is a time, or a span of it.
type Timespec struct {
	Sec  int64
	Nsec int64
}

// Timeval is a time, or a span of it.
type Timeval struct {
	Sec  int64
	Usec int64
}

// TimespecToNsec returns nanoseconds.
func TimespecToNsec(ts Timespec) int64 { return ts.Nano() }

// NsecToTimespec is the reverse.
func NsecToTimespec(nsec int64) Timespec {
	sec, rest := nsec/1e9, nsec%1e9
	if rest < 0 {
		sec, rest = sec-1, rest+1e9
	}
	return Timespec{sec, rest}
}

// TimevalToNsec returns nanoseconds.
func TimevalToNsec(tv Timeval) int64 { return tv.Nano() }

// NsecToTimeval is the reverse; what is left of a microsecond counts as a whole.
func NsecToTimeval(nsec int64) Timeval {
	ts := NsecToTimespec(nsec + 999)
	return Timeval{ts.Sec, ts.Nsec / 1e3}
}

// Unix returns seconds and nanoseconds.
func (ts *Timespec) Unix() (sec int64, nsec int64) { return ts.Sec, ts.Nsec }

// Unix returns seconds and nanoseconds.
func (tv *Timeval) Unix() (sec int64, nsec int64) { return tv.Sec, tv.Usec * 1e3 }

// Nano returns nanoseconds.
func (ts *Timespec) Nano() int64 { return ts.Sec*1e9 + ts.Nsec }

// Nano returns nanoseconds.
func (tv *Timeval) Nano() int64 { return tv.Sec*1e9 + tv.Usec*1e3 }

// now tells nanoseconds since 1970, and those of a clock that only goes forward.
//
//go:burrow pure
//go:linkname now time.now
func now(out *[2]int64)

// Gettimeofday tells the time.
func Gettimeofday(tv *Timeval) error {
	var t [2]int64
	now(&t)
	*tv = Timeval{t[0] / 1e9, t[0] % 1e9 / 1e3}
	return nil
}
