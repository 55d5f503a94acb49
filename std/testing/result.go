package testing

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// BenchmarkResult is what was measured.
type BenchmarkResult struct {
	N         int           // How often it was done.
	T         time.Duration // How long that took.
	Bytes     int64         // Bytes worked on each time.
	MemAllocs uint64        // Allocations.
	MemBytes  uint64        // Bytes allocated.

	// Extra has the numbers of ReportMetric by their units.
	Extra map[string]float64
}

// NsPerOp returns how many nanoseconds one time took.
func (r BenchmarkResult) NsPerOp() int64 {
	if v, ok := r.Extra["ns/op"]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return r.T.Nanoseconds() / int64(r.N)
}

// AllocsPerOp returns how many allocations one time made.
func (r BenchmarkResult) AllocsPerOp() int64 { return r.each("allocs/op", r.MemAllocs) }

// AllocedBytesPerOp returns how many bytes one time allocated.
func (r BenchmarkResult) AllocedBytesPerOp() int64 { return r.each("B/op", r.MemBytes) }

func (r BenchmarkResult) each(unit string, all uint64) int64 {
	if v, ok := r.Extra[unit]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return int64(all) / int64(r.N)
}

func (r BenchmarkResult) megabytesPerSecond() float64 {
	if v, ok := r.Extra["MB/s"]; ok {
		return v
	}
	if r.Bytes <= 0 || r.T <= 0 || r.N <= 0 {
		return 0
	}
	return float64(r.Bytes) * float64(r.N) / 1e6 / r.T.Seconds()
}

// String returns N, the time, the rate and the numbers of ReportMetric.
func (r BenchmarkResult) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%8d", r.N)
	ns, ok := r.Extra["ns/op"]
	if !ok {
		ns = float64(r.T.Nanoseconds()) / float64(r.N)
	}
	if ns != 0 {
		b.WriteByte('\t')
		number(&b, ns, "ns/op")
	}
	if mbs := r.megabytesPerSecond(); mbs != 0 {
		fmt.Fprintf(&b, "\t%7.2f MB/s", mbs)
	}
	var units []string
	for unit := range r.Extra {
		switch unit {
		case "ns/op", "MB/s", "B/op", "allocs/op":
		default:
			units = append(units, unit)
		}
	}
	slices.Sort(units)
	for _, unit := range units {
		b.WriteByte('\t')
		number(&b, r.Extra[unit], unit)
	}
	return b.String()
}

// number writes about four digits.
func number(b *strings.Builder, x float64, unit string) {
	format := "%10.0f %s"
	switch size := math.Abs(x); {
	case size == 0 || size >= 999.95:
	case size >= 99.995:
		format = "%12.1f %s"
	case size >= 9.9995:
		format = "%13.2f %s"
	case size >= 0.99995:
		format = "%14.3f %s"
	case size >= 0.099995:
		format = "%15.4f %s"
	case size >= 0.0099995:
		format = "%16.5f %s"
	case size >= 0.00099995:
		format = "%17.6f %s"
	default:
		format = "%18.7f %s"
	}
	fmt.Fprintf(b, format, x, unit)
}

// MemString returns the allocations.
func (r BenchmarkResult) MemString() string {
	return fmt.Sprintf("%8d B/op\t%8d allocs/op", r.AllocedBytesPerOp(), r.AllocsPerOp())
}
