package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

func main() {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "a.go", "package a\nfunc F(x int) string { return x }\ntype T[P any] struct{ a, b P }\nvar v = T[int]{1, 2}.a\n", 0)
	fmt.Println(err)
	conf := types.Config{Error: func(err error) { fmt.Println(err) }}
	pkg, _ := conf.Check("a", fset, []*ast.File{f}, nil)
	for _, name := range pkg.Scope().Names() {
		fmt.Println(pkg.Scope().Lookup(name))
	}
}
