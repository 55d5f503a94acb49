package testing

import "runtime"

// AllocsPerRun returns how many objects a call of f allocates on average, without fractions, after one call that is not
// counted.
func AllocsPerRun(runs int, f func()) (avg float64) {
	f()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.Mallocs
	for range runs {
		f()
	}
	runtime.ReadMemStats(&m)
	return float64((m.Mallocs - before) / uint64(runs))
}
