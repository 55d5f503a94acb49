// Package sig marks which cryptography a program has: elsewhere a tool finds the mark in its code.
package sig

// BoringCrypto marks code that uses a module for which Go's own implementation is not the standard.
func BoringCrypto() {}

// StandardCrypto marks code that uses Go's own.
func StandardCrypto() {}
