package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	// The first thing that is done with an expression.
	fmt.Println(regexp.MustCompile("Add|Sub").MatchString("TestAdd"), regexp.MustCompile("^$").Match(nil))
	for _, e := range []string{`a+b`, `(\w+)@(\w+)\.(com|org)`, `(?i)k(?P<n>[x-z]*?)$`, `^$`, `(a|ab)(c|bcd)(d*)`, `x{2,3}?`, `\bfoo\B`, `[^\d\s]+`} {
		re := regexp.MustCompile(e)
		for _, s := range []string{"aab ab", "me@example.com, you@there.org", "KXYZ", "", "abcd", "xxxx", "foo foobar", "é1 ü"} {
			if all := re.FindAllStringSubmatchIndex(s, -1); all != nil {
				fmt.Println(e, all, re.FindStringSubmatch(s))
			}
		}
	}
	re := regexp.MustCompile(`(?P<key>\w+)=(?P<value>\w*)`)
	fmt.Println(re.ReplaceAllString("a=1 b= c=3", "${value}:$key;"), re.SubexpNames(), re.SubexpIndex("value"))
	fmt.Println(re.ReplaceAllStringFunc("a=1 b=2", strings.ToUpper), re.ReplaceAllLiteralString("a=1", "$1"))
	fmt.Printf("%q\n", regexp.MustCompile(`,\s*`).Split("a, b,c,, d", -1))
	fmt.Println(regexp.MustCompilePOSIX(`a|ab|abc`).FindString("abcd"), regexp.QuoteMeta("a.b[c]"))
	for _, e := range []string{`a(b`, `a)`, `[z-a]`, `a**`, `\8`, `(?z)`, `x{1001}`, `[[:foo:]]`, `*`, `a\`} {
		_, err := regexp.Compile(e)
		fmt.Println(err)
	}
	// What backtracking would not end with.
	fmt.Println(regexp.MustCompile(`(a*)*(a|b)*c`).MatchString(strings.Repeat("a", 500)))
}
