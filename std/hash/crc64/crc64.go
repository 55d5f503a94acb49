// Package crc64 has the cyclic redundancy check of 64 bits.
package crc64

import (
	"encoding/binary"
	"hash"
)

// Size is how many bytes a checksum has.
const Size = 8

// Polynomials, without their highest term and with their lowest bit first.
const (
	// ISO is that of ISO 3309.
	ISO = 0xD800000000000000

	// ECMA is that of ECMA 182.
	ECMA = 0xC96C5795D7870F42
)

// A Table says what each byte does to a checksum.
type Table [256]uint64

// MakeTable returns the table of a polynomial.
func MakeTable(poly uint64) *Table {
	t := new(Table)
	for i := range t {
		c := uint64(i)
		for range 8 {
			c = c>>1 ^ poly&-(c&1)
		}
		t[i] = c
	}
	return t
}

// Update returns the checksum of what crc is the checksum of, followed by p.
func Update(crc uint64, tab *Table, p []byte) uint64 {
	crc = ^crc
	for _, c := range p {
		crc = tab[byte(crc)^c] ^ crc>>8
	}
	return ^crc
}

// Checksum returns the checksum of data by a table.
func Checksum(data []byte, tab *Table) uint64 { return Update(0, tab, data) }

type digest struct {
	crc uint64
	tab *Table
}

// New returns a Hash64 that computes the checksum by a table.
func New(tab *Table) hash.Hash64 { return &digest{0, tab} }

func (d *digest) Write(p []byte) (int, error) {
	d.crc = Update(d.crc, d.tab, p)
	return len(p), nil
}

func (d *digest) Sum64() uint64       { return d.crc }
func (d *digest) Sum(b []byte) []byte { return binary.BigEndian.AppendUint64(b, d.crc) }
func (d *digest) Reset()              { d.crc = 0 }
func (d *digest) Size() int           { return Size }
func (d *digest) BlockSize() int      { return 1 }
