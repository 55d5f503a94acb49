package time
type Duration int64
const (
	Nanosecond Duration = 1
	Microsecond = 1000 * Nanosecond
	Millisecond = 1000 * Microsecond
	Second = 1000 * Millisecond
)
func (d Duration) Seconds() float64 { return float64(d) / 1e9 }
type Time struct { wall uint64; ext int64; loc *Location }
type Location struct { name string }
func Now() Time { return Time{} }
func (t Time) Sub(u Time) Duration { return Duration(t.ext - u.ext) }
func Since(t Time) Duration { return Now().Sub(t) }
func Sleep(d Duration)
func After(d Duration) <-chan Time { return nil }
