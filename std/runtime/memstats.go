package runtime

// MemStats is what is known of the program's memory.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool

	// By size class; of large objects and those with the very largest classes nothing is said, as in Go.
	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

//go:burrow pure
//go:noescape
func readmemstats(out *[18]uint64)

//go:burrow pure
//go:noescape
func readclass(class uint32, out *[3]uint64)

//go:burrow pure
//go:noescape
func readpauses(pauses, ends *[256]uint64)

// ReadMemStats fills m in. Metadata of spans is not told apart from other memory that the collector needs: it is GCSys.
func ReadMemStats(m *MemStats) {
	var n [18]uint64
	readmemstats(&n)
	m.Alloc, m.TotalAlloc, m.Sys = n[0], n[1], n[2]
	m.Lookups = 0
	m.Mallocs, m.Frees = n[3], n[4]
	m.HeapAlloc = n[0]
	m.HeapInuse, m.HeapIdle, m.HeapReleased = n[5], n[6], n[7]
	m.HeapSys = n[5] + n[6]
	m.HeapObjects = n[3] - n[4]
	m.StackInuse, m.StackSys = n[8], n[8]
	m.MSpanInuse, m.MSpanSys = 0, 0
	m.MCacheInuse, m.MCacheSys = n[16], n[16]
	m.BuckHashSys = 0
	m.GCSys = n[9] - n[8]
	// What the page heap could not use for being cut off at its ends, and the cache, which is static.
	m.OtherSys = n[2] - n[5] - n[6] - n[9]
	m.Sys += n[16]
	m.NextGC, m.LastGC, m.PauseTotalNs = n[10], n[11], n[12]
	m.NumGC, m.NumForcedGC = uint32(n[13]), uint32(n[14])
	m.GCCPUFraction = float64(n[15]) / 1e6
	m.EnableGC, m.DebugGC = true, false
	if n[17] == 0 {
		m.NextGC = ^uint64(0)
	}
	readpauses(&m.PauseNs, &m.PauseEnd)
	for i := range m.BySize {
		if i == 0 {
			continue
		}
		var class [3]uint64
		readclass(uint32(i), &class)
		b := &m.BySize[i]
		b.Size, b.Mallocs, b.Frees = uint32(class[0]), class[1], class[2]
	}
}
