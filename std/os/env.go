package os

import (
	"sync"
	"syscall"
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

// LookupEnv returns the value of a variable, and whether it is set.
func LookupEnv(key string) (string, bool) {
	lockEnv()
	defer environment.m.Unlock()
	if i := findEnv(key); i >= 0 && key != "" {
		return environment.list[i][len(key)+1:], true
	}
	return "", false
}

// Getenv returns the value of a variable, or "".
func Getenv(key string) string {
	v, _ := LookupEnv(key)
	return v
}

// Setenv sets a variable.
func Setenv(key, value string) error {
	bad := key == ""
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] == '=' || key[i] == 0
	}
	if bad {
		return &SyscallError{"setenv", syscall.EINVAL}
	}
	for i := 0; i < len(value); i++ {
		if value[i] == 0 {
			return &SyscallError{"setenv", syscall.EINVAL}
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

// ExpandEnv replaces $var and ${var} by the values of variables.
func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Expand replaces $var and ${var} by what mapping makes of the names.
func Expand(s string, mapping func(string) string) string {
	var b []byte
	start := 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '$' {
			continue
		}
		b = append(b, s[start:i]...)
		name, n := variable(s[i+1:])
		switch {
		case name != "":
			b = append(b, mapping(name)...)
		case n == 0:
			// No name: the $ stands for itself.
			b = append(b, '$')
		}
		i += n
		start = i + 1
	}
	if b == nil {
		return s
	}
	return string(append(b, s[start:]...))
}

// variable returns the name at the beginning of s, without braces, and how many bytes it takes with them.
func variable(s string) (name string, n int) {
	if s[0] == '{' {
		if len(s) > 2 && special(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				// ${} stands for nothing.
				return s[1:i], i + 1
			}
		}
		return "", 1
	}
	if special(s[0]) {
		return s[:1], 1
	}
	for n < len(s) && (s[n] == '_' || '0' <= s[n] && s[n] <= '9' || 'a' <= s[n]|0x20 && s[n]|0x20 <= 'z') {
		n++
	}
	return s[:n], n
}

// special reports whether c is a name of its own.
func special(c byte) bool {
	switch c {
	case '*', '#', '$', '@', '!', '?', '-':
		return true
	}
	return '0' <= c && c <= '9'
}
