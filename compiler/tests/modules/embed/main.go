package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
)

//go:embed x.txt
var a string

//go:embed "a b.txt"
var b []byte

//go:embed *.txt dir `c d`
var c embed.FS

//go:embed all:dir
var d embed.FS

type MB byte

//go:embed x.txt
var e []MB

func walk(f embed.FS) {
	err := fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		fmt.Println(path, d.IsDir(), d.Name(), d.Type(), info.Size(), info.Mode(), info.ModTime().IsZero(), info.Name(), d, err)
		return nil
	})
	fmt.Println(err)
}

func main() {
	fmt.Printf("%q %q %q\n", a, b, e)
	walk(c)
	walk(d)
	data, err := c.ReadFile("dir/sub/a.txt")
	fmt.Printf("%q %v\n", data, err)
	data[0] = 'X'
	data, err = c.ReadFile("dir/sub/a.txt")
	fmt.Printf("%q %v\n", data, err)
	_, err = c.ReadFile("nope")
	fmt.Println(err)
	_, err = c.ReadFile("dir")
	fmt.Println(err)
	_, err = c.ReadDir("x.txt")
	fmt.Println(err)
	_, err = c.Open("../x")
	fmt.Println(err)
	f, err := c.Open("x.txt")
	fmt.Println(err)
	all, err := io.ReadAll(f)
	fmt.Printf("%q %v\n", all, err)
	s := f.(io.Seeker)
	fmt.Println(s.Seek(1, io.SeekStart))
	fmt.Println(s.Seek(-5, io.SeekStart))
	all, _ = io.ReadAll(f)
	fmt.Printf("%q\n", all)
	st, _ := f.Stat()
	fmt.Println(st.Name(), st.Size(), f.Close())
	dir, _ := c.Open(".")
	rd := dir.(fs.ReadDirFile)
	for {
		l, err := rd.ReadDir(2)
		fmt.Println(len(l), err)
		if err != nil {
			break
		}
	}
	_, err = dir.Read(nil)
	fmt.Println(err)
	l, err := c.ReadDir("dir")
	fmt.Println(l, err)
	var zero embed.FS
	l, err = zero.ReadDir(".")
	fmt.Println(len(l), err)
	sub, err := fs.Sub(c, "dir")
	data, err = fs.ReadFile(sub, "sub/a.txt")
	fmt.Printf("%q %v\n", data, err)
	m, err := fs.Glob(c, "*.txt")
	fmt.Println(m, err)
}
