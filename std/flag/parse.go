package flag

import (
	"fmt"
	"os"
	"strings"
)

// Parse reads flags from arguments, which do not begin with the program's name. All flags are defined before.
func (f *FlagSet) Parse(arguments []string) error {
	f.parsed = true
	f.rest = arguments
	for {
		more, err := f.parseOne()
		if err == nil {
			if more {
				continue
			}
			return nil
		}
		switch f.onError {
		case ExitOnError:
			if err == ErrHelp {
				os.Exit(0)
			}
			os.Exit(2)
		case PanicOnError:
			panic(err)
		}
		return err
	}
}

// fail reports an error and shows the usage.
func (f *FlagSet) fail(format string, a ...any) error {
	err := fmt.Errorf(format, a...)
	fmt.Fprintln(f.Output(), err)
	f.showUsage()
	return err
}

func (f *FlagSet) parseOne() (more bool, err error) {
	if len(f.rest) == 0 {
		return false, nil
	}
	arg := f.rest[0]
	if len(arg) < 2 || arg[0] != '-' {
		return false, nil
	}
	name := arg[1:]
	if name[0] == '-' {
		name = name[1:]
		if name == "" {
			f.rest = f.rest[1:]
			return false, nil
		}
	}
	if name[0] == '-' || name[0] == '=' {
		return false, f.fail("bad flag syntax: %s", arg)
	}
	f.rest = f.rest[1:]
	name, value, given := strings.Cut(name, "=")

	flag, ok := f.defined[name]
	if !ok {
		if name == "help" || name == "h" {
			f.showUsage()
			return false, ErrHelp
		}
		return false, f.fail("flag provided but not defined: -%s", name)
	}
	if isBool(flag.Value) {
		if !given {
			if err := flag.Value.Set("true"); err != nil {
				return false, f.fail("invalid boolean flag %s: %v", name, err)
			}
		} else if err := flag.Value.Set(value); err != nil {
			return false, f.fail("invalid boolean value %q for -%s: %v", value, name, err)
		}
		f.note(flag)
		return true, nil
	}
	if !given {
		if len(f.rest) == 0 {
			return false, f.fail("flag needs an argument: -%s", name)
		}
		value, f.rest = f.rest[0], f.rest[1:]
	}
	if err := flag.Value.Set(value); err != nil {
		return false, f.fail("invalid value %q for flag -%s: %v", value, name, err)
	}
	f.note(flag)
	return true, nil
}

// panicked is what the method String of a flag's zero value ended in.
type panicked struct {
	typ, name string
	value     any
}

func (p panicked) Error() string {
	return fmt.Sprintf("panic calling String method on zero %s for flag %s: %v", p.typ, p.name, p.value)
}

// UnquoteUsage takes the name in back quotes out of a flag's usage; without one, it is a word for the flag's type.
func UnquoteUsage(flag *Flag) (name string, usage string) {
	before, rest, ok := strings.Cut(flag.Usage, "`")
	if ok {
		if quoted, after, ok := strings.Cut(rest, "`"); ok {
			return quoted, before + quoted + after
		}
	}
	switch v := flag.Value.(type) {
	case own:
		return v.usageName(), flag.Usage
	case boolFlag:
		if v.IsBoolFlag() {
			return "", flag.Usage
		}
	}
	return "value", flag.Usage
}

// PrintDefaults shows all flags with their usage, and the defaults that are not the zero value.
func (f *FlagSet) PrintDefaults() {
	const indent = "\n    \t"
	var broken []error
	f.VisitAll(func(flag *Flag) {
		var b strings.Builder
		b.WriteString("  -" + flag.Name)
		name, usage := UnquoteUsage(flag)
		if name != "" {
			b.WriteString(" " + name)
		}
		// A flag of one letter and its usage share a line.
		if b.Len() <= len("  -x") {
			b.WriteString("\t")
		} else {
			b.WriteString(indent)
		}
		b.WriteString(strings.ReplaceAll(usage, "\n", indent))
		if zero, err := zeroText(flag); err != nil {
			broken = append(broken, err)
		} else if flag.DefValue != zero {
			if _, ok := flag.Value.(*variable[string]); ok {
				fmt.Fprintf(&b, " (default %q)", flag.DefValue)
			} else {
				b.WriteString(" (default " + flag.DefValue + ")")
			}
		}
		fmt.Fprintln(f.Output(), b.String())
	})
	if len(broken) > 0 {
		fmt.Fprintln(f.Output())
		for _, err := range broken {
			fmt.Fprintln(f.Output(), err)
		}
	}
}

// usage is the default of [FlagSet.Usage].
func (f *FlagSet) usage() {
	if f.name == "" {
		fmt.Fprintf(f.Output(), "Usage:\n")
	} else {
		fmt.Fprintf(f.Output(), "Usage of %s:\n", f.name)
	}
	f.PrintDefaults()
}

func (f *FlagSet) showUsage() {
	if f.Usage == nil {
		f.usage()
	} else {
		f.Usage()
	}
}
