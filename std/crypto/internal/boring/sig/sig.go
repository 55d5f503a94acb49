// Package sig has functions that mark a program as one with some kind of cryptography. They do nothing.
package sig

// BoringCrypto says that BoringCrypto is there.
func BoringCrypto() {}

// FIPSOnly says that crypto/tls/fipsonly is there.
func FIPSOnly() {}

// StandardCrypto says that Go's own cryptography is there.
func StandardCrypto() {}
