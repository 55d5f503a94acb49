package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var dir string

func show(what string, err error) {
	if err == nil {
		fmt.Println(what, "ok")
		return
	}
	text := strings.ReplaceAll(err.Error(), dir, "DIR")
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = "not there"
	case errors.Is(err, fs.ErrExist):
		text = "there already"
	case errors.Is(err, fs.ErrClosed):
		text = "closed"
	}
	fmt.Println(what, text, errors.As(err, &p), errors.As(err, &l))
}

// leading has links that lead up. node's host makes none of them.
func leading(r *os.Root, inside string) {
	up := func(target, name string) bool { return os.Symlink(target, filepath.Join(inside, name)) == nil }
	if !up("../secret", "up") || !up("../in/a.txt", "around") || !up("../sub/../a.txt", "sub/fro") {
		return
	}
	check := func(what string, err error, want string) {
		if err == nil && want != "" || err != nil && !strings.Contains(err.Error(), want) {
			fmt.Println("wrong:", what, err)
		}
	}
	data, err := r.ReadFile("sub/fro")
	check("fro "+string(data), err, "")
	if string(data) != "hello" {
		fmt.Println("wrong:", string(data))
	}
	for _, name := range []string{"up", "around", "sub/../up"} {
		const escapes = "path escapes from parent"
		_, err := r.Open(name)
		check("open "+name, err, escapes)
		_, err = r.Stat(name)
		check("stat "+name, err, escapes)
		check("times "+name, r.Chtimes(name, time.Time{}, time.Now()), escapes)
		_, err = r.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
		check("create "+name, err, escapes)
		_, err = r.Lstat(name)
		check("lstat "+name, err, "")
		_, err = r.OpenRoot(name)
		check("root "+name, err, escapes)
	}
	_, err = r.OpenFile("up", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	check("exclusive", err, "exists")
	for _, name := range []string{"up", "around", "sub/fro"} {
		check("remove", r.Remove(name), "")
	}
}

func main() {
	tmp, err := os.MkdirTemp(".", "root")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(tmp)
	dir = tmp
	inside := filepath.Join(tmp, "in")
	os.Mkdir(inside, 0o777)
	os.WriteFile(filepath.Join(tmp, "secret"), []byte("secret"), 0o666)

	r, err := os.OpenRoot(inside)
	show("open root", err)
	fmt.Println(r.Name() == inside)
	show("write", r.WriteFile("a.txt", []byte("hello"), 0o644))
	show("mkdir", r.Mkdir("sub", 0o755))
	show("mkdir again", r.Mkdir("sub", 0o755))
	show("mkdir all", r.MkdirAll("x/y/z", 0o755))
	show("mkdir all again", r.MkdirAll("x/y/z", 0o755))
	fmt.Println("mkdir in a file", r.MkdirAll("a.txt/b", 0o755) != nil)
	show("nested", r.WriteFile("x/y/../y/./f", []byte("deep"), 0o600))
	read := func(name string) {
		data, err := r.ReadFile(name)
		show("read "+name+" "+string(data), err)
	}
	read("a.txt")
	read("x//y/f")
	read("sub/../a.txt")
	read("none")
	read("../secret")
	read("sub/../../secret")
	read("/etc/passwd")
	read("")
	show("create", r.WriteFile("../new", nil, 0o666))
	show("mode", r.WriteFile("b", nil, 0o1666|fs.ModeSticky))

	show("link", r.Symlink("a.txt", "link"))
	show("link dir", r.Symlink("x/y", "sub/../dir"))
	show("link loop", r.Symlink("loop", "loop"))
	read("link")
	read("dir/f")
	read("dir/../f")
	for _, name := range []string{"dir/../../secret", "dir/../../../secret"} {
		_, err := r.Open(name)
		show("open "+name, err)
		_, err = r.Stat(name)
		show("stat "+name, err)
	}
	leading(r, inside)
	_, err = r.Open("loop")
	fmt.Println(err != nil)
	info, err := r.Lstat("link")
	show("lstat", err)
	fmt.Println(info.Name(), info.Mode()&fs.ModeSymlink != 0)
	target, err := r.Readlink("dir")
	show("readlink "+target, err)
	_, err = r.Readlink("a.txt")
	fmt.Println(err != nil)
	info, err = r.Stat("dir")
	show("stat", err)
	fmt.Println(info.Name(), info.IsDir())

	show("rename", r.Rename("a.txt", "x/b.txt"))
	show("rename out", r.Rename("x/b.txt", "../b.txt"))
	show("hard link", r.Link("x/b.txt", "c.txt"))
	show("hard link out", r.Link("../secret", "d.txt"))
	read("c.txt")
	when := time.Unix(1_000_000_000, 0)
	show("times", r.Chtimes("c.txt", time.Time{}, when))
	info, _ = r.Stat("x/b.txt")
	fmt.Println(info.ModTime().Equal(when), info.Size())
	show("times out", r.Chtimes("../secret", when, when))
	show("chmod", r.Chmod("c.txt", 0o600))

	s, err := r.OpenRoot("x")
	show("open root", err)
	data, err := s.ReadFile("b.txt")
	show(string(data), err)
	_, err = s.ReadFile("../c.txt")
	show("out of x", err)
	_, err = r.OpenRoot("c.txt")
	fmt.Println(err != nil)
	f, err := s.OpenFile("b.txt", os.O_RDWR|os.O_APPEND, 0)
	show("append", err)
	io.WriteString(f, "!")
	f.Close()
	_, err = s.OpenFile("b.txt", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	show("exclusive", err)
	_, err = r.OpenFile("link", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	show("exclusive at a link", err)
	f, err = os.OpenInRoot(inside, "c.txt")
	show("in root", err)
	data, _ = io.ReadAll(f)
	fmt.Println(string(data), f.Name() == inside+"/c.txt")

	err = fs.WalkDir(r.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Println(path, d.IsDir(), err)
		return nil
	})
	show("walk", err)
	_, err = fs.ReadFile(r.FS(), "../secret")
	show("fs", err)
	data, err = fs.ReadFile(r.FS(), "c.txt")
	show(string(data), err)

	show("remove a link", r.Remove("loop"))
	fmt.Println(r.Remove("x") != nil)
	show("remove out", r.Remove("../secret"))
	show("remove all", r.RemoveAll("x"))
	show("remove all of nothing", r.RemoveAll("x"))
	show("remove all of all", r.RemoveAll("."))
	show("remove all out", r.RemoveAll("../secret"))
	show("close", r.Close())
	show("close again", r.Close())
	_, err = r.Open("c.txt")
	show("after close", err)
	_, err = os.ReadFile(filepath.Join(tmp, "secret"))
	show("secret", err)
}
