// Package adler32 has the checksum of RFC 1950.
package adler32

import (
	"encoding/binary"
	"hash"
)

// Size is how many bytes a checksum has.
const Size = 4

const (
	modulus = 65521
	// So many bytes can be added before 32 bits overflow.
	stride = 5552
)

// digest holds the two sums, the second in the upper half.
type digest uint32

// New returns a Hash32 that computes the checksum.
func New() hash.Hash32 { d := digest(1); return &d }

// Checksum returns the checksum of data.
func Checksum(data []byte) uint32 { return uint32(update(1, data)) }

func update(d digest, p []byte) digest {
	a, b := uint32(d&0xFFFF), uint32(d>>16)
	for len(p) > 0 {
		n := min(len(p), stride)
		for _, c := range p[:n] {
			a += uint32(c)
			b += a
		}
		a %= modulus
		b %= modulus
		p = p[n:]
	}
	return digest(b<<16 | a)
}

func (d *digest) Write(p []byte) (int, error) {
	*d = update(*d, p)
	return len(p), nil
}

func (d *digest) Sum32() uint32       { return uint32(*d) }
func (d *digest) Sum(b []byte) []byte { return binary.BigEndian.AppendUint32(b, uint32(*d)) }
func (d *digest) Reset()              { *d = 1 }
func (d *digest) Size() int           { return Size }
func (d *digest) BlockSize() int      { return 4 }
