// Package path works with paths whose elements are separated by slashes.
package path

// Clean returns the shortest path that means the same.
func Clean(path string) string {
	if path == "" {
		return "."
	}
	rooted := path[0] == '/'
	out := make([]byte, 0, len(path))
	if rooted {
		out = append(out, '/')
	}
	// Elements before this index of out cannot be taken back by "..".
	fixed := len(out)
	for i := 0; i < len(path); {
		if path[i] == '/' {
			i++
			continue
		}
		end := i
		for end < len(path) && path[end] != '/' {
			end++
		}
		elem := path[i:end]
		i = end
		switch {
		case elem == ".":
		case elem == ".." && len(out) > fixed:
			n := len(out) - 1
			for n > fixed && out[n] != '/' {
				n--
			}
			out = out[:n]
		case elem == ".." && rooted:
		default:
			if len(out) > 0 && out[len(out)-1] != '/' {
				out = append(out, '/')
			}
			out = append(out, elem...)
			if elem == ".." {
				fixed = len(out)
			}
		}
	}
	if len(out) == 0 {
		return "."
	}
	return string(out)
}

// Split cuts a path behind its last slash.
func Split(path string) (dir, file string) {
	i := len(path)
	for i > 0 && path[i-1] != '/' {
		i--
	}
	return path[:i], path[i:]
}

// Join puts slashes between elements that are not empty, and cleans the result.
func Join(elem ...string) string {
	all := ""
	for _, e := range elem {
		if e == "" {
			continue
		}
		if all != "" {
			all += "/"
		}
		all += e
	}
	if all == "" {
		return ""
	}
	return Clean(all)
}

// Ext returns what follows the last dot of the last element, with the dot.
func Ext(path string) string {
	for i := len(path) - 1; i >= 0 && path[i] != '/'; i-- {
		if path[i] == '.' {
			return path[i:]
		}
	}
	return ""
}

// Base returns the last element.
func Base(path string) string {
	if path == "" {
		return "."
	}
	for path != "" && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	if path == "" {
		return "/"
	}
	_, file := Split(path)
	return file
}

// Dir returns all but the last element.
func Dir(path string) string {
	dir, _ := Split(path)
	return Clean(dir)
}

// IsAbs reports whether a path begins at the root.
func IsAbs(path string) bool { return path != "" && path[0] == '/' }
