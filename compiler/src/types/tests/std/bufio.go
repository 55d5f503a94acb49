package bufio
import "io"
type Scanner struct { r io.Reader; tok []byte }
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)
func NewScanner(r io.Reader) *Scanner { return &Scanner{r: r} }
func (s *Scanner) Scan() bool { return false }
func (s *Scanner) Text() string { return string(s.tok) }
func (s *Scanner) Err() error { return nil }
func (s *Scanner) Split(f SplitFunc) {}
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) { return }
type Reader struct { rd io.Reader }
func NewReader(rd io.Reader) *Reader { return &Reader{rd} }
func (b *Reader) ReadString(delim byte) (string, error) { return "", io.EOF }
type Writer struct { w io.Writer }
func NewWriter(w io.Writer) *Writer { return &Writer{w} }
func (w *Writer) Flush() error { return nil }
func (w *Writer) Write(p []byte) (n int, err error) { return }
