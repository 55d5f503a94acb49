package rand

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A ChaCha8 is the generator chacha8rand (c2sp.org/chacha8rand), which is cryptographically strong. Of each 1024 bytes that a key
// makes the last 32 are the next key.
type ChaCha8 struct {
	seed [4]uint64
	// The last 256 bytes: four blocks, word by word.
	buf [32]uint64
	// How many words of it have been used, and how many there are.
	used, n int
	// The number of its first block.
	block uint32

	// Bytes that Read has left of a number.
	rest  [8]byte
	nrest int
}

const reseed = 16 - 4

// NewChaCha8 returns a generator with a seed.
func NewChaCha8(seed [32]byte) *ChaCha8 {
	c := new(ChaCha8)
	c.Seed(seed)
	return c
}

// Seed makes the generator begin with a seed.
func (c *ChaCha8) Seed(seed [32]byte) {
	*c = ChaCha8{}
	for i := range c.seed {
		c.seed[i] = binary.LittleEndian.Uint64(seed[8*i:])
	}
	c.fill()
}

// fill makes the four blocks that begin with c.block.
func (c *ChaCha8) fill() {
	words := [16]uint32{0x61707865, 0x3320646E, 0x79622D32, 0x6B206574}
	for i, v := range c.seed {
		words[4+2*i], words[5+2*i] = uint32(v), uint32(v>>32)
	}
	for k := range uint32(4) {
		x := words
		x[12] = c.block + k
		for range 4 {
			quarter(&x, 0, 4, 8, 12)
			quarter(&x, 1, 5, 9, 13)
			quarter(&x, 2, 6, 10, 14)
			quarter(&x, 3, 7, 11, 15)
			quarter(&x, 0, 5, 10, 15)
			quarter(&x, 1, 6, 11, 12)
			quarter(&x, 2, 7, 8, 13)
			quarter(&x, 3, 4, 9, 14)
		}
		for i := 4; i < 12; i++ {
			x[i] += words[i]
		}
		// Word i of all blocks is before word i+1 of any.
		for i, v := range x {
			at, shift := (4*uint32(i)+k)/2, k%2*32
			c.buf[at] = c.buf[at]&^(0xFFFFFFFF<<shift) | uint64(v)<<shift
		}
	}
	c.used, c.n = 0, len(c.buf)
	if c.block == reseed {
		c.n -= len(c.seed)
	}
}

func quarter(x *[16]uint32, a, b, c, d int) {
	x[a] += x[b]
	x[d] = bits.RotateLeft32(x[d]^x[a], 16)
	x[c] += x[d]
	x[b] = bits.RotateLeft32(x[b]^x[c], 12)
	x[a] += x[b]
	x[d] = bits.RotateLeft32(x[d]^x[a], 8)
	x[c] += x[d]
	x[b] = bits.RotateLeft32(x[b]^x[c], 7)
}

// Uint64 returns an integer of 64 bits.
func (c *ChaCha8) Uint64() uint64 {
	if c.used >= c.n {
		if c.block == reseed {
			copy(c.seed[:], c.buf[c.n:])
			c.block = 0
		} else {
			c.block += 4
		}
		c.fill()
	}
	c.used++
	return c.buf[c.used-1]
}

// Read fills p with random bytes; it does not fail.
func (c *ChaCha8) Read(p []byte) (n int, err error) {
	n = len(p)
	for len(p) > 0 {
		if c.nrest == 0 {
			binary.LittleEndian.PutUint64(c.rest[:], c.Uint64())
			c.nrest = 8
		}
		took := copy(p, c.rest[8-c.nrest:])
		c.nrest -= took
		p = p[took:]
	}
	return n, nil
}

// AppendBinary appends the state to b.
func (c *ChaCha8) AppendBinary(b []byte) ([]byte, error) {
	if c.nrest > 0 {
		b = append(b, "readbuf:"...)
		b = append(b, byte(c.nrest))
		b = append(b, c.rest[8-c.nrest:]...)
	}
	b = append(b, "chacha8:"...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.block/4)*uint64(len(c.buf))+uint64(c.used))
	for _, v := range c.seed {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return b, nil
}

// MarshalBinary returns the state.
func (c *ChaCha8) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary sets the state to what MarshalBinary returned.
func (c *ChaCha8) UnmarshalBinary(data []byte) error {
	var rest []byte
	if len(data) > 9 && string(data[:8]) == "readbuf:" {
		n := int(data[8])
		if n > 8 || len(data) < 9+n {
			return errors.New("invalid ChaCha8 Read buffer encoding")
		}
		rest, data = data[9:9+n], data[9+n:]
	}
	const words = 4*32 - 4
	if len(data) != 48 || string(data[:8]) != "chacha8:" {
		return errors.New("invalid ChaCha8 encoding")
	}
	used := binary.BigEndian.Uint64(data[8:])
	if used > words {
		return errors.New("invalid ChaCha8 encoding")
	}
	c.Seed([32]byte(data[16:]))
	if used > 0 {
		// A block that is used up is kept until more is asked for.
		c.block = uint32((used - 1) / 32 * 4)
		c.fill()
		c.used = int(used) - int(c.block/4)*32
	}
	c.nrest = copy(c.rest[8-len(rest):], rest)
	return nil
}
