package testing

import (
	"fmt"
	"reflect"
)

// F is the state of a fuzz test. It runs with the inputs that were added; none are made up.
type F struct {
	*T
	inputs [][]any
	fuzzed bool
}

// Add adds an input: what the arguments of the function are that Fuzz gets.
func (f *F) Add(args ...any) { f.inputs = append(f.inputs, args) }

// Fuzz runs ff, a func(*testing.T, ...), with each input as a subtest.
func (f *F) Fuzz(ff any) {
	if f.fuzzed {
		panic("testing: F.Fuzz called more than once")
	}
	f.fuzzed = true
	fn := reflect.ValueOf(ff)
	typ := fn.Type()
	if typ.Kind() != reflect.Func || typ.NumIn() < 2 || typ.In(0) != reflect.TypeFor[*T]() {
		panic("testing: fuzz target must receive at least two arguments, where the first argument is a *T")
	}
	if typ.NumOut() != 0 {
		panic("testing: fuzz target must not return a value")
	}
	for i, input := range f.inputs {
		if len(input) != typ.NumIn()-1 {
			f.Fatalf("wrong number of values in corpus entry: %d, want %d", len(input), typ.NumIn()-1)
		}
		f.T.Run(fmt.Sprintf("seed#%d", i), func(t *T) {
			args := []reflect.Value{reflect.ValueOf(t)}
			for _, v := range input {
				args = append(args, reflect.ValueOf(v))
			}
			fn.Call(args)
		})
	}
}
