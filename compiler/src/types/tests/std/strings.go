package strings
type Builder struct { buf []byte }
func (b *Builder) WriteString(s string) (int, error) { b.buf = append(b.buf, s...); return len(s), nil }
func (b *Builder) WriteByte(c byte) error { b.buf = append(b.buf, c); return nil }
func (b *Builder) String() string { return string(b.buf) }
func (b *Builder) Len() int { return len(b.buf) }
func Repeat(s string, count int) string { return s }
func ToLower(s string) string { return s }
func Join(elems []string, sep string) string { return sep }
func Fields(s string) []string { return nil }
func Map(mapping func(rune) rune, s string) string { return s }
func Contains(s, substr string) bool { return false }
