package rand

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A PCG is the permuted congruential generator PCG-DXSM of M. O'Neill, with 128 bits of state.
type PCG struct {
	high, low uint64
}

// NewPCG returns a PCG with two halves of a seed.
func NewPCG(seed1, seed2 uint64) *PCG { return &PCG{seed1, seed2} }

// Seed makes the generator begin with a seed.
func (p *PCG) Seed(seed1, seed2 uint64) { p.high, p.low = seed1, seed2 }

// Uint64 returns an integer of 64 bits.
func (p *PCG) Uint64() uint64 {
	const (
		factorHigh, factorLow = 0x2360ED051FC65DA4, 0x4385DF649FCCF645
		addHigh, addLow       = 0x5851F42D4C957F2D, 0x14057B7EF767814F
		multiplier            = 0xDA942042E4DD58B5
	)
	high, low := bits.Mul64(p.low, factorLow)
	high += p.high*factorLow + p.low*factorHigh
	low, carry := bits.Add64(low, addLow, 0)
	high, _ = bits.Add64(high, addHigh, carry)
	p.high, p.low = high, low

	// Twice an exclusive or with a shift and a product.
	high ^= high >> 32
	high *= multiplier
	high ^= high >> 48
	return high * (low | 1)
}

// AppendBinary appends the state to b.
func (p *PCG) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, "pcg:"...)
	b = binary.BigEndian.AppendUint64(b, p.high)
	return binary.BigEndian.AppendUint64(b, p.low), nil
}

// MarshalBinary returns the state.
func (p *PCG) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary sets the state to what MarshalBinary returned.
func (p *PCG) UnmarshalBinary(data []byte) error {
	if len(data) != 20 || string(data[:4]) != "pcg:" {
		return errors.New("invalid PCG encoding")
	}
	p.high = binary.BigEndian.Uint64(data[4:])
	p.low = binary.BigEndian.Uint64(data[12:])
	return nil
}
