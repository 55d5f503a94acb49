package debug

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
)

// BuildInfo is what a program was built from.
type BuildInfo struct {
	GoVersion string         `json:",omitempty"` // The version of Go whose behaviour it follows.
	Path      string         `json:",omitempty"` // Of the main package.
	Main      Module         `json:""`           // The one that the main package is from.
	Deps      []*Module      `json:",omitempty"` // Those that other packages are from.
	Settings  []BuildSetting `json:",omitempty"`
}

// A Module is one that a program was built with.
type Module struct {
	Path    string  `json:",omitempty"`
	Version string  `json:",omitempty"`
	Sum     string  `json:",omitempty"`
	Replace *Module `json:",omitempty"` // The one that stands for it.
}

// A BuildSetting is a setting of the build.
type BuildSetting struct {
	Key   string `json:",omitempty"` // Without spaces, tabs, newlines and equals signs.
	Value string `json:",omitempty"` // Without newlines.
}

// modinfo returns the lines of a BuildInfo but for GoVersion's. The compiler puts them in its place.
func modinfo() string { return "" }

// ReadBuildInfo returns what the running program was built from.
func ReadBuildInfo() (info *BuildInfo, ok bool) {
	info, err := ParseBuildInfo(modinfo())
	if err != nil {
		return nil, false
	}
	info.GoVersion = runtime.Version()
	return info, true
}

// odd is what has to be quoted in settings, and = in keys.
const odd = " \t\r\n\"`"

// String returns the lines that ParseBuildInfo reads.
func (bi *BuildInfo) String() string {
	var b strings.Builder
	if bi.GoVersion != "" {
		b.WriteString("go\t" + bi.GoVersion + "\n")
	}
	if bi.Path != "" {
		b.WriteString("path\t" + bi.Path + "\n")
	}
	if bi.Main != (Module{}) {
		bi.Main.write(&b, "mod")
	}
	for _, dep := range bi.Deps {
		dep.write(&b, "dep")
	}
	for _, s := range bi.Settings {
		key, value := s.Key, s.Value
		if key == "" || strings.ContainsAny(key, odd+"=") {
			key = strconv.Quote(key)
		}
		if strings.ContainsAny(value, odd) {
			value = strconv.Quote(value)
		}
		b.WriteString("build\t" + key + "=" + value + "\n")
	}
	return b.String()
}

// write adds a module's line, and one for what stands for it, which has the sum then.
func (m *Module) write(b *strings.Builder, word string) {
	b.WriteString(word + "\t" + m.Path + "\t" + m.Version)
	if m.Replace == nil {
		b.WriteString("\t" + m.Sum)
	} else {
		b.WriteString("\n")
		m.Replace.write(b, "=>")
	}
	b.WriteString("\n")
}

// ParseBuildInfo reads the lines that BuildInfo.String writes, but for that of GoVersion. What is behind the last newline is not looked at.
func ParseBuildInfo(data string) (bi *BuildInfo, err error) {
	bi = new(BuildInfo)
	var last *Module
	n := 0
	for {
		line, rest, ended := strings.Cut(data, "\n")
		if !ended {
			return bi, nil
		}
		data = rest
		n++
		if last, err = bi.add(line, last); err != nil {
			return nil, fmt.Errorf("could not parse Go build info: line %d: %w", n, err)
		}
	}
}

// add reads a line; last is the module of the line before, if that is one. What is none of its lines is passed over.
func (bi *BuildInfo) add(line string, last *Module) (*Module, error) {
	word, rest, _ := strings.Cut(line, "\t")
	switch word {
	case "path":
		bi.Path = rest
	case "mod":
		m, err := parseModule(rest)
		bi.Main = m
		return &bi.Main, err
	case "dep":
		m, err := parseModule(rest)
		bi.Deps = append(bi.Deps, &m)
		return &m, err
	case "=>":
		if n := strings.Count(rest, "\t") + 1; n != 3 {
			return nil, fmt.Errorf("expected 3 columns for replacement; got %d", n)
		}
		m, err := parseModule(rest)
		if err == nil && last == nil {
			err = errors.New("replacement with no module on previous line")
		}
		if err == nil {
			last.Replace = &m
		}
		return nil, err
	case "build":
		s, err := parseSetting(rest)
		bi.Settings = append(bi.Settings, s)
		return last, err
	}
	return last, nil
}

// parseModule reads a path, a version and a sum, which may be missing.
func parseModule(text string) (Module, error) {
	columns := strings.Split(text, "\t")
	if len(columns) != 2 && len(columns) != 3 {
		return Module{}, fmt.Errorf("expected 2 or 3 columns; got %d", len(columns))
	}
	m := Module{Path: columns[0], Version: columns[1]}
	if len(columns) == 3 {
		m.Sum = columns[2]
	}
	return m, nil
}

// parseSetting reads a key and a value, each of which may be quoted.
func parseSetting(text string) (s BuildSetting, err error) {
	if text == "" {
		return s, errors.New("build line missing '='")
	}
	if text[0] == '"' || text[0] == '`' {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return s, errors.New("invalid quoted key in build line")
		}
		if s.Key, err = strconv.Unquote(quoted); err != nil {
			return s, errors.New("invalid quoted key in build line")
		}
		if text = text[len(quoted):]; text == "" || text[0] != '=' {
			return s, errors.New("build line missing '=' after quoted key")
		}
		text = text[1:]
	} else {
		var found bool
		if s.Key, text, found = strings.Cut(text, "="); !found {
			return s, errors.New("build line missing '=' after key")
		}
		if strings.ContainsAny(s.Key, odd+"=") {
			return s, fmt.Errorf("unquoted key %q must be quoted", s.Key)
		}
		if s.Key == "" {
			return s, errors.New("build line with missing key")
		}
	}
	s.Value = text
	if text != "" && (text[0] == '"' || text[0] == '`') {
		if s.Value, err = strconv.Unquote(text); err != nil {
			return s, errors.New("invalid quoted value in build line")
		}
	} else if strings.ContainsAny(text, odd) {
		return s, fmt.Errorf("unquoted value %q must be quoted", text)
	}
	return s, nil
}
