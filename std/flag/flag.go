// Package flag reads command lines: flags of any type, defined by calls, then [Parse].
//
// A flag is written -name or --name, with its argument as -name=x or -name x; a boolean one needs none and takes only the
// first form. Flags end before the first argument that is none ("-" is none), or after "--".
package flag

import (
	"encoding"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// ErrHelp is the error of a -help or -h that was not defined.
var ErrHelp = errors.New("flag: help requested")

// ErrorHandling says what [FlagSet.Parse] does on an error.
type ErrorHandling int

const (
	ContinueOnError ErrorHandling = iota // Answer with the error.
	ExitOnError                          // Exit with status 2, after help with 0.
	PanicOnError                         // Panic with the error.
)

// Flag is one flag.
type Flag struct {
	Name     string
	Usage    string
	Value    Value
	DefValue string // The default's text.
}

// FlagSet is a set of flags of its own. Without a name, it is not named in messages.
type FlagSet struct {
	// Usage is called on an error, and prints what there is. Nil: a heading and the defaults.
	Usage func()

	name     string
	onError  ErrorHandling
	output   io.Writer
	parsed   bool
	rest     []string
	defined  map[string]*Flag
	set      map[string]*Flag
	tooEarly map[string]string // Where flags were set that were not defined yet.
}

// NewFlagSet makes an empty set.
func NewFlagSet(name string, errorHandling ErrorHandling) *FlagSet {
	f := &FlagSet{name: name, onError: errorHandling}
	f.Usage = f.usage
	return f
}

// Init changes the name and what is done on errors.
func (f *FlagSet) Init(name string, errorHandling ErrorHandling) {
	f.name, f.onError = name, errorHandling
}

func (f *FlagSet) Name() string                 { return f.name }
func (f *FlagSet) ErrorHandling() ErrorHandling { return f.onError }

// Output is where messages go: the standard error, unless [FlagSet.SetOutput] said otherwise.
func (f *FlagSet) Output() io.Writer {
	if f.output == nil {
		return os.Stderr
	}
	return f.output
}

// SetOutput says where messages go; nil: to the standard error.
func (f *FlagSet) SetOutput(output io.Writer) { f.output = output }

// each calls fn with the flags of m by name.
func each(m map[string]*Flag, fn func(*Flag)) {
	list := make([]*Flag, 0, len(m))
	for _, f := range m {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *Flag) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range list {
		fn(f)
	}
}

// VisitAll calls fn with all flags in lexical order.
func (f *FlagSet) VisitAll(fn func(*Flag)) { each(f.defined, fn) }

// Visit calls fn with the flags that were set, in lexical order.
func (f *FlagSet) Visit(fn func(*Flag)) { each(f.set, fn) }

// Lookup finds a flag; nil if there is none.
func (f *FlagSet) Lookup(name string) *Flag { return f.defined[name] }

// Set sets a flag as the command line would.
func (f *FlagSet) Set(name, value string) error {
	flag, ok := f.defined[name]
	if !ok {
		if f.tooEarly == nil {
			f.tooEarly = make(map[string]string)
		}
		at := ""
		if _, file, line, ok := runtime.Caller(1); ok {
			at = fmt.Sprintf("%s:%d", file, line)
		}
		f.tooEarly[name] = at
		return fmt.Errorf("no such flag -%v", name)
	}
	if err := flag.Value.Set(value); err != nil {
		return err
	}
	f.note(flag)
	return nil
}

func (f *FlagSet) note(flag *Flag) {
	if f.set == nil {
		f.set = make(map[string]*Flag)
	}
	f.set[flag.Name] = flag
}

// Var defines a flag of any type; its default is what value is now.
func (f *FlagSet) Var(value Value, name string, usage string) {
	if strings.HasPrefix(name, "-") {
		panic(f.say("flag %q begins with -", name))
	}
	if strings.Contains(name, "=") {
		panic(f.say("flag %q contains =", name))
	}
	if f.defined[name] != nil {
		if f.name == "" {
			panic(f.say("flag redefined: %s", name))
		}
		panic(f.say("%s flag redefined: %s", f.name, name))
	}
	if at := f.tooEarly[name]; at != "" {
		panic(fmt.Sprintf("flag %s set at %s before being defined", name, at))
	}
	if f.defined == nil {
		f.defined = make(map[string]*Flag)
	}
	f.defined[name] = &Flag{name, usage, value, value.String()}
}

func (f *FlagSet) say(format string, a ...any) string {
	text := fmt.Sprintf(format, a...)
	fmt.Fprintln(f.Output(), text)
	return text
}

func define[T any](f *FlagSet, k *kind[T], p *T, name string, value T, usage string) *T {
	*p = value
	f.Var(&variable[T]{p, k}, name, usage)
	return p
}

func (f *FlagSet) BoolVar(p *bool, name string, value bool, usage string) {
	define(f, bools, p, name, value, usage)
}
func (f *FlagSet) Bool(name string, value bool, usage string) *bool {
	return define(f, bools, new(bool), name, value, usage)
}
func (f *FlagSet) IntVar(p *int, name string, value int, usage string) {
	define(f, ints, p, name, value, usage)
}
func (f *FlagSet) Int(name string, value int, usage string) *int {
	return define(f, ints, new(int), name, value, usage)
}
func (f *FlagSet) Int64Var(p *int64, name string, value int64, usage string) {
	define(f, int64s, p, name, value, usage)
}
func (f *FlagSet) Int64(name string, value int64, usage string) *int64 {
	return define(f, int64s, new(int64), name, value, usage)
}
func (f *FlagSet) UintVar(p *uint, name string, value uint, usage string) {
	define(f, uints, p, name, value, usage)
}
func (f *FlagSet) Uint(name string, value uint, usage string) *uint {
	return define(f, uints, new(uint), name, value, usage)
}
func (f *FlagSet) Uint64Var(p *uint64, name string, value uint64, usage string) {
	define(f, uint64s, p, name, value, usage)
}
func (f *FlagSet) Uint64(name string, value uint64, usage string) *uint64 {
	return define(f, uint64s, new(uint64), name, value, usage)
}
func (f *FlagSet) StringVar(p *string, name string, value string, usage string) {
	define(f, texts, p, name, value, usage)
}
func (f *FlagSet) String(name string, value string, usage string) *string {
	return define(f, texts, new(string), name, value, usage)
}
func (f *FlagSet) Float64Var(p *float64, name string, value float64, usage string) {
	define(f, floats, p, name, value, usage)
}
func (f *FlagSet) Float64(name string, value float64, usage string) *float64 {
	return define(f, floats, new(float64), name, value, usage)
}
func (f *FlagSet) DurationVar(p *time.Duration, name string, value time.Duration, usage string) {
	define(f, durations, p, name, value, usage)
}
func (f *FlagSet) Duration(name string, value time.Duration, usage string) *time.Duration {
	return define(f, durations, new(time.Duration), name, value, usage)
}

// TextVar defines a flag for a value that is read and shown as text; p is a pointer to what value is.
func (f *FlagSet) TextVar(p encoding.TextUnmarshaler, name string, value encoding.TextMarshaler, usage string) {
	f.Var(newMarshaled(value, p), name, usage)
}

// Func defines a flag whose argument is given to fn.
func (f *FlagSet) Func(name, usage string, fn func(string) error) {
	f.Var(function{fn, false}, name, usage)
}

// BoolFunc is [FlagSet.Func] for a flag without argument; fn gets "true" then.
func (f *FlagSet) BoolFunc(name, usage string, fn func(string) error) {
	f.Var(function{fn, true}, name, usage)
}

// NFlag counts the flags that were set.
func (f *FlagSet) NFlag() int { return len(f.set) }

// Args are the arguments after the flags.
func (f *FlagSet) Args() []string { return f.rest }

// NArg counts them.
func (f *FlagSet) NArg() int { return len(f.rest) }

// Arg is one of them; "" if there are fewer.
func (f *FlagSet) Arg(i int) string {
	if i < 0 || i >= len(f.rest) {
		return ""
	}
	return f.rest[i]
}

// Parsed tells whether [FlagSet.Parse] was called.
func (f *FlagSet) Parsed() bool { return f.parsed }
