// Package hmac has the authentication code of FIPS 198, a hash with a key.
package hmac

import (
	"crypto/subtle"
	"hash"
)

type code struct {
	inner, outer hash.Hash
	// The key with the bytes of the inner and the outer pad.
	ikey, okey []byte
}

// New returns a Hash that computes the code by a hash function and a key. Each call of h must make another Hash.
func New(h func() hash.Hash, key []byte) hash.Hash {
	c := &code{inner: h(), outer: h()}
	size := c.inner.BlockSize()
	if len(key) > size {
		c.outer.Write(key)
		key = c.outer.Sum(nil)
	}
	c.ikey, c.okey = make([]byte, size), make([]byte, size)
	copy(c.ikey, key)
	copy(c.okey, key)
	for i := range size {
		c.ikey[i] ^= 0x36
		c.okey[i] ^= 0x5C
	}
	c.Reset()
	return c
}

// Equal compares two codes without telling by its time how far they are equal.
func Equal(mac1, mac2 []byte) bool { return subtle.ConstantTimeCompare(mac1, mac2) == 1 }

func (c *code) Write(p []byte) (int, error) { return c.inner.Write(p) }
func (c *code) Size() int                   { return c.outer.Size() }
func (c *code) BlockSize() int              { return c.inner.BlockSize() }

func (c *code) Reset() {
	c.inner.Reset()
	c.inner.Write(c.ikey)
}

func (c *code) Sum(b []byte) []byte {
	sum := c.inner.Sum(nil)
	c.outer.Reset()
	c.outer.Write(c.okey)
	c.outer.Write(sum)
	return c.outer.Sum(b)
}
