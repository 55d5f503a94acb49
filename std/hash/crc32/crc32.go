// Package crc32 has the cyclic redundancy check of 32 bits.
package crc32

import (
	"encoding/binary"
	"hash"
	"sync"
)

// Size is how many bytes a checksum has.
const Size = 4

// Polynomials, without their highest term and with their lowest bit first.
const (
	// IEEE is that of Ethernet, gzip and PNG.
	IEEE = 0xEDB88320

	// Castagnoli is that of iSCSI.
	Castagnoli = 0x82F63B78

	// Koopman detects more errors than IEEE's.
	Koopman = 0xEB31D82E
)

// A Table says what each byte does to a checksum.
type Table [256]uint32

// IEEETable is the table of IEEE's polynomial.
var IEEETable = makeTable(IEEE)

// slicing says what a byte does that is followed by 0 to 7 others.
type slicing [8]Table

var (
	ieee     = sync.OnceValue(func() *slicing { return makeSlicing(IEEETable) })
	castOnce = sync.OnceValue(func() *Table { return makeTable(Castagnoli) })
)

// MakeTable returns the table of a polynomial. It must not be changed.
func MakeTable(poly uint32) *Table {
	switch poly {
	case IEEE:
		return IEEETable
	case Castagnoli:
		return castOnce()
	}
	return makeTable(poly)
}

func makeTable(poly uint32) *Table {
	t := new(Table)
	for i := range t {
		c := uint32(i)
		for range 8 {
			c = c>>1 ^ poly&-(c&1)
		}
		t[i] = c
	}
	return t
}

func makeSlicing(t *Table) *slicing {
	s := new(slicing)
	s[0] = *t
	for k := 1; k < len(s); k++ {
		for i := range t {
			c := s[k-1][i]
			s[k][i] = t[byte(c)] ^ c>>8
		}
	}
	return s
}

// Update returns the checksum of what crc is the checksum of, followed by p.
func Update(crc uint32, tab *Table, p []byte) uint32 {
	crc = ^crc
	if tab == IEEETable && len(p) >= 16 {
		s := ieee()
		for len(p) >= 8 {
			crc ^= binary.LittleEndian.Uint32(p)
			crc = s[7][byte(crc)] ^ s[6][byte(crc>>8)] ^ s[5][byte(crc>>16)] ^ s[4][crc>>24] ^
				s[3][p[4]] ^ s[2][p[5]] ^ s[1][p[6]] ^ s[0][p[7]]
			p = p[8:]
		}
	}
	for _, c := range p {
		crc = tab[byte(crc)^c] ^ crc>>8
	}
	return ^crc
}

// Checksum returns the checksum of data by a table.
func Checksum(data []byte, tab *Table) uint32 { return Update(0, tab, data) }

// ChecksumIEEE returns the checksum of data by IEEE's polynomial.
func ChecksumIEEE(data []byte) uint32 { return Update(0, IEEETable, data) }

type digest struct {
	crc uint32
	tab *Table
}

// New returns a Hash32 that computes the checksum by a table.
func New(tab *Table) hash.Hash32 { return &digest{0, tab} }

// NewIEEE returns a Hash32 that computes the checksum by IEEE's polynomial.
func NewIEEE() hash.Hash32 { return New(IEEETable) }

func (d *digest) Write(p []byte) (int, error) {
	d.crc = Update(d.crc, d.tab, p)
	return len(p), nil
}

func (d *digest) Sum32() uint32       { return d.crc }
func (d *digest) Sum(b []byte) []byte { return binary.BigEndian.AppendUint32(b, d.crc) }
func (d *digest) Reset()              { d.crc = 0 }
func (d *digest) Size() int           { return Size }
func (d *digest) BlockSize() int      { return 1 }
