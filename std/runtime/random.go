package runtime

import _ "unsafe" // for linkname

// rand returns a random number that the host has seeded. Packages of Go's source link to it.
//
//go:linkname rand
func rand() uint64 { return hostrand() }

//go:burrow pure
//go:linkname hostrand math/rand.runtime_rand
func hostrand() uint64
