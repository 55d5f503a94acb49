package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"math/rand/v2"
)

func main() {
	data := make([]byte, 1000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	for _, h := range []hash.Hash{
		md5.New(), sha1.New(), sha256.New(), sha256.New224(), sha512.New(), sha512.New384(), sha512.New512_256(),
		hmac.New(sha256.New, data[:100]), fnv.New32(), fnv.New32a(), fnv.New64a(), fnv.New128a(), crc32.NewIEEE(),
		crc32.New(crc32.MakeTable(crc32.Castagnoli)), crc64.New(crc64.MakeTable(crc64.ECMA)), adler32.New(),
	} {
		for i, n := 0, 0; i < len(data); i += n {
			n = min(r.IntN(150)+1, len(data)-i)
			h.Write(data[i : i+n])
		}
		fmt.Printf("%x %d %d\n", h.Sum(nil), h.Size(), h.BlockSize())
	}
	c := rand.New(rand.NewChaCha8([32]byte{1, 2, 3}))
	fmt.Println(c.Perm(10), c.Uint64(), c.Int32N(1000), c.Float64(), c.N(int8(5)))
	fmt.Println(c.NormFloat64(), c.ExpFloat64(), rand.NewZipf(c, 1.5, 2, 100).Uint64(), rand.N(1))
}
