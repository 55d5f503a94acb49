// Package hash has the interfaces of hash functions.
package hash

import "io"

// A Hash takes bytes by Write, which never fails, and makes a sum of them.
type Hash interface {
	io.Writer

	// Sum appends the sum of what was written so far to b. More may be written afterwards.
	Sum(b []byte) []byte

	// Reset forgets what was written.
	Reset()

	// Size is how many bytes a sum has.
	Size() int

	// BlockSize is the number of bytes of which writes are best a multiple.
	BlockSize() int
}

// A Hash32 has sums of 32 bits.
type Hash32 interface {
	Hash
	Sum32() uint32
}

// A Hash64 has sums of 64 bits.
type Hash64 interface {
	Hash
	Sum64() uint64
}

// A Cloner is a Hash that can be copied with all that was written to it.
type Cloner interface {
	Hash
	Clone() (Cloner, error)
}

// An XOF makes as many bytes as are read from it.
type XOF interface {
	io.Writer
	io.Reader
	Reset()
	BlockSize() int
}
