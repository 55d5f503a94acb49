package syscall

import "unsafe"

//go:wasmimport wasi_snapshot_preview1 fd_fdstat_get
func fdstat(fd uint32, out unsafe.Pointer) uint32

// fd_fdstat_get_flags returns a file's flags; internal/syscall/unix links to it.
func fd_fdstat_get_flags(fd int) (uint32, error) {
	// The file's type, its flags, two sets of rights.
	var out struct {
		kind  uint8
		flags uint16
		_     [20]byte
	}
	if e := fdstat(uint32(fd), unsafe.Pointer(&out)); e != 0 {
		return 0, Errno(e)
	}
	return uint32(out.flags), nil
}
