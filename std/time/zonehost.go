package time

import (
	"syscall"
	"unsafe"
)

// What this package asks of the host itself, as package os stands above it: a variable and a file.

//go:wasmimport wasi_snapshot_preview1 environ_sizes_get
func environSizes(count, bytes *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 environ_get
func environ(list, text unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 fd_prestat_get
func folderGet(fd uint32, out unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 fd_prestat_dir_name
func folderName(fd uint32, name unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi_snapshot_preview1 path_open
func pathOpen(fd, lookup uint32, path unsafe.Pointer, n, how uint32, rights, inherited uint64, flags uint32, opened unsafe.Pointer) uint32

//go:wasmimport wasi_snapshot_preview1 fd_read
func fdRead(fd uint32, list unsafe.Pointer, n uint32, read *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 fd_close
func fdClose(fd uint32) uint32

// hostVariable returns a variable of the environment that the program was given, or "".
func hostVariable(name string) string {
	var count, bytes uint32
	if environSizes(&count, &bytes) != 0 || count == 0 {
		return ""
	}
	list, text := make([]uint32, count), make([]byte, bytes)
	start := unsafe.SliceData(text)
	if environ(unsafe.Pointer(unsafe.SliceData(list)), unsafe.Pointer(start)) != 0 {
		return ""
	}
	for _, p := range list {
		entry := text[p-uint32(uintptr(unsafe.Pointer(start))):]
		if len(entry) <= len(name) || entry[len(name)] != '=' || string(entry[:len(name)]) != name {
			continue
		}
		entry = entry[len(name)+1:]
		for i, c := range entry {
			if c == 0 {
				return string(entry[:i])
			}
		}
	}
	return ""
}

// below returns the path of a file from a folder on, if it lies below.
func below(folder, path string) (rest string, ok bool) {
	for folder != "" && folder[len(folder)-1] == '/' {
		folder = folder[:len(folder)-1]
	}
	if folder == "." && path != "" && path[0] != '/' {
		return path, true
	}
	n := len(folder)
	if len(path) <= n+1 || path[:n] != folder || path[n] != '/' {
		return "", false
	}
	return path[n+1:], true
}

// hostFile reads a file, in the first of the folders which the host has opened that leads to it.
func hostFile(path string) ([]byte, error) {
	const badFile = 8
	for fd := uint32(3); ; fd++ {
		var about [2]uint32 // its kind, 0 for a folder, and the length of its name
		if e := folderGet(fd, unsafe.Pointer(&about)); e == badFile {
			return nil, syscall.ENOENT
		} else if e != 0 || about[0]&0xFF != 0 {
			continue
		}
		name := make([]byte, about[1])
		if folderName(fd, unsafe.Pointer(unsafe.SliceData(name)), about[1]) != 0 {
			continue
		}
		rest, ok := below(string(name), path)
		if !ok {
			continue
		}
		if data, err := readBelow(fd, []byte(rest)); err != syscall.ENOENT {
			return data, err
		}
	}
}

func readBelow(folder uint32, path []byte) ([]byte, error) {
	const follow, mayRead = 1, 1 << 1
	var fd uint32
	start := unsafe.Pointer(unsafe.SliceData(path))
	if e := pathOpen(folder, follow, start, uint32(len(path)), 0, mayRead, 0, 0, unsafe.Pointer(&fd)); e != 0 {
		return nil, syscall.Errno(e)
	}
	defer fdClose(fd)
	// No database is larger.
	const most = 10 << 20
	var data []byte
	for len(data) < most {
		data = append(data, make([]byte, max(4096, len(data)))...)[:len(data)]
		room := data[len(data):cap(data)]
		into := struct {
			start *byte
			size  uint32
		}{unsafe.SliceData(room), uint32(len(room))}
		var n uint32
		if e := fdRead(fd, unsafe.Pointer(&into), 1, &n); e != 0 {
			return nil, syscall.Errno(e)
		}
		if n == 0 {
			return data, nil
		}
		data = data[:len(data)+int(n)]
	}
	return nil, &textError{"time: file " + string(path) + " is too large"}
}
