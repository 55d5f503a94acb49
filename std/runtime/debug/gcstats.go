package debug

import (
	"runtime"
	"sort"
	"time"
)

// GCStats tells of the collections so far.
type GCStats struct {
	// LastGC is when the last one ended.
	LastGC time.Time
	// NumGC is how many there were.
	NumGC int64
	// PauseTotal is for how long the program was stopped in all.
	PauseTotal time.Duration
	// Pause has the last pauses, the newest first, and PauseEnd when they ended.
	Pause    []time.Duration
	PauseEnd []time.Time
	// PauseQuantiles is filled with the quantiles of Pause that its length asks for, from the shortest to the longest.
	PauseQuantiles []time.Duration
}

// ReadGCStats fills stats in; its slices are used again where they are large enough.
func ReadGCStats(stats *GCStats) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	stats.NumGC = int64(m.NumGC)
	stats.PauseTotal = time.Duration(m.PauseTotalNs)
	stats.LastGC = time.Unix(0, int64(m.LastGC))
	stats.Pause, stats.PauseEnd = stats.Pause[:0], stats.PauseEnd[:0]
	for i := uint32(0); i < m.NumGC && i < uint32(len(m.PauseNs)); i++ {
		at := (m.NumGC - 1 - i) % uint32(len(m.PauseNs))
		stats.Pause = append(stats.Pause, time.Duration(m.PauseNs[at]))
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(m.PauseEnd[at])))
	}
	n := len(stats.PauseQuantiles)
	if n == 0 {
		return
	}
	if len(stats.Pause) == 0 {
		for i := range stats.PauseQuantiles {
			stats.PauseQuantiles[i] = 0
		}
		return
	}
	sorted := append([]time.Duration(nil), stats.Pause...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	for i := 0; i < n-1; i++ {
		stats.PauseQuantiles[i] = sorted[len(sorted)*i/n]
	}
	stats.PauseQuantiles[n-1] = sorted[len(sorted)-1]
}
