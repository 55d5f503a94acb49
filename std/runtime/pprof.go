package runtime

import "unsafe"

// goroutines writes, for the calling goroutine and then all others, the number of program counters that follow and these, and to labels
// its labels; there is room for as many of both. It returns how many words it takes.
func goroutines(counters *uintptr, labels *unsafe.Pointer, room int) int

//go:burrow pure
func setlabels(labels unsafe.Pointer)

//go:burrow pure
func labels() unsafe.Pointer

// cpurate has the processor's time sampled each period nanoseconds, or ends that at 0.
//
//go:burrow pure
func cpurate(period int)

// cpusamples has samples go to other buffers. It returns the numbers of words and of labels in those before, in a half each.
//
//go:burrow pure
func cpusamples(words *uint64, room int, labels *unsafe.Pointer, labelsRoom int) int

//go:linkname sleep time.Sleep
func sleep(ns int64)

// stacks returns the stacks of all goroutines, each behind its number of program counters, and their labels.
func stacks() ([]uintptr, []unsafe.Pointer) {
	for room := 1 << 8; ; {
		counters, labels := make([]uintptr, room), make([]unsafe.Pointer, room)
		n := goroutines(&counters[0], &labels[0], room)
		if n <= room {
			return counters[:n], labels
		}
		room = n + n/4
	}
}

// eachStack calls f for the stack and the labels of each goroutine, and returns how many there are.
func eachStack(f func(i int, stack []uintptr, labels unsafe.Pointer)) int {
	counters, labels := stacks()
	n := 0
	for ; len(counters) > 0; n++ {
		end := 1 + int(counters[0])
		f(n, counters[1:end], labels[n])
		counters = counters[end:]
	}
	return n
}

// GoroutineProfile returns the number of goroutines, and copies their stacks to p if they fit.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = eachStack(func(i int, stack []uintptr, _ unsafe.Pointer) {
		if i < len(p) {
			clear(p[i].Stack0[copy(p[i].Stack0[:], stack):])
		}
	})
	return n, n <= len(p)
}

// funcPC is where a function value leads to: a place in the table of functions.
//
//go:linkname funcPC internal/abi.FuncPCABIInternal
func funcPC(f any) uintptr { return **(**uintptr)(unsafe.Pointer(&efaceOf(&f).data)) }

// What package runtime/pprof of Go's source links to. Its records are those of internal/profilerecord.

type stackRecord struct {
	stack []uintptr
}

type memRecord struct {
	objectSize, allocs, frees int64
	stack                     []uintptr
}

type blockRecord struct {
	count, cycles int64
	stack         []uintptr
}

//go:linkname pprofGoroutines runtime.pprof_goroutineProfileWithLabels
func pprofGoroutines(p []stackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	n = eachStack(func(i int, stack []uintptr, label unsafe.Pointer) {
		if i < len(p) {
			p[i].stack = stack
		}
		if i < len(labels) {
			labels[i] = label
		}
	})
	return n, n <= len(p)
}

// Goroutines that nothing can make ready any more are not looked for.

//go:linkname pprofLeaks runtime.pprof_goroutineLeakProfileWithLabels
func pprofLeaks(p []stackRecord, labels []unsafe.Pointer) (n int, ok bool) { return 0, true }

//go:linkname pprofLeakCount runtime/pprof.runtime_goroutineleakcount
func pprofLeakCount() int { return 0 }

//go:linkname pprofLeakGC runtime/pprof.runtime_goroutineLeakGC
func pprofLeakGC() {}

//go:linkname pprofMemory runtime.pprof_memProfileInternal
func pprofMemory(p []memRecord, inuseZero bool) (n int, ok bool) {
	records := make([]MemProfileRecord, len(p))
	n, ok = MemProfile(records, inuseZero)
	if !ok {
		return n, false
	}
	for i := range records[:n] {
		r := &records[i]
		p[i] = memRecord{allocs: r.AllocObjects, frees: r.FreeObjects, stack: r.Stack()}
		if r.AllocObjects > 0 {
			p[i].objectSize = r.AllocBytes / r.AllocObjects
		}
	}
	return n, true
}

//go:linkname pprofBlock runtime.pprof_blockProfileInternal
func pprofBlock(p []blockRecord) (n int, ok bool) { return 0, true }

//go:linkname pprofMutex runtime.pprof_mutexProfileInternal
func pprofMutex(p []blockRecord) (n int, ok bool) { return 0, true }

//go:linkname pprofThreads runtime.pprof_threadCreateInternal
func pprofThreads(p []stackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprofExpand runtime.pprof_fpunwindExpand
func pprofExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprofStack runtime.pprof_makeProfStack
func pprofStack() []uintptr { return make([]uintptr, 128) }

//go:linkname pprofCycles runtime/pprof.runtime_cyclesPerSecond
func pprofCycles() int64 { return 1e9 }

//go:linkname pprofStartLine runtime/pprof.runtime_FrameStartLine
func pprofStartLine(f *Frame) int {
	var info pcInfo
	if f.Entry == 0 || !pcinfo(f.Entry, &info) {
		return 0
	}
	return info.line
}

//go:linkname pprofSymbol runtime/pprof.runtime_FrameSymbolName
func pprofSymbol(f *Frame) string { return f.Function }

// Program counters of inlined calls are there anyway.
//
//go:linkname pprofInlined runtime/pprof.runtime_expandFinalInlineFrame
func pprofInlined(stack []uintptr) []uintptr { return stack }

//go:linkname pprofSetLabels runtime/pprof.runtime_setProfLabel
func pprofSetLabels(labels unsafe.Pointer) { setlabels(labels) }

//go:linkname pprofLabels runtime/pprof.runtime_getProfLabel
func pprofLabels() unsafe.Pointer { return labels() }

// samples is what the processor's time is sampled into: 4 s of it with stacks of 40 calls at 100 a second.
type samples struct {
	words  [1 << 14]uint64
	labels [1 << 10]unsafe.Pointer
}

// cpu is the profile of the processor's time.
var cpu struct {
	rate   int      // Samples a second.
	on     bool     // They are taken.
	begins bool     // The first record is still to be read.
	into   *samples // Where they go.
	other  *samples // What was read last.
}

// swap has samples go to the other buffer, and returns what is in the one before.
func swap() (words []uint64, labels []unsafe.Pointer) {
	from, to := cpu.into, cpu.other
	if to == nil {
		to = new(samples)
	}
	n := cpusamples(&to.words[0], len(to.words), &to.labels[0], len(to.labels))
	cpu.into, cpu.other = to, from
	if from == nil {
		return nil, nil
	}
	return from.words[:n>>32], from.labels[:n&(1<<32-1)]
}

// SetCPUProfileRate has the processor's time sampled so many times a second, or ends that at 0. Samples are taken at loops' polls, at
// recursive calls and where much is allocated: nothing interrupts a module.
func SetCPUProfileRate(hz int) {
	if hz <= 0 {
		// Whoever sees that it is off may drop the buffers.
		cpurate(0)
		cpu.on = false
		return
	}
	if cpu.into != nil {
		print("runtime: cannot set cpu profile rate until previous profile has finished.\n")
		return
	}
	cpu.rate, cpu.on, cpu.begins = min(hz, 1e6), true, true
	swap()
	cpurate(1e9 / cpu.rate)
}

// pprofRead waits for samples; at the end of the profile eof is true.
//
//go:linkname pprofRead runtime/pprof.readProfile
func pprofRead() (data []uint64, tags []unsafe.Pointer, eof bool) {
	if cpu.begins {
		cpu.begins = false
		return []uint64{3, 0, uint64(cpu.rate)}, []unsafe.Pointer{nil}, false
	}
	for {
		ended := !cpu.on
		data, tags = swap()
		if ended {
			cpu.into, cpu.other = nil, nil
		}
		if ended || len(data) > 0 {
			return data, tags, ended
		}
		sleep(1e8)
	}
}
