// Package godebug has the settings of the GODEBUG environment variable that packages of Go's source ask for.
//
// The variable is read once: what the program itself sets later does not count, and uses of a setting are not counted either.
package godebug

import (
	"os"
	"strings"
	"sync"
)

// settings is what the variable says; of a name that it has twice the last counts.
var settings = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, part := range strings.Split(os.Getenv("GODEBUG"), ",") {
		if name, value, found := strings.Cut(part, "="); found {
			// What follows a # restricts a setting to some places when it is searched for by halves.
			value, _, _ = strings.Cut(value, "#")
			m[name] = value
		}
	}
	return m
})

// A Setting is one of them.
type Setting struct {
	name string
	once sync.Once
	text string
}

// New returns the setting with a name. A # before it says that the setting is not documented.
func New(name string) *Setting { return &Setting{name: name} }

// Name returns the setting's name, without a #.
func (s *Setting) Name() string { return strings.TrimPrefix(s.name, "#") }

// Undocumented reports whether there was a #.
func (s *Setting) Undocumented() bool { return strings.HasPrefix(s.name, "#") }

// String returns name=value.
func (s *Setting) String() string { return s.Name() + "=" + s.Value() }

// Value returns what the setting is set to, or "".
func (s *Setting) Value() string {
	s.once.Do(func() { s.text = settings()[s.Name()] })
	return s.text
}

// IncNonDefault would count a use of a setting that changes what a program does.
func (s *Setting) IncNonDefault() {}
