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

// Kinds of a metricSample; what is not measured has none.
const (
	metricNone      = 0
	metricUint64    = 1
	metricHistogram = 3
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
	samples := unsafe.Slice((*metricSample)(list), n)
	for i := range samples {
		s := &samples[i]
		s.kind = metricUint64
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
		case "/gc/heap/objects:objects":
			s.scalar = m.HeapObjects
		case "/memory/classes/heap/free:bytes":
			s.scalar = m.HeapIdle - m.HeapReleased
		case "/memory/classes/heap/objects:bytes":
			s.scalar = m.HeapAlloc
		case "/memory/classes/heap/released:bytes":
			s.scalar = m.HeapReleased
		case "/memory/classes/heap/stacks:bytes":
			s.scalar = m.StackInuse
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
		case "/gc/heap/allocs-by-size:bytes":
			s.kind, s.ptr = metricHistogram, unsafe.Pointer(bySize(1))
		case "/gc/heap/frees-by-size:bytes":
			s.kind, s.ptr = metricHistogram, unsafe.Pointer(bySize(2))
		default:
			s.kind = metricNone
		}
	}
}

// sizeClasses is how many there are, with that of large objects, which is 0.
const sizeClasses = 68

// bySize has what readclass says of each size class in a place of its answer: a bucket each, and one for large objects.
func bySize(place int) *metricBuckets {
	h := &metricBuckets{buckets: []float64{1}}
	var class [3]uint64
	for i := 1; i < sizeClasses; i++ {
		readclass(uint32(i), &class)
		h.counts = append(h.counts, class[place])
		h.buckets = append(h.buckets, float64(class[0])+1)
	}
	readclass(0, &class)
	h.counts = append(h.counts, class[place])
	infinity := 0x7ff0000000000000
	h.buckets = append(h.buckets, *(*float64)(unsafe.Pointer(&infinity)))
	return h
}
