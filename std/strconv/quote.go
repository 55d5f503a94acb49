package strconv

import "unicode/utf8"

// How much of a text is escaped.
const (
	escapeUnprintable = iota
	escapeNonASCII
	escapeNonGraphic
)

// Quote returns s as a Go string literal; what cannot be printed is escaped.
func Quote(s string) string { return quote(s, '"', escapeUnprintable) }

// AppendQuote appends what Quote returns.
func AppendQuote(dst []byte, s string) []byte { return appendQuoted(dst, s, '"', escapeUnprintable) }

// QuoteToASCII is Quote that escapes all but ASCII.
func QuoteToASCII(s string) string { return quote(s, '"', escapeNonASCII) }

// AppendQuoteToASCII appends what QuoteToASCII returns.
func AppendQuoteToASCII(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', escapeNonASCII)
}

// QuoteToGraphic is Quote that leaves all graphic runes as they are.
func QuoteToGraphic(s string) string { return quote(s, '"', escapeNonGraphic) }

// AppendQuoteToGraphic appends what QuoteToGraphic returns.
func AppendQuoteToGraphic(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', escapeNonGraphic)
}

// QuoteRune returns r as a Go rune literal.
func QuoteRune(r rune) string { return string(AppendQuoteRune(nil, r)) }

// AppendQuoteRune appends what QuoteRune returns.
func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, escapeUnprintable) }

// QuoteRuneToASCII is QuoteRune that escapes all but ASCII.
func QuoteRuneToASCII(r rune) string { return string(AppendQuoteRuneToASCII(nil, r)) }

// AppendQuoteRuneToASCII appends what QuoteRuneToASCII returns.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, escapeNonASCII)
}

// QuoteRuneToGraphic is QuoteRune that leaves all graphic runes as they are.
func QuoteRuneToGraphic(r rune) string { return string(AppendQuoteRuneToGraphic(nil, r)) }

// AppendQuoteRuneToGraphic appends what QuoteRuneToGraphic returns.
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, escapeNonGraphic)
}

func quote(s string, q byte, mode int) string {
	return string(appendQuoted(make([]byte, 0, len(s)+2), s, q, mode))
}

func appendQuoted(dst []byte, s string, q byte, mode int) []byte {
	dst = append(dst, q)
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				// One more than any rune: an invalid byte.
				r = invalid + rune(s[i])
			}
		}
		var text [10]byte
		dst = append(dst, text[:escape(&text, r, q, mode)]...)
		i += n
	}
	return append(dst, q)
}

func appendQuotedRune(dst []byte, r rune, mode int) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	var text [12]byte
	n := escape((*[10]byte)(text[1:]), r, '\'', mode)
	text[0] = '\''
	text[n+1] = '\''
	return append(dst, text[:n+2]...)
}

// invalid is what is added to a byte that is not part of a rune.
const invalid = (utf8.MaxRune + 1) &^ 0xFF

// escape writes a rune, or an escape for it, and returns the number of bytes.
func escape(out *[10]byte, r rune, q byte, mode int) int {
	if r == rune(q) || r == '\\' {
		out[0] = '\\'
		out[1] = byte(r)
		return 2
	}
	plain := false
	switch {
	case r < utf8.RuneSelf:
		plain = 0x20 <= r && r < 0x7F
	case mode == escapeUnprintable:
		plain = IsPrint(r)
	case mode == escapeNonGraphic:
		plain = IsGraphic(r)
	}
	if plain {
		return utf8.EncodeRune(out[:], r)
	}
	c, n := byte('u'), 6
	switch {
	case '\a' <= r && r <= '\r':
		c, n = "abtnvfr"[r-'\a'], 2
	case r < ' ' || r == 0x7F || r >= invalid:
		c, n = 'x', 4
	case r >= 0x10000:
		c, n = 'U', 10
	}
	for i := 9; i >= 2; i-- {
		if i < n {
			out[i] = lowerDigits[r&15]
			r >>= 4
		}
	}
	out[0] = '\\'
	out[1] = c
	return n
}

// CanBackquote reports whether s can be written between back quotes, on one line, without control characters but tab.
func CanBackquote(s string) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		switch {
		case n > 1:
			if r == '\uFEFF' {
				return false
			}
		case r == utf8.RuneError, r < ' ' && r != '\t', r == '`', r == 0x7F:
			return false
		}
	}
	return true
}
