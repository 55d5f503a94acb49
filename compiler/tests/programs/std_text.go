package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
)

func paths() {
	for _, p := range []string{"", ".", "..", "/", "//", "a", "a/b", "a//b/", "./a", "a/..", "a/../..", "/..", "/../a", "a/./b/../c", "../../x", "../a/../b", "a/b/../../..", "/a/b/../../..", "abc/def/.././x", "a.b/c", ".x", "x.tar.gz", "a/"} {
		dir, file := path.Split(p)
		fmt.Printf("%q: %q %q %q %q %q %q %v\n", p, path.Clean(p), dir, file, path.Ext(p), path.Base(p), path.Dir(p), path.IsAbs(p))
		fmt.Println(filepath.IsLocal(p))
	}
	fmt.Println(path.Join("a", "", "../b", "/c"), path.Join(), path.Join("", ""), path.Join("/", "x"))
	for _, c := range [][2]string{{"abc", "abc"}, {"*", "abc"}, {"*c", "abc"}, {"a*", "a"}, {"a*/b", "abc/b"}, {"a*/b", "a/c/b"}, {"a*b*c*d*e*/f", "axbxcxdxe/f"},
		{"a*b?c*x", "abxbbxdbxebxczzx"}, {"ab[c]", "abc"}, {"ab[b-d]", "abc"}, {"ab[e-g]", "abc"}, {"ab[^c]", "abc"}, {"ab[^e-g]", "abc"}, {"a\\*b", "a*b"}, {"a\\*b", "ab"},
		{"a?b", "a☺b"}, {"a[^a]b", "a☺b"}, {"a???b", "a☺b"}, {"[a-ζ]*", "α"}, {"*[a-ζ]", "A"}, {"a?b", "a/b"}, {"a*b", "a/b"}, {"[\\]a]", "]"}, {"[\\-]", "-"}, {"[x\\-]", "z"},
		{"[]a]", "]"}, {"[-]", "-"}, {"[x-]", "x"}, {"[-x]", "x"}, {"\\", "a"}, {"[a-b-c]", "a"}, {"[", "a"}, {"[^", "a"}, {"[^bc", "a"}, {"a[", "a"}, {"a[", "ab"}, {"a[", "x"}, {"a/b[", "x"}, {"*x", "xxx"}, {"", ""}, {"", "a"}, {"*", ""}, {"a\\", "b"}} {
		ok, err := path.Match(c[0], c[1])
		fmt.Println(c, ok, err)
	}
	for _, c := range [][2]string{{"a/b", "a/b/c"}, {"a/b/c", "a/b"}, {"/a", "/b/c"}, {"a", "/b"}, {"../a", "b"}, {".", "x"}, {"x", "."}, {"/", "/a"}, {"a", "a"}, {"..", "a"}, {"a", "../b"}, {"", ".."}} {
		fmt.Println(filepath.Rel(c[0], c[1]))
	}
	fmt.Println(filepath.SplitList("a:b::c"), len(filepath.SplitList("")))
}

func hexes() {
	data := []byte("hello, wörld\x00\xff and some more bytes")
	s := hex.EncodeToString(data)
	fmt.Println(s, hex.EncodedLen(5), hex.DecodedLen(5))
	for _, s := range []string{s, "", "0", "zz", "0g", "00f", "AbCd", "12é", "abcx"} {
		b, err := hex.DecodeString(s)
		fmt.Printf("%q %v\n", b, err)
	}
	fmt.Print(hex.Dump(data), hex.Dump(nil), hex.Dump(data[:16]), hex.Dump(data[:3]))
	var out bytes.Buffer
	n, err := hex.NewEncoder(&out).Write(bytes.Repeat(data, 30))
	fmt.Println(n, err, out.Len())
	all, err := io.ReadAll(hex.NewDecoder(&out))
	fmt.Println(bytes.Equal(all, bytes.Repeat(data, 30)), err)
	for _, s := range []string{"616", "61x", "6162zz61"} {
		all, err := io.ReadAll(hex.NewDecoder(strings.NewReader(s)))
		fmt.Printf("%q %v\n", all, err)
	}
}

func base64s() {
	encodings := []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding, base64.StdEncoding.WithPadding('*'), base64.StdEncoding.Strict(), base64.RawStdEncoding.Strict()}
	for i, e := range encodings {
		for n := 0; n < 8; n++ {
			src := []byte{0xfb, 0xff, 0x3e, 1, 2, 3, 0xf0, 9}[:n]
			s := e.EncodeToString(src)
			back, err := e.DecodeString(s)
			fmt.Println(i, s, back, err, e.EncodedLen(n), e.DecodedLen(len(s)))
		}
		for _, s := range []string{"", "A", "AA", "AAA", "AAAA", "AA==", "AA=", "A===", "AAA=", "AAA==", "AB==", "AAB=", "AA==A", "AA\n=\n=\n", "AA=\n=x", "AAAA\nAAAA", "A\r\nAAA", "A!AA", "!AAA", "AAAAA", "AAAA=", "====", "AAAA====", "AA=A", "YWJj\nZGVm\n", "AAAAAA=", "AAAA AAAA"} {
			back, err := e.DecodeString(s)
			fmt.Printf("%d %q %v %v\n", i, s, back, err)
		}
	}
	var out bytes.Buffer
	w := base64.NewEncoder(base64.StdEncoding, &out)
	for i := 0; i < 50; i++ {
		fmt.Fprintf(w, "line %d\n", i)
	}
	fmt.Println(w.Close(), out.Len())
	text := out.String()
	all, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, &out))
	fmt.Println(len(all), err, string(all[:12]))
	for _, s := range []string{text[:50] + "\n" + text[50:], "AA", "AAAA!AAA", "YWJjZA==", "YWJjZA="} {
		all, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader(s)))
		fmt.Println(len(all), err)
	}
}

func main() {
	paths()
	hexes()
	base64s()
}
