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

// wasiArgsSizes tells how many arguments there are, and their bytes, each argument ended by a zero.
//
//go:burrow pure
func wasiArgsSizes(count, bytes *uint32)

// wasiArgs writes the arguments' addresses to list and their bytes to text.
//
//go:burrow pure
func wasiArgs(list *uint32, text *byte)

// wasiEnvSizes and wasiEnv do the same for the environment.
//
//go:burrow pure
func wasiEnvSizes(count, bytes *uint32)

//go:burrow pure
func wasiEnv(list *uint32, text *byte)

// texts fetches the arguments or the environment from the host.
func texts(env bool) []string {
	var count, bytes uint32
	if env {
		wasiEnvSizes(&count, &bytes)
	} else {
		wasiArgsSizes(&count, &bytes)
	}
	if count == 0 {
		return nil
	}
	at := make([]uint32, count)
	text := make([]byte, bytes)
	start := unsafe.SliceData(text)
	if env {
		wasiEnv(&at[0], start)
	} else {
		wasiArgs(&at[0], start)
	}
	list := make([]string, count)
	for i := range list {
		first := at[i] - uint32(uintptr(unsafe.Pointer(start)))
		end := first
		for text[end] != 0 {
			end++
		}
		list[i] = string(text[first:end])
	}
	return list
}
