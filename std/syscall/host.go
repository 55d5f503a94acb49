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

//go:burrow block
//go:linkname wasiLink os.wasiLink
func wasiLink(dir, follow uint32, path string, newDir uint32, newPath string) uint32

//go:burrow block
//go:linkname wasiSymlink os.wasiSymlink
func wasiSymlink(target string, dir uint32, path string) uint32

//go:burrow block
//go:linkname wasiReadlink os.wasiReadlink
func wasiReadlink(dir uint32, path string, buf *byte, n uint32, used *uint32) uint32

//go:burrow block
//go:linkname wasiPathSetTimes os.wasiPathSetTimes
func wasiPathSetTimes(dir, follow uint32, path string, accessed, modified uint64, flags uint32) uint32
