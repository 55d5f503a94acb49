package binary

import (
	"errors"
	"io"
)

// How many bytes numbers of these sizes take at most, seven bits a byte.
const (
	MaxVarintLen16 = 3
	MaxVarintLen32 = 5
	MaxVarintLen64 = 10
)

var errOverflow = errors.New("binary: varint overflows a 64-bit integer")

// AppendUvarint appends a number, the low bits first.
func AppendUvarint(b []byte, x uint64) []byte {
	for ; x >= 0x80; x >>= 7 {
		b = append(b, byte(x)|0x80)
	}
	return append(b, byte(x))
}

// PutUvarint writes a number, and returns how many bytes it takes.
func PutUvarint(b []byte, x uint64) int {
	n := 0
	for ; x >= 0x80; x >>= 7 {
		b[n] = byte(x) | 0x80
		n++
	}
	b[n] = byte(x)
	return n + 1
}

// Uvarint reads a number, and returns how many bytes it takes: 0 if some are missing; if it is too large, as many with a minus.
func Uvarint(b []byte) (uint64, int) {
	var x uint64
	for i, c := range b {
		if i == MaxVarintLen64 || i == MaxVarintLen64-1 && c > 1 && c < 0x80 {
			return 0, -(i + 1)
		}
		if c < 0x80 {
			return x | uint64(c)<<(7*uint(i)), i + 1
		}
		x |= uint64(c&0x7f) << (7 * uint(i))
	}
	return 0, 0
}

// zigzag makes small numbers of numbers near zero.
func zigzag(x int64) uint64 { return uint64(x)<<1 ^ uint64(x>>63) }

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// AppendVarint appends a number with a sign.
func AppendVarint(b []byte, x int64) []byte { return AppendUvarint(b, zigzag(x)) }

// PutVarint writes a number with a sign, and returns how many bytes it takes.
func PutVarint(b []byte, x int64) int { return PutUvarint(b, zigzag(x)) }

// Varint reads a number with a sign, as Uvarint does.
func Varint(b []byte) (int64, int) {
	u, n := Uvarint(b)
	return unzigzag(u), n
}

// ReadUvarint reads a number.
func ReadUvarint(r io.ByteReader) (uint64, error) {
	var x uint64
	for i := 0; i < MaxVarintLen64; i++ {
		c, err := r.ReadByte()
		if err != nil {
			if i > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return x, err
		}
		if c < 0x80 {
			if i == MaxVarintLen64-1 && c > 1 {
				return x, errOverflow
			}
			return x | uint64(c)<<(7*uint(i)), nil
		}
		x |= uint64(c&0x7f) << (7 * uint(i))
	}
	return x, errOverflow
}

// ReadVarint reads a number with a sign.
func ReadVarint(r io.ByteReader) (int64, error) {
	u, err := ReadUvarint(r)
	return unzigzag(u), err
}
