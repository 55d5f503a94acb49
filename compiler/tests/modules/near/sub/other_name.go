// Package names is not called as its folder is.
package names

import "example.com/near"

type T struct{ N int }

func (t T) String() string { return "names.T" }

func Count() int { return len(near.Calls()) }
