// Package block cuts what is written to a hash function into blocks, and pads the last of them, for functions built as
// R. Merkle and I. Damgård did.
package block

import "encoding/binary"

// A Buffer keeps what does not fill a block.
type Buffer struct {
	rest  [128]byte
	n     int
	total uint64
}

// Reset forgets what was written.
func (b *Buffer) Reset() { b.n, b.total = 0, 0 }

// Write hands over whole blocks of so many bytes.
func (b *Buffer) Write(size int, p []byte, blocks func([]byte)) {
	b.total += uint64(len(p))
	if b.n > 0 {
		n := copy(b.rest[b.n:size], p)
		b.n += n
		p = p[n:]
		if b.n < size {
			return
		}
		blocks(b.rest[:size])
		b.n = 0
	}
	if whole := len(p) / size * size; whole > 0 {
		blocks(p[:whole])
		p = p[whole:]
	}
	b.n = copy(b.rest[:], p)
}

// Pad hands over what remains, a one bit, zeros, and the length in bits in the last bytes of the last block. An eighth of the
// block is kept for the length.
func (b *Buffer) Pad(size int, order binary.ByteOrder, blocks func([]byte)) {
	bits := b.total
	length := size / 8
	pad := make([]byte, 2*size)
	n := copy(pad, b.rest[:b.n])
	pad[n] = 0x80
	end := size
	if n+1+length > size {
		end = 2 * size
	}
	if order == binary.ByteOrder(binary.BigEndian) {
		order.PutUint64(pad[end-8:], bits<<3)
		if length == 16 {
			order.PutUint64(pad[end-16:], bits>>61)
		}
	} else {
		order.PutUint64(pad[end-length:], bits<<3)
	}
	blocks(pad[:end])
}
