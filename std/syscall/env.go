package syscall

import (
	"sync"
	"unsafe"
)

// environment is the environment, once it was fetched.
var environment struct {
	m     sync.Mutex
	known bool
	list  []string
}

// lockEnv locks the environment, and fetches it the first time.
func lockEnv() {
	environment.m.Lock()
	if !environment.known {
		environment.list = texts(true)
		environment.known = true
	}
}

func findEnv(key string) int {
	for i, e := range environment.list {
		if len(e) > len(key) && e[len(key)] == '=' && e[:len(key)] == key {
			return i
		}
	}
	return -1
}

// Getenv returns the value of a variable, and whether it is set.
func Getenv(key string) (value string, found bool) {
	lockEnv()
	defer environment.m.Unlock()
	if i := findEnv(key); i >= 0 && key != "" {
		return environment.list[i][len(key)+1:], true
	}
	return "", false
}

// Setenv sets a variable.
func Setenv(key, value string) error {
	bad := key == ""
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] == '=' || key[i] == 0
	}
	if bad {
		return EINVAL
	}
	for i := 0; i < len(value); i++ {
		if value[i] == 0 {
			return EINVAL
		}
	}
	lockEnv()
	defer environment.m.Unlock()
	entry := key + "=" + value
	if i := findEnv(key); i >= 0 {
		environment.list[i] = entry
	} else {
		environment.list = append(environment.list, entry)
	}
	return nil
}

// Unsetenv unsets a variable.
func Unsetenv(key string) error {
	lockEnv()
	defer environment.m.Unlock()
	if i := findEnv(key); i >= 0 {
		environment.list = append(environment.list[:i], environment.list[i+1:]...)
	}
	return nil
}

// Clearenv unsets all variables.
func Clearenv() {
	lockEnv()
	environment.list = nil
	environment.m.Unlock()
}

// Environ returns all variables as "key=value".
func Environ() []string {
	lockEnv()
	defer environment.m.Unlock()
	return append([]string(nil), environment.list...)
}

// wasiArgsSizes tells how many arguments there are, and their bytes, each argument ended by a zero.
//
//go:burrow pure
//go:linkname wasiArgsSizes os.wasiArgsSizes
func wasiArgsSizes(count, bytes *uint32)

// wasiArgs writes the arguments' addresses to list and their bytes to text.
//
//go:burrow pure
//go:linkname wasiArgs os.wasiArgs
func wasiArgs(list *uint32, text *byte)

// wasiEnvSizes and wasiEnv do the same for the environment.
//
//go:burrow pure
//go:linkname wasiEnvSizes os.wasiEnvSizes
func wasiEnvSizes(count, bytes *uint32)

//go:burrow pure
//go:linkname wasiEnv os.wasiEnv
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
