package os

import "syscall"

// LookupEnv returns the value of a variable, and whether it is set.
func LookupEnv(key string) (string, bool) { return syscall.Getenv(key) }

// Getenv returns the value of a variable, or "".
func Getenv(key string) string {
	v, _ := LookupEnv(key)
	return v
}

// Setenv sets a variable.
func Setenv(key, value string) error { return NewSyscallError("setenv", syscall.Setenv(key, value)) }

// Unsetenv unsets a variable.
func Unsetenv(key string) error { return syscall.Unsetenv(key) }

// Clearenv unsets all variables.
func Clearenv() { syscall.Clearenv() }

// Environ returns all variables as "key=value".
func Environ() []string { return syscall.Environ() }

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
