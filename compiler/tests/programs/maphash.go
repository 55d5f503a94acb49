package main

import (
	"fmt"
	"hash/maphash"
	"math"
)

type pair struct {
	a, b string
	n    int8
	f    float64
	any  any
}

func check(what string, ok bool) {
	if !ok {
		fmt.Println("wrong:", what)
	}
}

func main() {
	seed, other := maphash.MakeSeed(), maphash.MakeSeed()
	check("seeds", seed != other)

	// However it is written, and of any length.
	text := make([]byte, 700)
	for i := range text {
		text[i] = byte(i * i / 3)
	}
	seen := map[uint64]int{}
	for n := 0; n <= len(text); n++ {
		want := maphash.Bytes(seed, text[:n])
		check("string", maphash.String(seed, string(text[:n])) == want)
		if m, ok := seen[want]; ok {
			fmt.Println("same hash:", m, n)
		}
		seen[want] = n
		var h maphash.Hash
		h.SetSeed(seed)
		switch n % 3 {
		case 0:
			for _, b := range text[:n] {
				h.WriteByte(b)
			}
		case 1:
			h.Write(text[:n/2])
			h.Sum64()
			h.WriteString(string(text[n/2 : n]))
		case 2:
			h.Write(text[:n/3])
			c, err := h.Clone()
			check("clone", err == nil)
			c.Write(text[n/3 : n])
			h = *c.(*maphash.Hash)
		}
		check(fmt.Sprint("bytes ", n), h.Sum64() == want)
		check("sum", len(h.Sum(nil)) == h.Size())
		h.Reset()
		check("reset", h.Sum64() == maphash.Bytes(seed, nil) && h.Seed() == seed)
	}

	// Each bit of the input changes about half of those of the hash.
	changed, bits := 0, 0
	base := maphash.Bytes(seed, text[:100])
	for i := range 800 {
		text[i/8] ^= 1 << (i % 8)
		d := maphash.Bytes(seed, text[:100]) ^ base
		text[i/8] ^= 1 << (i % 8)
		check("changed", d != 0)
		for ; d != 0; d &= d - 1 {
			changed++
		}
		bits += 64
	}
	check("half", changed*100 > bits*47 && changed*100 < bits*53)

	x := new(int)
	values := []any{1, int8(2), uint64(3), "1", false, 1.5, float32(2.5), 1i, x, new(int), make(chan int), pair{}, pair{a: "ab", b: "c"},
		pair{a: "a", b: "bc"}, pair{any: 7}, pair{any: int8(8)}, pair{n: 9}, [2]string{"a", "b"}, [2]string{"", "ab"}, nil, struct{}{}}
	hashes := map[uint64]int{}
	for i, v := range values {
		hash := maphash.Comparable(seed, v)
		check("again", hash == maphash.Comparable(seed, v))
		check("other seed", hash != maphash.Comparable(other, v))
		if j, ok := hashes[hash]; ok {
			fmt.Println("same hash:", values[j], v)
		}
		hashes[hash] = i
	}
	check("zeros", maphash.Comparable(seed, 0.0) == maphash.Comparable(seed, math.Copysign(0, -1)))
	check("zeros", maphash.Comparable(seed, complex(0, math.Copysign(0, -1))) == maphash.Comparable(seed, 0i))
	check("NaN", maphash.Comparable(seed, math.NaN()) != maphash.Comparable(seed, math.NaN()))
	check("pointer", maphash.Comparable(seed, x) == maphash.Comparable(seed, x))
	check("string", maphash.Comparable(seed, "abc") != maphash.Comparable(seed, "abd"))

	var hasher maphash.Hasher[string] = maphash.ComparableHasher[string]{}
	var h1, h2 maphash.Hash
	h2.SetSeed(h1.Seed())
	hasher.Hash(&h1, "x")
	hasher.Hash(&h2, "x")
	check("hasher", h1.Sum64() == h2.Sum64() && hasher.Equal("x", "x") && !hasher.Equal("x", "y"))

	for _, f := range []func(){
		func() { maphash.Bytes(maphash.Seed{}, nil) },
		func() { new(maphash.Hash).SetSeed(maphash.Seed{}) },
		func() { maphash.Comparable[any](seed, []int{}) },
		func() { maphash.Comparable[any](seed, pair{any: func() {}}) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
