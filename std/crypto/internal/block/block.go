// Package block has what hash functions have in common that are built as R. Merkle and I. Damgård did: what is written is cut
// into blocks, each of which changes the state, and the last one is padded.
package block

import (
	"encoding/binary"
	"hash"
)

// A Function is such a hash function. The state is of up to eight words W.
type Function[W uint32 | uint64] struct {
	// Size is how many bytes of the last state are the sum.
	Size int
	// BlockSize is how many bytes are taken at a time: 64 with words of 32 bits, 128 with words of 64.
	BlockSize int
	// Order is that of bytes in words.
	Order binary.ByteOrder
	// Start is the state before the first block.
	Start [8]W
	// Blocks takes whole blocks into the state.
	Blocks func(state *[8]W, p []byte)
}

// New returns a Hash that computes the sum.
func (f *Function[W]) New() hash.Hash { return f.start() }

// Sum returns the sum of data.
func (f *Function[W]) Sum(data []byte) []byte {
	d := f.start()
	d.Write(data)
	return d.end(nil)
}

func (f *Function[W]) start() *digest[W] {
	d := &digest[W]{f: f}
	d.Reset()
	return d
}

type digest[W uint32 | uint64] struct {
	f     *Function[W]
	state [8]W
	// What does not fill a block.
	rest  [128]byte
	n     int
	total uint64
}

func (d *digest[W]) Size() int      { return d.f.Size }
func (d *digest[W]) BlockSize() int { return d.f.BlockSize }

func (d *digest[W]) Reset() {
	d.state = d.f.Start
	d.n, d.total = 0, 0
}

func (d *digest[W]) Write(p []byte) (int, error) {
	size, written := d.f.BlockSize, len(p)
	d.total += uint64(written)
	if d.n > 0 {
		n := copy(d.rest[d.n:size], p)
		d.n += n
		p = p[n:]
		if d.n < size {
			return written, nil
		}
		d.f.Blocks(&d.state, d.rest[:size])
		d.n = 0
	}
	if whole := len(p) / size * size; whole > 0 {
		d.f.Blocks(&d.state, p[:whole])
		p = p[whole:]
	}
	d.n = copy(d.rest[:], p)
	return written, nil
}

func (d *digest[W]) Sum(b []byte) []byte {
	copied := *d
	return copied.end(b)
}

// end pads what remains with a one bit, zeros, and the length in bits, for which an eighth of a block is kept, and appends the
// sum.
func (d *digest[W]) end(b []byte) []byte {
	size, order := d.f.BlockSize, d.f.Order
	var pad [256]byte
	n := copy(pad[:], d.rest[:d.n])
	pad[n] = 0x80
	end := size
	if n+1+size/8 > size {
		end = 2 * size
	}
	order.PutUint64(pad[end-8:], d.total<<3)
	if size == 128 {
		order.PutUint64(pad[end-16:], d.total>>61)
	}
	d.f.Blocks(&d.state, pad[:end])
	var sum [64]byte
	for i, v := range d.state {
		if size == 128 {
			order.PutUint64(sum[8*i:], uint64(v))
		} else {
			order.PutUint32(sum[4*i:], uint32(v))
		}
	}
	return append(b, sum[:d.f.Size]...)
}
