package syscall

//go:wasmimport wasi_snapshot_preview1 random_get
func random_get(p *byte, n uint32) uint32

// RandomGet fills b with random bytes of the host, fit for cryptography.
func RandomGet(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if e := random_get(&b[0], uint32(len(b))); e != 0 {
		return Errno(e)
	}
	return nil
}
