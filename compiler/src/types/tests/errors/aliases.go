package main

import "strings"

type Alias1 = int
type Alias2 = struct{}
type Alias3 = strings.Builder
type AliasOf = Alias4
type Alias4 struct{}

func (Alias1) m()   {}
func (Alias2) m()   {}
func (Alias3) m()   {}
func (AliasOf) ok() {}
func (*Alias1) p()  {}

var _ int = Alias2{}
var _ int = AliasOf{}
var _ int = Alias4{}
var _ int = (AliasOf{})

func main() {
	type local = Alias4
	var _ string = local{}
}
