// Package testing runs tests, benchmarks and examples: functions TestXxx(*testing.T), BenchmarkXxx(*testing.B),
// FuzzXxx(*testing.F) and ExampleXxx() in files whose names end in _test.go, which `burrow test` collects.
//
// Fuzz tests run with the inputs that they add themselves. Coverage is not measured.
package testing

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

var (
	verbose   *bool
	short     *bool
	failFast  *bool
	runFilter *string
	skip      *string
	bench     *string
	list      *string
	benchTime durationOrCount
	benchMem  *bool
	count     *int
	timeout   *time.Duration
	parallel  *int

	inited bool
)

// Init defines the flags -test.v and so on. It is called before tests run; a program that calls Benchmark without tests may
// need it.
func Init() {
	if inited {
		return
	}
	inited = true
	verbose = flag.Bool("test.v", false, "verbose: print additional output")
	short = flag.Bool("test.short", false, "run smaller test suite to save time")
	failFast = flag.Bool("test.failfast", false, "do not start new tests after the first test failure")
	runFilter = flag.String("test.run", "", "run only tests and examples matching `regexp`")
	skip = flag.String("test.skip", "", "do not list or run tests matching `regexp`")
	bench = flag.String("test.bench", "", "run only benchmarks matching `regexp`")
	list = flag.String("test.list", "", "list tests, examples, and benchmarks matching `regexp` then exit")
	benchTime = durationOrCount{d: time.Second}
	flag.Var(&benchTime, "test.benchtime", "run each benchmark for duration `d` or N times if `d` is of the form Nx")
	benchMem = flag.Bool("test.benchmem", false, "print memory allocations for benchmarks")
	count = flag.Int("test.count", 1, "run tests and benchmarks `n` times")
	timeout = flag.Duration("test.timeout", 0, "panic test binary after duration `d` (default 0, timeout disabled)")
	parallel = flag.Int("test.parallel", runtime.GOMAXPROCS(0), "run at most `n` tests in parallel")
}

// Short reports whether -test.short is set. Flags must have been parsed.
func Short() bool {
	if short == nil {
		panic("testing: Short called before Init")
	}
	if !flag.Parsed() {
		panic("testing: Short called before Parse")
	}
	return *short
}

// Verbose reports whether -test.v is set. Flags must have been parsed.
func Verbose() bool {
	if !flag.Parsed() {
		panic("testing: Verbose called before Parse")
	}
	return chatty()
}

func chatty() bool { return verbose != nil && *verbose }

var underTest bool

// Testing reports whether the program is a test.
func Testing() bool { return underTest }

// CoverMode tells how coverage is measured: not at all.
func CoverMode() string { return "" }

// Coverage returns the part of the statements that were run, as far as is known: 0.
func Coverage() float64 { return 0 }

// A CoverBlock counts how often some statements ran.
type CoverBlock struct {
	Line0, Col0, Line1, Col1 uint32 // Lines begin with 1, columns with 0.
	Stmts                    uint16
}

// Cover is what was counted.
type Cover struct {
	Mode            string
	Counters        map[string][]uint32
	Blocks          map[string][]CoverBlock
	CoveredPackages string
}

// RegisterCover is for programs that count themselves. It does nothing.
func RegisterCover(c Cover) {}

// An InternalTest is a test with its name.
type InternalTest struct {
	Name string
	F    func(*T)
}

// An InternalBenchmark is a benchmark with its name.
type InternalBenchmark struct {
	Name string
	F    func(b *B)
}

// An InternalFuzzTarget is a fuzz test with its name.
type InternalFuzzTarget struct {
	Name string
	Fn   func(f *F)
}

// An InternalExample is an example with its name and what it is to print.
type InternalExample struct {
	Name      string
	F         func()
	Output    string
	Unordered bool
}

// Deps is what the generated main function hands to MainStart: the packages that this one does not import.
type Deps struct {
	// MatchString is regexp.MatchString.
	MatchString func(pattern, text string) (bool, error)
}

// An M runs what there is to run. A function TestMain gets it.
type M struct {
	matcher
	tests      []InternalTest
	benchmarks []InternalBenchmark
	fuzz       []InternalFuzzTarget
	examples   []InternalExample
	status     int
}

// MainStart is for the generated main function.
func MainStart(deps Deps, tests []InternalTest, benchmarks []InternalBenchmark, fuzzTargets []InternalFuzzTarget,
	examples []InternalExample) *M {
	Init()
	underTest = true
	return &M{matcher{match: deps.MatchString}, tests, benchmarks, fuzzTargets, examples, 0}
}

// Run runs tests, then benchmarks, and returns the status that the program is to exit with. It parses the flags if that has not
// happened.
func (m *M) Run() (code int) {
	defer func() { m.status = code }()
	if !flag.Parsed() {
		flag.Parse()
	}
	if err := m.prepare(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if *list != "" {
		m.printList()
		return 0
	}
	if *timeout > 0 {
		stop := time.AfterFunc(*timeout, func() {
			panic(fmt.Sprintf("test timed out after %v", *timeout))
		})
		defer stop.Stop()
	}
	ok, ran := true, false
	for range *count {
		root := newRoot(&m.matcher)
		root.start = time.Now()
		ok = root.runTests(m.tests, m.fuzz) && ok
		ran = ran || root.ran
		if !ok && *failFast {
			break
		}
		done, any := m.runExamples(m.examples)
		ok = done && ok
		ran = ran || any
	}
	if !ran && *bench == "" {
		fmt.Fprintln(os.Stderr, "testing: warning: no tests to run")
	}
	if ok && *bench != "" {
		for range *count {
			ok = m.runBenchmarks(m.benchmarks) && ok
		}
	}
	if !ok {
		fmt.Println("FAIL")
		return 1
	}
	fmt.Println("PASS")
	return 0
}

// Status is for the generated main function: what Run has returned, where TestMain has not exited itself.
func (m *M) Status() int { return m.status }

func (m *M) printList() {
	show := func(name string) {
		if ok, _ := m.match(*list, name); ok {
			fmt.Println(name)
		}
	}
	for _, t := range m.tests {
		show(t.Name)
	}
	for _, b := range m.benchmarks {
		show(b.Name)
	}
	for _, f := range m.fuzz {
		show(f.Name)
	}
	for _, e := range m.examples {
		show(e.Name)
	}
}

// Main runs tests, benchmarks and examples that a program lists itself, and exits.
func Main(matchString func(pat, str string) (bool, error), tests []InternalTest, benchmarks []InternalBenchmark,
	examples []InternalExample) {
	os.Exit(MainStart(Deps{matchString}, tests, benchmarks, nil, examples).Run())
}

// RunTests runs tests that a program lists itself.
func RunTests(matchString func(pat, str string) (bool, error), tests []InternalTest) (ok bool) {
	m := matcher{match: matchString}
	Init()
	m.prepare()
	return newRoot(&m).runTests(tests, nil)
}

// RunExamples runs examples that a program lists itself.
func RunExamples(matchString func(pat, str string) (bool, error), examples []InternalExample) (ok bool) {
	m := M{matcher: matcher{match: matchString}}
	Init()
	m.prepare()
	ok, _ = m.runExamples(examples)
	return ok
}

// RunBenchmarks runs benchmarks that a program lists itself.
func RunBenchmarks(matchString func(pat, str string) (bool, error), benchmarks []InternalBenchmark) {
	m := M{matcher: matcher{match: matchString}}
	Init()
	m.prepare()
	m.runBenchmarks(benchmarks)
}

// A matcher chooses what runs, and keeps names apart.
type matcher struct {
	match func(pattern, text string) (bool, error)
	// The expressions of -run, -skip and -bench, by levels.
	run, skip, bench []string
	used             map[string]int
}

func (m *matcher) prepare() error {
	m.used = make(map[string]int)
	levels := func(flag, pattern string) ([]string, error) {
		if pattern == "" {
			return nil, nil
		}
		list := strings.Split(pattern, "/")
		for _, p := range list {
			if _, err := m.match(p, "non-empty"); err != nil {
				return nil, fmt.Errorf("testing: invalid regexp for -test.%s (%q): %s", flag, p, err)
			}
		}
		return list, nil
	}
	var err error
	if m.run, err = levels("run", *runFilter); err != nil {
		return err
	}
	if m.skip, err = levels("skip", *skip); err != nil {
		return err
	}
	m.bench, err = levels("bench", *bench)
	return err
}

// fits reports whether a name with levels is asked for.
func (m *matcher) fits(patterns []string, name string) bool {
	parts := strings.Split(name, "/")
	for i, p := range patterns {
		if i >= len(parts) {
			break
		}
		if ok, _ := m.match(p, parts[i]); !ok {
			return false
		}
	}
	if len(m.skip) == 0 || len(parts) < len(m.skip) {
		return true
	}
	for i, p := range m.skip {
		if ok, _ := m.match(p, parts[i]); !ok {
			return true
		}
	}
	return false
}

// name makes the name of a subtest: without spaces, and one that no other has.
func (m *matcher) name(parent, name string) string {
	name = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			return '_'
		}
		return r
	}, name)
	full := parent + "/" + name
	n := m.used[full]
	m.used[full]++
	if n == 0 && name != "" {
		return full
	}
	return fmt.Sprintf("%s#%02d", full, n)
}
