package flag

import (
	"encoding"
	"errors"
	"reflect"
	"strconv"
	"time"
)

// Value is the variable behind a flag: it shows itself, and is set from text. A type whose values have a method
// IsBoolFlag() bool that answers true is set without an argument, by -name as by -name=true.
type Value interface {
	String() string
	Set(string) error
}

// Getter is a Value that gives its content. All values of this package's own flags do, but those of Func and BoolFunc.
type Getter interface {
	Value
	Get() any
}

type boolFlag interface {
	Value
	IsBoolFlag() bool
}

func isBool(v Value) bool {
	b, ok := v.(boolFlag)
	return ok && b.IsBoolFlag()
}

var (
	errParse = errors.New("parse error")
	errRange = errors.New("value out of range")
)

// reason leaves of strconv's errors what is not told anyway.
func reason(err error) error {
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return errParse
	case errors.Is(err, strconv.ErrRange):
		return errRange
	}
	return err
}

// variable is a flag of a type that this package knows.
type variable[T any] struct {
	at   *T
	kind *kind[T]
}

// kind tells how a type is read and shown, and what usage calls it.
type kind[T any] struct {
	name  string
	parse func(string) (T, error)
	show  func(T) string
}

func (v *variable[T]) Get() any { return *v.at }

func (v *variable[T]) Set(s string) error {
	x, err := v.kind.parse(s)
	if err != nil {
		return reason(err)
	}
	*v.at = x
	return nil
}

func (v *variable[T]) String() string { return v.kind.show(*v.at) }

func (v *variable[T]) IsBoolFlag() bool { return v.kind.name == "" }

func (v *variable[T]) usageName() string { return v.kind.name }

func (v *variable[T]) zeroText() string {
	var zero T
	return v.kind.show(zero)
}

var bools = &kind[bool]{"", func(s string) (bool, error) {
	b, err := strconv.ParseBool(s)
	if err != nil {
		err = errParse
	}
	return b, err
}, strconv.FormatBool}

var ints = &kind[int]{"int", func(s string) (int, error) {
	n, err := strconv.ParseInt(s, 0, strconv.IntSize)
	return int(n), err
}, strconv.Itoa}

var int64s = &kind[int64]{"int", func(s string) (int64, error) {
	return strconv.ParseInt(s, 0, 64)
}, func(n int64) string { return strconv.FormatInt(n, 10) }}

var uints = &kind[uint]{"uint", func(s string) (uint, error) {
	n, err := strconv.ParseUint(s, 0, strconv.IntSize)
	return uint(n), err
}, func(n uint) string { return strconv.FormatUint(uint64(n), 10) }}

var uint64s = &kind[uint64]{"uint", func(s string) (uint64, error) {
	return strconv.ParseUint(s, 0, 64)
}, func(n uint64) string { return strconv.FormatUint(n, 10) }}

var texts = &kind[string]{"string", func(s string) (string, error) { return s, nil }, func(s string) string { return s }}

var floats = &kind[float64]{"float", func(s string) (float64, error) {
	return strconv.ParseFloat(s, 64)
}, func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }}

var durations = &kind[time.Duration]{"duration", func(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		err = errParse
	}
	return d, err
}, time.Duration.String}

// function is called with each argument of its flag.
type function struct {
	call   func(string) error
	isBool bool
}

func (f function) Set(s string) error { return f.call(s) }
func (f function) String() string     { return "" }
func (f function) IsBoolFlag() bool   { return f.isBool }
func (f function) usageName() string {
	if f.isBool {
		return ""
	}
	return "value"
}
func (f function) zeroText() string { return "" }

// marshaled is a value that knows its own text.
type marshaled struct{ at encoding.TextUnmarshaler }

func newMarshaled(value encoding.TextMarshaler, p encoding.TextUnmarshaler) marshaled {
	at := reflect.ValueOf(p)
	if at.Kind() != reflect.Pointer {
		panic("variable value type must be a pointer")
	}
	from := reflect.ValueOf(value)
	if from.Kind() == reflect.Pointer {
		from = from.Elem()
	}
	if from.Type() != at.Type().Elem() {
		panic("default type does not match variable type: " + from.Type().String() + " != " + at.Type().Elem().String())
	}
	at.Elem().Set(from)
	return marshaled{p}
}

func (m marshaled) Set(s string) error { return m.at.UnmarshalText([]byte(s)) }
func (m marshaled) Get() any           { return m.at }

func (m marshaled) String() string {
	if t, ok := m.at.(encoding.TextMarshaler); ok {
		if text, err := t.MarshalText(); err == nil {
			return string(text)
		}
	}
	return ""
}
func (m marshaled) usageName() string { return "value" }

func (m marshaled) zeroText() string {
	zero, ok := reflect.New(reflect.TypeOf(m.at).Elem()).Interface().(encoding.TextUnmarshaler)
	if !ok {
		return ""
	}
	return marshaled{zero}.String()
}

// own are the values of this package.
type own interface {
	usageName() string
	zeroText() string
}

// zeroText is what the zero value of a flag's type shows; an error when its method String panics on it.
func zeroText(f *Flag) (text string, err error) {
	if v, ok := f.Value.(own); ok {
		return v.zeroText(), nil
	}
	t := reflect.TypeOf(f.Value)
	defer func() {
		if e := recover(); e != nil {
			if t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			err = panicked{t.String(), f.Name, e}
		}
	}()
	zero := reflect.Zero(t)
	if t.Kind() == reflect.Pointer {
		zero = reflect.New(t.Elem())
	}
	return zero.Interface().(Value).String(), nil
}
