// Package bytealg has what packages of Go's source ask of assembly language elsewhere.
package bytealg

import (
	"bytes"
	"strings"
)

// MaxLen is the greatest length of what Index and IndexString look for: all.
const MaxLen = 1<<31 - 1

// MaxBruteForce is the greatest length of a text in which a plain search is best: all.
const MaxBruteForce = 1<<31 - 1

// Cutover tells after how many vain tries a search should try another way: never.
func Cutover(n int) int { return 1<<31 - 1 }

func IndexByte(b []byte, c byte) int                 { return bytes.IndexByte(b, c) }
func IndexByteString(s string, c byte) int           { return strings.IndexByte(s, c) }
func LastIndexByte(b []byte, c byte) int             { return bytes.LastIndexByte(b, c) }
func LastIndexByteString(s string, c byte) int       { return strings.LastIndexByte(s, c) }
func Index(a, b []byte) int                          { return bytes.Index(a, b) }
func IndexString(a, b string) int                    { return strings.Index(a, b) }
func Count(b []byte, c byte) int                     { return bytes.Count(b, []byte{c}) }
func CountString(s string, c byte) int               { return strings.Count(s, string([]byte{c})) }
func Equal(a, b []byte) bool                         { return string(a) == string(b) }
func Compare(a, b []byte) int                        { return bytes.Compare(a, b) }
func CompareString(a, b string) int                  { return strings.Compare(a, b) }
func IndexRabinKarp[T string | []byte](s, sep T) int { return strings.Index(string(s), string(sep)) }
func LastIndexRabinKarp[T string | []byte](s, sep T) int {
	return strings.LastIndex(string(s), string(sep))
}

// MakeNoZero returns n bytes.
func MakeNoZero(n int) []byte { return make([]byte, n) }
