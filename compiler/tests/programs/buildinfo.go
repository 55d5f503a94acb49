// What runtime/debug reads of a program's origin, and writes.
package main

import (
	"fmt"
	"runtime/debug"
)

func main() {
	info := &debug.BuildInfo{
		GoVersion: "go1.99",
		Path:      "ex.com/a/cmd",
		Main:      debug.Module{Path: "ex.com/a", Version: "v1.0.0", Sum: "h1:x="},
		Deps: []*debug.Module{
			{Path: "dep.com/b", Version: "v2.0.0", Replace: &debug.Module{Path: "./b", Version: "(devel)"}},
			{Path: "dep.com/c", Version: "v3.0.0", Sum: "h1:y="},
		},
		Settings: []debug.BuildSetting{
			{Key: "-tags", Value: "a,b"},
			{Key: "odd key", Value: "with \"quotes\" and\ttabs"},
			{Key: "k", Value: ""},
			{Key: "", Value: "none"},
		},
	}
	text := info.String()
	fmt.Print(text)
	again, err := debug.ParseBuildInfo(text)
	fmt.Println(err, again.String() == text, len(again.Deps), *again.Deps[0].Replace, again.Settings)
	for _, bad := range []string{
		"",
		"something else\n",
		"path\tp",
		"mod\ta",
		"go\tgo1.1\ndep\ta\tb\tc\td\n",
		"=>\ta\tb\tc\n",
		"mod\ta\tb\n=>\ta\tb\n",
		"mod\ta\tb\n=>\ta\tb\tc\n",
		"build\t\n",
		"build\tkey\n",
		"build\t=value\n",
		"build\t\"key\n",
		"build\t\"key\"\n",
		"build\t\"key\"=`value`\n",
		"build\t\"key\"=\"value\n",
		"build\tkey=va lue\n",
		"build\tkey=\"va lue\"rest\n",
		"build\ta\tb=c\n",
	} {
		info, err := debug.ParseBuildInfo(bad)
		fmt.Printf("%q: %v\n", bad, err)
		if err == nil {
			fmt.Printf("\t%q %+v\n", info.String(), info)
		}
	}
}
