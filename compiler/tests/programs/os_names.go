package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
)

// What files are called, when they were used, whose they are; what a host without processes says of processes.

func names() {
	dir, err := os.MkdirTemp(".", "names")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	at := func(name string) string { return dir + "/" + name }
	// Errors without the folder's name.
	say := func(errs ...error) {
		for _, err := range errs {
			fmt.Println(strings.ReplaceAll(fmt.Sprint(err), dir+"/", ""))
		}
	}
	say(os.WriteFile(at("f"), []byte("hello"), 0o644))
	say(os.Link(at("f"), at("g")), os.Symlink("f", at("h")), os.Link(at("nope"), at("i")))
	for _, name := range []string{"h", "f", "nope"} {
		target, err := os.Readlink(at(name))
		fmt.Printf("%q ", target)
		say(err)
	}
	data, err := os.ReadFile(at("h"))
	fmt.Printf("%q %v\n", data, err)
	data, err = fs.ReadFile(os.DirFS(dir), "g")
	fmt.Printf("%q %v\n", data, err)
	_, err = fs.ReadFile(os.DirFS(dir), "../f")
	say(err)

	then := time.Unix(1e9, 5e8)
	say(os.Chtimes(at("f"), then, then), os.Chtimes(at("nope"), then, then))
	info, err := os.Stat(at("f"))
	fmt.Println(info.ModTime().Unix(), err)
	say(os.Chmod(at("f"), 0o600), os.Chmod(at("nope"), 0o600), os.Chown(at("f"), 1, 1))

	say(os.Mkdir(at("tree"), 0o777), os.WriteFile(at("tree/a"), []byte("1"), 0o666))
	say(os.CopyFS(at("copy"), os.DirFS(at("tree"))), os.CopyFS(at("copy"), os.DirFS(at("tree"))))
	data, err = os.ReadFile(at("copy/a"))
	fmt.Printf("%q %v\n", data, err)
}

func numbers() {
	fd, err := syscall.Open("nope", syscall.O_RDONLY, 0)
	fmt.Println(fd, err, err == syscall.ENOENT, errors.Is(err, os.ErrNotExist))
	for _, e := range []syscall.Errno{0, 1, 52, 77, 78, 1000} {
		fmt.Println(e)
	}
	for _, s := range []syscall.Signal{0, 2, 9, 30, 31} {
		fmt.Println(s)
	}
	b := make([]byte, 8)
	fmt.Println(syscall.RandomGet(b), string(b) != "\x00\x00\x00\x00\x00\x00\x00\x00")
	fmt.Println(syscall.Setenv("A=B", ""), syscall.Setenv("BURROW_TEST", "x"), os.Getenv("BURROW_TEST"))
}

func processes() {
	p, err := os.FindProcess(7)
	fmt.Println(p.Pid, err, p.Kill(), p.Signal(os.Interrupt))
	_, err = p.Wait()
	fmt.Println(err)
	_, err = os.StartProcess("x", nil, &os.ProcAttr{})
	fmt.Println(err)
	_, _, err = os.Pipe()
	fmt.Println(err, os.Getpid(), os.Getuid())
	fmt.Println(os.Interrupt, os.Kill, os.ErrDeadlineExceeded, os.IsTimeout(os.ErrDeadlineExceeded))
}

func main() {
	names()
	numbers()
	processes()
}
