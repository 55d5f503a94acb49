package syscall

import "unsafe"

// The host's functions as the runtime has them. They return error numbers, 0 for none, and fill what pointers point to.

//go:burrow block
//go:linkname wasiWrite os.wasiWrite
func wasiWrite(fd uint32, p unsafe.Pointer, n uint32) int32

//go:burrow block
//go:linkname wasiRead os.wasiRead
func wasiRead(fd uint32, p unsafe.Pointer, n uint32) int32

//go:burrow noreturn
//go:linkname wasiExit os.wasiExit
func wasiExit(status int32)

//go:burrow block
//go:linkname wasiClose os.wasiClose
func wasiClose(fd uint32) uint32

//go:burrow block
//go:linkname wasiPathOpen os.wasiPathOpen
func wasiPathOpen(dir, follow uint32, path string, oflags uint32, rights, inheriting uint64, fdflags uint32, fd *uint32) uint32

//go:burrow block
//go:linkname wasiSeek os.wasiSeek
func wasiSeek(fd uint32, offset int64, whence uint32, position *int64) uint32

//go:burrow block
//go:linkname wasiPread os.wasiPread
func wasiPread(fd uint32, p unsafe.Pointer, n uint32, offset int64) int32

//go:burrow block
//go:linkname wasiPwrite os.wasiPwrite
func wasiPwrite(fd uint32, p unsafe.Pointer, n uint32, offset int64) int32

//go:burrow block
//go:linkname wasiSetSize os.wasiSetSize
func wasiSetSize(fd uint32, size int64) uint32

//go:burrow block
//go:linkname wasiSync os.wasiSync
func wasiSync(fd uint32) uint32

//go:burrow block
//go:linkname wasiFilestat os.wasiFilestat
func wasiFilestat(fd uint32, stat *[8]uint64) uint32

//go:burrow block
//go:linkname wasiPathFilestat os.wasiPathFilestat
func wasiPathFilestat(dir, follow uint32, path string, stat *[8]uint64) uint32

//go:burrow block
//go:linkname wasiReaddir os.wasiReaddir
func wasiReaddir(fd uint32, buf *byte, n uint32, cookie uint64, used *uint32) uint32

//go:burrow block
//go:linkname wasiUnlink os.wasiUnlink
func wasiUnlink(dir uint32, path string) uint32

//go:burrow block
//go:linkname wasiRmdir os.wasiRmdir
func wasiRmdir(dir uint32, path string) uint32

//go:burrow block
//go:linkname wasiMkdir os.wasiMkdir
func wasiMkdir(dir uint32, path string) uint32

//go:burrow block
//go:linkname wasiRename os.wasiRename
func wasiRename(dir uint32, path string, newDir uint32, newPath string) uint32

// Those that only this package uses. They name files by paths, so that it does not matter which thread calls them.

//go:wasmimport wasi_snapshot_preview1 path_link
func path_link(dir, follow uint32, path *byte, n uint32, newDir uint32, newPath *byte, newLen uint32) uint32

//go:wasmimport wasi_snapshot_preview1 path_symlink
func path_symlink(target *byte, n uint32, dir uint32, path *byte, pathLen uint32) uint32

//go:wasmimport wasi_snapshot_preview1 path_readlink
func path_readlink(dir uint32, path *byte, n uint32, buf *byte, bufLen uint32, used *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 path_filestat_set_times
func path_filestat_set_times(dir, follow uint32, path *byte, n uint32, atime, mtime uint64, flags uint32) uint32
