// Profiles and metrics: what they say of this program, and that they say it in Go's format.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"go/build"
	"io"
	"regexp"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"time"
)

// unpacked has the names in a profile.
func unpacked(profile *bytes.Buffer) string {
	r, err := gzip.NewReader(profile)
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

//go:noinline
func sums(until time.Time) (s int) {
	for time.Now().Before(until) {
		for i := range 100_000 {
			s += i * i % 7
		}
	}
	return
}

func cpu() {
	var text string
	// Longer where the machine has something else to do.
	for n := 200; n < 10_000 && !strings.Contains(text, "main.sums"); n *= 2 {
		var out bytes.Buffer
		if err := pprof.StartCPUProfile(&out); err != nil {
			fmt.Println(err)
		}
		if err := pprof.StartCPUProfile(&out); err == nil || err.Error() != "cpu profiling already in use" {
			fmt.Println("a second profile:", err)
		}
		pprof.Do(context.Background(), pprof.Labels("shade", "ochre"), func(context.Context) {
			var all sync.WaitGroup
			all.Go(func() { sums(time.Now().Add(time.Duration(n) * time.Millisecond)) })
			all.Wait()
		})
		pprof.StopCPUProfile()
		text = unpacked(&out)
	}
	for _, name := range []string{"main.sums", "main.cpu", "shade", "ochre", "nanoseconds", "main.heap"} {
		fmt.Println(name, strings.Contains(text, name))
	}
}

//go:noinline
func after(until time.Time) int { return sums(until) }

// ended is of a profile that is begun and ended by hand, and read later: what runs in between is not in it.
func ended() {
	runtime.SetCPUProfileRate(100)
	runtime.SetCPUProfileRate(0)
	after(time.Now().Add(200 * time.Millisecond))
	var out bytes.Buffer
	fmt.Println(pprof.StartCPUProfile(&out))
	pprof.StopCPUProfile()
	fmt.Println("main.after", strings.Contains(unpacked(&out), "main.after"))
}

var kept [][]byte

//go:noinline
func heap() {
	for range 1000 {
		kept = append(kept, make([]byte, 4096))
	}
	runtime.GC()
	var out bytes.Buffer
	fmt.Println(pprof.WriteHeapProfile(&out))
	text := unpacked(&out)
	for _, name := range []string{"main.heap", "inuse_space"} {
		fmt.Println(name, strings.Contains(text, name))
	}
}

func waits(c chan int) { <-c }

func goroutines() {
	c := make(chan int)
	for range 3 {
		go waits(c)
	}
	pprof.Do(context.Background(), pprof.Labels("shade", "umber"), func(ctx context.Context) {
		go func() { waits(c) }()
		fmt.Println(pprof.Label(ctx, "shade"))
	})
	time.Sleep(20 * time.Millisecond)
	var out bytes.Buffer
	fmt.Println(pprof.Lookup("goroutine").WriteTo(&out, 1))
	text := regexp.MustCompile(`0x[0-9a-f]+|\+0x\S+|\s+/\S*/`).ReplaceAllString(out.String(), " ")
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "total") || strings.Contains(line, "waits") || strings.Contains(line, "labels") {
			fmt.Println(strings.Join(strings.Fields(line), " "))
		}
	}
	records := make([]runtime.StackRecord, 5)
	n, ok := runtime.GoroutineProfile(records)
	fmt.Println(n, ok, len(records[0].Stack()) > 2)
	n, ok = runtime.GoroutineProfile(records[:4])
	fmt.Println(n, ok)
	for range 4 {
		c <- 1
	}
	for _, p := range pprof.Profiles() {
		fmt.Println(p.Name())
	}
}

func main() {
	runtime.MemProfileRate = 4096
	cpu()
	ended()
	heap()
	goroutines()
	samples := []metrics.Sample{{Name: "/sched/gomaxprocs:threads"}, {Name: "/gc/heap/allocs-by-size:bytes"}, {Name: "/no/such:thing"}}
	metrics.Read(samples)
	sizes := samples[1].Value.Float64Histogram()
	fmt.Println(len(sizes.Counts), sizes.Buckets[:4], sizes.Buckets[67:])
	large, of := make([]byte, 1<<20), sizes.Counts[67]
	metrics.Read(samples)
	fmt.Println(len(large), samples[1].Value.Float64Histogram().Counts[67] > of)
	fmt.Println(samples[0].Value.Uint64() == uint64(runtime.GOMAXPROCS(0)), samples[1].Value.Kind(), samples[2].Value.Kind())
	ctx, task := trace.NewTask(context.Background(), "task")
	trace.WithRegion(ctx, "region", func() { fmt.Println(trace.IsEnabled()) })
	task.End()
	fmt.Println(build.IsLocalImport("./a"), build.Default.GOARCH == runtime.GOARCH)
}
