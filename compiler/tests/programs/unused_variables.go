// Initialisers of variables that nothing mentions are left out, others run in their order, also those that are built late.
package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

var trace []string

func note(s string) int {
	trace = append(trace, s)
	return len(trace)
}

// Effects stay, mentioned or not.
var unused1 = note("unused1")
var unused2 = map[string]int{"a": note("unused2")}
var unused3 = []func() int{func() int { return note("never") }}

// Reached only through other variables, and in an order that is not that of the source.
var last = map[string]*int{"x": &first, "y": byName["z"]}
var byName = map[string]*int{"z": &second}
var first = len(table) + 1
var second = 2 + note("second")
var table = map[int]string{1: "one", 2: "two"}
var copied = table
var errUnused = errors.New("unused")
var errUsed = errors.New("used")
var wrapped = map[error]string{errUsed: "a key"}
var shared = &struct{ list []int }{[]int{1, 2, 3}}
var part = &shared.list
var viaFunc = func() string { return texts["k"] }
var texts = map[string]string{"k": "late"}

func init() {
	note("init")
	copied[3] = "three"
}

func main() {
	fmt.Println(trace)
	fmt.Println(*last["x"], *last["y"], len(table), wrapped[errUsed], *part, viaFunc())

	fmt.Println(unicode.Is(unicode.Greek, 'λ'), unicode.In('あ', unicode.Han, unicode.Hiragana), len(unicode.Scripts), len(unicode.Categories), unicode.Categories["Lu"] == unicode.Upper)
	fmt.Println(*unicode.Braille, unicode.FoldCategory["M"].R16, unicode.Properties["Quotation_Mark"].LatinOffset, unicode.CategoryAliases["Letter"])
	fmt.Println(strings.ToUpperSpecial(unicode.TurkishCase, "istanbul ılık"), strings.ToLowerSpecial(unicode.AzeriCase, "IİŞ"), unicode.SpecialCase(unicode.CaseRanges).ToUpper('ā'))
	for s := range strings.SplitSeq("a,b,,c", ",") {
		fmt.Printf("%q ", s)
	}
	for s := range strings.SplitAfterSeq("é世", "") {
		fmt.Printf("%q ", s)
	}
	for s := range strings.Lines("one\ntwo\n\nthree") {
		fmt.Printf("%q ", s)
	}
	for s := range strings.FieldsSeq("  x  yz ") {
		fmt.Printf("%q ", s)
	}
	fmt.Println(strings.CutLast("a/b/c", "/"))
}
