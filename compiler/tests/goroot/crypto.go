// Cryptography, checksums, compression and large numbers.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"io"
	"math/big"
)

func main() {
	h := hmac.New(sha256.New, []byte("key"))
	h.Write([]byte("message"))
	fmt.Printf("%x %d\n", h.Sum(nil), crc32.ChecksumIEEE([]byte("hello")))
	block, err := aes.NewCipher(make([]byte, 16))
	fmt.Println(err)
	gcm, err := cipher.NewGCM(block)
	fmt.Printf("%x %v\n", gcm.Seal(nil, make([]byte, 12), []byte("plain"), nil), err)
	fmt.Println(subtle.ConstantTimeSelect(1, 5, 6), subtle.ConstantTimeSelect(0, 5, 6), subtle.ConstantTimeEq(3, -3), subtle.ConstantTimeEq(-3, -3),
		subtle.ConstantTimeByteEq(7, 7), subtle.ConstantTimeByteEq(7, 135), subtle.ConstantTimeLessOrEq(3, 3), subtle.ConstantTimeLessOrEq(4, 3))

	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	sig := ed25519.Sign(key, []byte("m"))
	fmt.Printf("%x %v\n", sig[:8], ed25519.Verify(key.Public().(ed25519.PublicKey), []byte("m"), sig))

	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(bytes.Repeat([]byte("compress me "), 100))
	fmt.Println(z.Close(), buf.Len())
	r, err := gzip.NewReader(&buf)
	fmt.Println(err)
	data, err := io.ReadAll(r)
	fmt.Println(len(data), err)
	fmt.Print(string(pem.EncodeToMemory(&pem.Block{Type: "TEST", Bytes: []byte("hello")})))
	n := new(big.Int).Exp(big.NewInt(3), big.NewInt(200), nil)
	fmt.Println(n, n.ProbablyPrime(5), new(big.Int).Sqrt(n))
}
