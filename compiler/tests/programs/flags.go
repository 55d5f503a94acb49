package main

// Package flag: all kinds of flags, what is refused and how it is told, usage, and the command line's own set.

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, "+") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

type level int

func (l level) MarshalText() ([]byte, error) { return []byte(strings.Repeat("*", int(l))), nil }
func (l *level) UnmarshalText(b []byte) error {
	if strings.Trim(string(b), "*") != "" {
		return errors.New("only stars")
	}
	*l = level(len(b))
	return nil
}

// fussy panics when its zero value is shown.
type fussy struct{ v *int }

func (f *fussy) String() string     { return fmt.Sprint(*f.v) }
func (f *fussy) Set(s string) error { return nil }

type onoff struct{ on bool }

func (o *onoff) String() string     { return fmt.Sprint(o.on) }
func (o *onoff) Set(s string) error { o.on = s == "true"; return nil }
func (o *onoff) IsBoolFlag() bool   { return true }

func all() (*flag.FlagSet, func()) {
	f := flag.NewFlagSet("tool", flag.ContinueOnError)
	f.SetOutput(os.Stdout)
	b := f.Bool("b", false, "a switch")
	i := f.Int("count", 3, "how `many` times")
	i64 := f.Int64("i64", 0, "large")
	u := f.Uint("u", 7, "unsigned\nin two lines")
	u64 := f.Uint64("u64", 0, "")
	s := f.String("name", "gopher", "who")
	x := f.Float64("x", 2.5, "factor")
	d := f.Duration("d", time.Second, "delay")
	var l list
	f.Var(&l, "l", "a list")
	var v level
	f.TextVar(&v, "level", level(2), "stars")
	f.Func("call", "called", func(s string) error {
		if s == "bad" {
			return errors.New("no")
		}
		fmt.Println("called with", s)
		return nil
	})
	f.BoolFunc("now", "called too", func(s string) error { fmt.Println("now", s); return nil })
	var o onoff
	f.Var(&o, "o", "on or off")
	return f, func() {
		fmt.Println(*b, *i, *i64, *u, *u64, *s, *x, *d, l, int(v), o.on, f.Args(), f.NFlag())
	}
}

func try(args ...string) {
	f, show := all()
	f.Usage = func() { fmt.Println("usage of", f.Name()) }
	if err := f.Parse(args); err != nil {
		fmt.Printf("%q: %v\n", args, err)
		return
	}
	show()
}

func main() {
	try()
	try("-b", "--count", "0x10", "-i64=-9223372036854775808", "-u=8", "-u64", "18446744073709551615", "rest", "-x", "1")
	try("-name=", "-x=1e3", "-d", "1h2m", "-l", "a", "-l=b", "-level", "***", "-call=me", "-now", "-o", "--", "-b")
	try("-b=false", "-now=3", "-o=false", "-")
	try("-count", "1.5")
	try("-count=99999999999999999999")
	try("-u=-1")
	try("-x=y")
	try("-d=5")
	try("-b=maybe")
	try("-level=**+")
	try("-call", "bad")
	try("-count")
	try("-missing")
	try("---b")
	try("-=1")
	try("-h")

	f, _ := all()
	fmt.Println(f.Parse([]string{"-help"}) == flag.ErrHelp, f.Parsed())
	one := 1
	f = flag.NewFlagSet("", flag.ContinueOnError)
	f.SetOutput(os.Stdout)
	f.Var(&fussy{&one}, "fussy", "shows no zero")
	f.Bool("on", true, "by default")
	fmt.Println(f.Parse([]string{"-x"}))
	fmt.Println(f.Set("nothing", "1"))
	fmt.Println(f.Set("on", "f"), f.Lookup("on").Value, f.Lookup("nothing") == nil)
	fmt.Println(f.Lookup("on").Value.(flag.Getter).Get() == false)
	f.Visit(func(f *flag.Flag) { fmt.Println("set:", f.Name, f.DefValue) })
	for _, name := range []string{"on", "-on", "a=b", "nothing"} {
		func() {
			defer func() {
				text := fmt.Sprint(recover())
				if i := strings.Index(text, " set at "); i >= 0 {
					text = text[:i]
				}
				fmt.Println("panic:", text)
			}()
			f.Bool(name, false, "")
		}()
	}

	n := flag.Int("n", 5, "number")
	flag.CommandLine.SetOutput(os.Stdout)
	os.Args = []string{"prog", "-n=6", "x", "y"}
	flag.Parse()
	fmt.Println(*n, flag.Args(), flag.Arg(1), flag.Arg(2) == "", flag.NArg(), flag.NFlag(), flag.Parsed())
	flag.PrintDefaults()
	defer fmt.Println("not printed")
	flag.CommandLine.Parse([]string{"-n=z"})
}
