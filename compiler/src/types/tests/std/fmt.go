package fmt
import "io"
type Stringer interface { String() string }
func Println(a ...any) (n int, err error) { return }
func Printf(format string, a ...any) (n int, err error) { return }
func Sprintf(format string, a ...any) string { return "" }
func Sprint(a ...any) string { return "" }
func Errorf(format string, a ...any) (err error) { return nil }
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) { return w.Write(nil) }
func Fprintln(w io.Writer, a ...any) (n int, err error) { return }
type State interface { Write(b []byte) (n int, err error) }
