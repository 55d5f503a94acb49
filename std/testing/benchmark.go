package testing

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// durationOrCount is the value of -test.benchtime: `2s` or `100x`.
type durationOrCount struct {
	d time.Duration
	n int
}

func (f *durationOrCount) String() string {
	if f.n > 0 {
		return strconv.Itoa(f.n) + "x"
	}
	return f.d.String()
}

func (f *durationOrCount) Set(s string) error {
	if n, ok := strings.CutSuffix(s, "x"); ok {
		count, err := strconv.Atoi(n)
		if err != nil || count <= 0 {
			return fmt.Errorf("invalid count")
		}
		*f = durationOrCount{n: count}
		return nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return fmt.Errorf("invalid duration")
	}
	*f = durationOrCount{d: d}
	return nil
}

// B is the state of a benchmark.
type B struct {
	common
	m *matcher

	// N is how often the benchmark is to do what it measures.
	N int

	f           func(*B)
	timer       bool
	began       time.Time
	mallocs     uint64
	allocated   uint64
	bytes       int64
	reportAlloc bool
	hasSub      bool
	parallelism int
	extra       map[string]float64
	result      BenchmarkResult

	// How often Loop has returned true, and how often it will.
	loops, loopN int

	// What had been allocated when the timer was started.
	mallocsBefore, bytesBefore uint64
}

// StartTimer begins or goes on measuring.
func (b *B) StartTimer() {
	if b.timer {
		return
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.mallocsBefore, b.bytesBefore = m.Mallocs, m.TotalAlloc
	b.began = time.Now()
	b.timer = true
}

// StopTimer stops measuring.
func (b *B) StopTimer() {
	if !b.timer {
		return
	}
	b.duration += time.Since(b.began)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.mallocs += m.Mallocs - b.mallocsBefore
	b.allocated += m.TotalAlloc - b.bytesBefore
	b.timer = false
}

// ResetTimer forgets what was measured so far.
func (b *B) ResetTimer() {
	if b.extra == nil {
		b.extra = make(map[string]float64, 16)
	}
	clear(b.extra)
	if b.timer {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.mallocsBefore, b.bytesBefore = m.Mallocs, m.TotalAlloc
		b.began = time.Now()
	}
	b.duration, b.mallocs, b.allocated = 0, 0, 0
}

// Elapsed returns the time measured so far.
func (b *B) Elapsed() time.Duration {
	if b.timer {
		return b.duration + time.Since(b.began)
	}
	return b.duration
}

// SetBytes tells how many bytes are worked on each time, for a rate in the result.
func (b *B) SetBytes(n int64) { b.bytes = n }

// ReportAllocs has the result tell of allocations, as -test.benchmem does.
func (b *B) ReportAllocs() { b.reportAlloc = true }

// ReportMetric adds a number with a unit to the result. Units of the result's own replace those.
func (b *B) ReportMetric(n float64, unit string) {
	if unit == "" {
		panic("metric unit must not be empty")
	}
	if strings.ContainsAny(unit, " \t\r\n") {
		panic("metric unit must not contain whitespace")
	}
	if b.extra == nil {
		b.extra = make(map[string]float64)
	}
	b.extra[unit] = n
}

// SetParallelism has RunParallel use p goroutines for each processor.
func (b *B) SetParallelism(p int) {
	if p >= 1 {
		b.parallelism = p
	}
}

// Loop returns true as often as the benchmark is to do what it measures. Only what is in the loop counts.
func (b *B) Loop() bool {
	if b.loops == 0 {
		b.loopN = max(1, benchTime.n)
		b.ResetTimer()
		b.StartTimer()
	} else if b.loops >= b.loopN {
		took := b.Elapsed()
		if benchTime.n > 0 || took >= benchTime.d || b.loopN >= maxN {
			b.StopTimer()
			b.N = b.loops
			return false
		}
		b.loopN = predict(benchTime.d, took, b.loopN, b.loops)
	}
	b.loops++
	return true
}

const maxN = 1e9

// predict says how often to do what took so long for last times, to take about as long as is wanted.
func predict(want, took time.Duration, last, all int) int {
	n := int64(want) * int64(all) / max(1, int64(took))
	// A fifth more, to be done with the next round; not much more than before, since the first rounds tell little.
	n += n / 5
	n = min(n, 100*int64(last), maxN)
	return int(max(n, int64(last)+1))
}

// runN runs the benchmark's function once.
func (b *B) runN(n int) {
	runtime.GC()
	b.N = n
	b.loops, b.loopN = 0, 0
	b.parallelism = 1
	b.ResetTimer()
	b.StartTimer()
	b.f(b)
	b.StopTimer()
	if b.loops > 0 && b.loops < b.loopN && !b.failed {
		b.Error("benchmark function returned without B.Loop() == false (break or return in loop?)")
	}
}

// launch finds out how often to run, in a goroutine of its own.
func (b *B) launch() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer b.runCleanups()
		b.runN(1)
		if b.hasSub || b.failed || b.loops > 0 {
			return
		}
		if benchTime.n > 0 {
			if benchTime.n > 1 {
				b.runN(benchTime.n)
			}
			return
		}
		for n := 1; b.duration < benchTime.d && n < maxN && !b.failed; {
			n = predict(benchTime.d, b.duration, n, n)
			b.runN(n)
		}
	}()
	<-done
	b.result = BenchmarkResult{b.N, b.duration, b.bytes, b.mallocs, b.allocated, b.extra}
}

// Run runs f as a benchmark of its own, and reports whether it has not failed. The one that has others in it is not measured.
func (b *B) Run(name string, f func(b *B)) bool {
	full := name
	if b.m != nil {
		full = b.m.name(b.name, name)
		if !b.m.fits(b.m.bench, full) {
			return true
		}
	}
	b.hasSub = true
	sub := &B{common: common{name: full, level: b.level + 1, parent: &b.common, bench: true}, m: b.m, f: f, reportAlloc: b.reportAlloc}
	return sub.perform(b.m != nil)
}

// perform measures and prints.
func (b *B) perform(show bool) bool {
	b.launch()
	switch {
	case b.failed:
		fmt.Printf("--- FAIL: %s\n", b.name)
	case b.skipped && show:
		fmt.Printf("--- SKIP: %s\n", b.name)
	case !b.hasSub && show:
		line := fmt.Sprintf("%s\t%s", b.name, b.result)
		if b.reportAlloc || *benchMem {
			line += "\t" + b.result.MemString()
		}
		fmt.Println(line)
	}
	return !b.failed
}

func (m *M) runBenchmarks(benchmarks []InternalBenchmark) bool {
	fmt.Printf("goos: %s\ngoarch: %s\n", runtime.GOOS, runtime.GOARCH)
	ok := true
	for _, bm := range benchmarks {
		if m.fits(m.bench, bm.Name) {
			b := &B{common: common{name: bm.Name, level: 1, bench: true}, m: &m.matcher, f: bm.F}
			ok = b.perform(true) && ok
		}
	}
	return ok
}

// Benchmark measures a function. It is for programs that are no tests.
func Benchmark(f func(b *B)) BenchmarkResult {
	Init()
	b := &B{common: common{bench: true}, f: f}
	b.launch()
	if b.failed {
		return BenchmarkResult{}
	}
	return b.result
}

// A PB hands out what is to be done in parallel.
type PB struct {
	left  *atomic.Int64
	cache int64
}

// Next reports whether there is more to do.
func (pb *PB) Next() bool {
	if pb.cache > 0 {
		pb.cache--
		return true
	}
	const grain = 64
	rest := pb.left.Add(-grain)
	if rest <= -grain {
		return false
	}
	pb.cache = grain + min(rest, 0) - 1
	return true
}

// RunParallel has several goroutines do, all together, b.N times what is measured. body loops until its PB has nothing left.
func (b *B) RunParallel(body func(*PB)) {
	if b.N == 0 {
		return
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	for range max(1, b.parallelism) * runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body(&PB{left: &left})
		}()
	}
	wg.Wait()
	if left.Load() > 0 && !b.Failed() {
		b.Fatal("RunParallel: body exited without pb.Next() == false")
	}
}
