package runtime

import "unsafe"

// What package runtime/metrics of Go's source links to.

// metricSample is a metrics.Sample.
type metricSample struct {
	name   string
	kind   int
	scalar uint64
	ptr    unsafe.Pointer
}

// Kinds of a metricSample; 0 is none.
const (
	metricUint64 = 1 + iota
	metricFloat64
	metricHistogram
)

// metricBuckets is a metrics.Float64Histogram.
type metricBuckets struct {
	counts  []uint64
	buckets []float64
}

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(list unsafe.Pointer, n, _ int) {
	var m MemStats
	ReadMemStats(&m)
	for i := range unsafe.Slice((*metricSample)(list), n) {
		s := &unsafe.Slice((*metricSample)(list), n)[i]
		s.kind, s.scalar = metricUint64, 0
		switch s.name {
		case "/gc/cycles/automatic:gc-cycles":
			s.scalar = uint64(m.NumGC - m.NumForcedGC)
		case "/gc/cycles/forced:gc-cycles":
			s.scalar = uint64(m.NumForcedGC)
		case "/gc/cycles/total:gc-cycles":
			s.scalar = uint64(m.NumGC)
		case "/gc/heap/allocs:bytes":
			s.scalar = m.TotalAlloc
		case "/gc/heap/allocs:objects":
			s.scalar = m.Mallocs
		case "/gc/heap/frees:bytes":
			s.scalar = m.TotalAlloc - m.Alloc
		case "/gc/heap/frees:objects":
			s.scalar = m.Frees
		case "/gc/heap/goal:bytes":
			s.scalar = m.NextGC
		case "/gc/heap/live:bytes", "/gc/scan/heap:bytes":
			s.scalar = m.HeapAlloc
		case "/gc/heap/objects:objects":
			s.scalar = m.HeapObjects
		case "/gc/scan/stack:bytes", "/memory/classes/heap/stacks:bytes":
			s.scalar = m.StackInuse
		case "/gc/scan/total:bytes":
			s.scalar = m.HeapAlloc + m.StackInuse
		case "/memory/classes/heap/free:bytes":
			s.scalar = m.HeapIdle - m.HeapReleased
		case "/memory/classes/heap/objects:bytes":
			s.scalar = m.HeapAlloc
		case "/memory/classes/heap/released:bytes":
			s.scalar = m.HeapReleased
		case "/memory/classes/heap/unused:bytes":
			s.scalar = m.HeapInuse - m.HeapAlloc
		case "/memory/classes/metadata/other:bytes":
			s.scalar = m.GCSys
		case "/memory/classes/other:bytes":
			s.scalar = m.OtherSys
		case "/memory/classes/total:bytes":
			s.scalar = m.Sys
		case "/sched/gomaxprocs:threads":
			s.scalar = uint64(GOMAXPROCS(0))
		case "/sched/goroutines:goroutines":
			s.scalar = uint64(NumGoroutine())
		case "/gc/heap/allocs-by-size:bytes", "/gc/heap/frees-by-size:bytes":
			frees := s.name == "/gc/heap/frees-by-size:bytes"
			h := &metricBuckets{buckets: []float64{0}}
			for _, class := range m.BySize {
				if class.Size == 0 {
					continue
				}
				count := class.Mallocs
				if frees {
					count = class.Frees
				}
				h.counts = append(h.counts, count)
				h.buckets = append(h.buckets, float64(class.Size)+1)
			}
			s.kind, s.ptr = metricHistogram, unsafe.Pointer(h)
		default:
			// Names of what is not known. KindBad is Go's word for that.
			s.kind = 0
		}
	}
}
