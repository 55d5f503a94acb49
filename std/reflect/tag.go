package reflect

import "strconv"

// StructTag is the string behind a field of a struct: key:"value" pairs, separated by spaces.
type StructTag string

// Get returns the value of a key, or the empty string.
func (tag StructTag) Get(key string) string {
	value, _ := tag.Lookup(key)
	return value
}

// Lookup returns the value of a key, and whether there is one.
func (tag StructTag) Lookup(key string) (value string, ok bool) {
	s := string(tag)
	for {
		for len(s) > 0 && s[0] == ' ' {
			s = s[1:]
		}
		colon := 0
		for colon < len(s) && s[colon] > ' ' && s[colon] != ':' && s[colon] != '"' && s[colon] != 0x7f {
			colon++
		}
		if colon == 0 || colon+1 >= len(s) || s[colon] != ':' || s[colon+1] != '"' {
			return "", false
		}
		name := s[:colon]
		s = s[colon+1:]
		end := 1
		for end < len(s) && s[end] != '"' {
			if s[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(s) {
			return "", false
		}
		quoted := s[:end+1]
		s = s[end+1:]
		if name == key {
			value, err := strconv.Unquote(quoted)
			return value, err == nil
		}
	}
}
