// Line directives move what traces say, within a function too.
package main

import (
	"runtime"
	"strings"
)

func where(text string) {
	_, file, line, ok := runtime.Caller(1)
	println(text, file[strings.LastIndexByte(file, '/')+1:], line, ok)
}

func inlined(p *int) int {
//line /x/inlined.tmpl:7
	return *p
}

func main() {
	where("a")
//line foo.go:10
	where("b"); where("c")
//line :20:3
	where("d")
//line /bar/bar.go:30
	where("e"); /*line baz.go:40:1*/ where("f")
	where("g")
	s := "//line no.go:1" + `
//line no.go:2
`
	where(s[:1])
//line :50
	where("h")
//line c:/win.go:60
	inlined(nil)
}
