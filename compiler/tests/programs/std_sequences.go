package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

func main() {
	fmt.Printf("%q\n", slices.Collect(strings.Lines("a\nb\n\nc")))
	fmt.Printf("%q\n", slices.Collect(strings.SplitSeq("a,b,,c", ",")))
	fmt.Printf("%q\n", slices.Collect(strings.SplitAfterSeq("a,b,,c", ",")))
	fmt.Printf("%q\n", slices.Collect(strings.SplitSeq("héy", "")))
	fmt.Printf("%q\n", slices.Collect(strings.FieldsSeq("  a b\tc\n")))
	fmt.Printf("%q\n", slices.Collect(bytes.Lines([]byte("a\nb"))))
	fmt.Printf("%q\n", slices.Collect(bytes.SplitSeq([]byte("a--b--"), []byte("--"))))
	fmt.Printf("%q\n", slices.Collect(bytes.FieldsFuncSeq([]byte("xaxxbx"), func(r rune) bool { return r == 'x' })))
	for line := range strings.Lines("one\ntwo\n") {
		fmt.Printf("%q\n", line)
		break
	}
	fmt.Println(strings.CutLast("a/b/c", "/"))
	fmt.Println(strings.CutLast("abc", "/"))
	_, err := os.DirFS("/nowhere").Open("x/../y")
	fmt.Println(err, fs.ValidPath("x"), os.IsPathSeparator('/'))
	fmt.Println(os.NewSyscallError("x", nil), os.Interrupt)
}
