package os

import "unsafe"

// The host's functions, of WASI preview 1. They return error numbers, 0 for none, and fill what pointers point to.

// wasiWrite writes n bytes at p to a file: the number of bytes written, or the negative error number.
//
//go:burrow block
func wasiWrite(fd uint32, p unsafe.Pointer, n uint32) int32

// wasiRead reads at most n bytes from a file to p: the number of bytes read, 0 at the end, or the negative error number.
//
//go:burrow block
func wasiRead(fd uint32, p unsafe.Pointer, n uint32) int32

// wasiExit ends the program.
//
//go:burrow noreturn
func wasiExit(status int32)

// texts fetches the arguments or the environment from the host.
//
//go:linkname texts syscall.texts
func texts(env bool) []string
