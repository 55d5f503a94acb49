package syscall

import (
	"sync"
	_ "unsafe" // for linkname
)

// wasiPrestat tells of a descriptor that the host opened beforehand: 0 (a directory) and the length of its name.
//
//go:burrow block
//go:linkname wasiPrestat os.wasiPrestat
func wasiPrestat(fd uint32, out *[2]uint32) uint32

// wasiPrestatName writes the name of such a directory.
//
//go:burrow block
//go:linkname wasiPrestatName os.wasiPrestatName
func wasiPrestatName(fd uint32, name *byte, n uint32) uint32

// files is what is known about the host's directories.
var files struct {
	m     sync.Mutex
	known bool
	roots []root
	cwd   string
}

// root is a directory that the host opened beforehand.
type root struct {
	fd   uint32
	name string
}

// lockFiles locks files, and asks the host the first time.
func lockFiles() {
	files.m.Lock()
	if files.known {
		return
	}
	files.known = true
	files.cwd = clean("/", working())
	for fd := uint32(3); ; fd++ {
		var stat [2]uint32
		if wasiPrestat(fd, &stat) != 0 {
			return
		}
		name := make([]byte, stat[1]+1)
		if stat[0] == 0 && wasiPrestatName(fd, &name[0], stat[1]) == 0 {
			files.roots = append(files.roots, root{fd, clean(files.cwd, string(name[:stat[1]]))})
		}
	}
}

// clean returns the shortest absolute path of name seen from dir.
func clean(dir, name string) string {
	if name == "" || name[0] != '/' {
		name = dir + "/" + name
	}
	b := make([]byte, 0, len(name)+1)
	for i := 0; i < len(name); {
		j := i
		for j < len(name) && name[j] != '/' {
			j++
		}
		switch part := name[i:j]; part {
		case "", ".":
		case "..":
			n := len(b)
			for n > 0 && b[n-1] != '/' {
				n--
			}
			if n > 0 {
				b = b[:n-1]
			}
		default:
			b = append(b, '/')
			b = append(b, part...)
		}
		i = j + 1
	}
	if len(b) == 0 {
		return "/"
	}
	return string(b)
}

// locate returns the directory of the host that holds a file, and the path from there.
func locate(name string) (dir uint32, path string, errno Errno) {
	if name == "" {
		return 0, "", ENOENT
	}
	for i := 0; i < len(name); i++ {
		if name[i] == 0 {
			return 0, "", EINVAL
		}
	}
	lockFiles()
	defer files.m.Unlock()
	full := clean(files.cwd, name)
	best := -1
	for _, r := range files.roots {
		n := len(r.name)
		if r.name == "/" {
			n = 0
		}
		if len(full) >= n && full[:n] == r.name[:n] && (len(full) == n || full[n] == '/') && (best < 0 || n > best) {
			best = n
			dir = r.fd
			path = "."
			if len(full) > n+1 {
				path = full[n+1:]
			}
		}
	}
	if best < 0 {
		return 0, "", EBADF
	}
	return dir, path, 0
}

// working returns the directory in which the host says that the program begins.
func working() string {
	dir, _ := Getenv("PWD")
	return dir
}

// Getwd returns the current directory.
func Getwd() (string, error) {
	lockFiles()
	defer files.m.Unlock()
	return files.cwd, nil
}

// Chdir changes the current directory. The host knows none: paths are completed here.
func Chdir(dir string) error {
	var info Stat_t
	if err := Stat(dir, &info); err != nil {
		return err
	}
	if info.Filetype != FILETYPE_DIRECTORY {
		return ENOTDIR
	}
	lockFiles()
	files.cwd = clean(files.cwd, dir)
	files.m.Unlock()
	return nil
}
