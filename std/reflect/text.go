package reflect

import (
	"strconv"
	"unicode"
)

func quote(s string) string { return strconv.Quote(s) }

// isName reports whether a string is an identifier.
func isName(s string) bool {
	for i, c := range s {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return s != ""
}
