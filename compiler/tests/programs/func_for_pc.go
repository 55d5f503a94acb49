package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

func pure(x int) int { return x + 1 }

func prints() { fmt.Println("x") }

type T struct{ a int }

func (t T) M() int  { return t.a }
func (t *T) P() int { return t.a }

func generic[X any](x X) X { return x }

func shown(f any) {
	pc := reflect.ValueOf(f).Pointer()
	fn := runtime.FuncForPC(pc)
	if fn == nil {
		fmt.Println("nil")
		return
	}
	file, line := fn.FileLine(pc)
	fmt.Println(fn.Name(), filepath.Base(file), line)
	if _, entry := fn.FileLine(fn.Entry()); entry != line {
		fmt.Println("its entry is at", entry)
	}
}

//go:noinline
func self() *runtime.Func {
	pc, _, _, _ := runtime.Caller(0)
	return runtime.FuncForPC(pc)
}

func main() {
	shown(pure)
	shown(prints)
	shown(T.M)
	shown((*T).P)
	shown(generic[int])
	n := 0
	shown(func() { n++ })
	shown(func(x int) int { return x })
	for _, f := range []any{T{}.M, fmt.Println} {
		fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
		fmt.Println(fn.Name())
	}
	of := func(f any) *runtime.Func { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()) }
	fmt.Println(of(pure) == of(pure), of(pure) == of(prints), of(self) == self())
	fmt.Println(runtime.FuncForPC(0) == nil, runtime.FuncForPC(1<<30) == nil)
	fmt.Println(strings.HasSuffix(self().Name(), ".self"))
}
