// Package fnv has the hash functions of Glenn Fowler, Landon Curt Noll and Phong Vo.
package fnv

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

const (
	offset32 = 0x811C9DC5
	offset64 = 0xCBF29CE484222325
	prime32  = 0x01000193
	prime64  = 0x00000100000001B3

	offset128High = 0x6C62272E07BB0142
	offset128Low  = 0x62B821756295C58D
	prime128High  = 1 << 24
	prime128Low   = 0x13B
)

type (
	sum32   uint32
	sum32a  uint32
	sum64   uint64
	sum64a  uint64
	sum128  struct{ high, low uint64 }
	sum128a struct{ high, low uint64 }
)

// New32 returns FNV-1 of 32 bits.
func New32() hash.Hash32 { s := sum32(offset32); return &s }

// New32a returns FNV-1a of 32 bits.
func New32a() hash.Hash32 { s := sum32a(offset32); return &s }

// New64 returns FNV-1 of 64 bits.
func New64() hash.Hash64 { s := sum64(offset64); return &s }

// New64a returns FNV-1a of 64 bits.
func New64a() hash.Hash64 { s := sum64a(offset64); return &s }

// New128 returns FNV-1 of 128 bits.
func New128() hash.Hash { return &sum128{offset128High, offset128Low} }

// New128a returns FNV-1a of 128 bits.
func New128a() hash.Hash { return &sum128a{offset128High, offset128Low} }

func (s *sum32) Write(p []byte) (int, error) {
	h := *s
	for _, c := range p {
		h = h*prime32 ^ sum32(c)
	}
	*s = h
	return len(p), nil
}

func (s *sum32a) Write(p []byte) (int, error) {
	h := *s
	for _, c := range p {
		h = (h ^ sum32a(c)) * prime32
	}
	*s = h
	return len(p), nil
}

func (s *sum64) Write(p []byte) (int, error) {
	h := *s
	for _, c := range p {
		h = h*prime64 ^ sum64(c)
	}
	*s = h
	return len(p), nil
}

func (s *sum64a) Write(p []byte) (int, error) {
	h := *s
	for _, c := range p {
		h = (h ^ sum64a(c)) * prime64
	}
	*s = h
	return len(p), nil
}

// times multiplies by the prime of 128 bits.
func times(high, low uint64) (uint64, uint64) {
	carry, product := bits.Mul64(low, prime128Low)
	return carry + low*prime128High + high*prime128Low, product
}

func (s *sum128) Write(p []byte) (int, error) {
	for _, c := range p {
		s.high, s.low = times(s.high, s.low)
		s.low ^= uint64(c)
	}
	return len(p), nil
}

func (s *sum128a) Write(p []byte) (int, error) {
	for _, c := range p {
		s.high, s.low = times(s.high, s.low^uint64(c))
	}
	return len(p), nil
}

func (s *sum32) Sum32() uint32  { return uint32(*s) }
func (s *sum32a) Sum32() uint32 { return uint32(*s) }
func (s *sum64) Sum64() uint64  { return uint64(*s) }
func (s *sum64a) Sum64() uint64 { return uint64(*s) }

func (s *sum32) Sum(b []byte) []byte  { return binary.BigEndian.AppendUint32(b, uint32(*s)) }
func (s *sum32a) Sum(b []byte) []byte { return binary.BigEndian.AppendUint32(b, uint32(*s)) }
func (s *sum64) Sum(b []byte) []byte  { return binary.BigEndian.AppendUint64(b, uint64(*s)) }
func (s *sum64a) Sum(b []byte) []byte { return binary.BigEndian.AppendUint64(b, uint64(*s)) }

func (s *sum128) Sum(b []byte) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, s.high), s.low)
}

func (s *sum128a) Sum(b []byte) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, s.high), s.low)
}

func (s *sum32) Reset()   { *s = offset32 }
func (s *sum32a) Reset()  { *s = offset32 }
func (s *sum64) Reset()   { *s = offset64 }
func (s *sum64a) Reset()  { *s = offset64 }
func (s *sum128) Reset()  { *s = sum128{offset128High, offset128Low} }
func (s *sum128a) Reset() { *s = sum128a{offset128High, offset128Low} }

func (s *sum32) Size() int   { return 4 }
func (s *sum32a) Size() int  { return 4 }
func (s *sum64) Size() int   { return 8 }
func (s *sum64a) Size() int  { return 8 }
func (s *sum128) Size() int  { return 16 }
func (s *sum128a) Size() int { return 16 }

func (s *sum32) BlockSize() int   { return 1 }
func (s *sum32a) BlockSize() int  { return 1 }
func (s *sum64) BlockSize() int   { return 1 }
func (s *sum64a) BlockSize() int  { return 1 }
func (s *sum128) BlockSize() int  { return 1 }
func (s *sum128a) BlockSize() int { return 1 }
