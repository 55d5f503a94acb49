// Package log writes messages with the time and other marks in front.
package log

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// What stands in front of each message.
const (
	Ldate         = 1 << iota     // the date: 2009/01/23
	Ltime                         // the time: 01:23:23
	Lmicroseconds                 // the time with microseconds
	Llongfile                     // file and line, which are not known here: ???:0
	Lshortfile                    // the same without folders
	LUTC                          // in UTC
	Lmsgprefix                    // the prefix before the message instead of in front of all
	LstdFlags     = Ldate | Ltime // what the standard logger begins with
)

// A Logger writes messages to a writer.
type Logger struct {
	m      sync.Mutex
	out    io.Writer
	prefix string
	flags  int
}

// New returns a logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{out: out, prefix: prefix, flags: flag}
}

var std = &Logger{out: os.Stderr, flags: LstdFlags}

// Default returns the logger that the functions of the package use.
func Default() *Logger { return std }

// digits appends n with at least width digits.
func digits(b []byte, n, width int) []byte {
	if n >= 10 || width > 1 {
		b = digits(b, n/10, width-1)
	}
	return append(b, byte('0'+n%10))
}

// Output writes a message. calldepth is ignored: callers are not known.
func (l *Logger) Output(calldepth int, s string) error {
	now := time.Now()
	l.m.Lock()
	defer l.m.Unlock()
	var b []byte
	if l.flags&Lmsgprefix == 0 {
		b = append(b, l.prefix...)
	}
	if l.flags&LUTC != 0 {
		now = now.UTC()
	}
	if l.flags&Ldate != 0 {
		year, month, day := now.Date()
		b = append(digits(b, year, 4), '/')
		b = append(digits(b, int(month), 2), '/')
		b = append(digits(b, day, 2), ' ')
	}
	if l.flags&(Ltime|Lmicroseconds) != 0 {
		hour, min, sec := now.Clock()
		b = append(digits(b, hour, 2), ':')
		b = append(digits(b, min, 2), ':')
		b = digits(b, sec, 2)
		if l.flags&Lmicroseconds != 0 {
			b = digits(append(b, '.'), now.Nanosecond()/1000, 6)
		}
		b = append(b, ' ')
	}
	if l.flags&(Llongfile|Lshortfile) != 0 {
		b = append(b, "???:0: "...)
	}
	if l.flags&Lmsgprefix != 0 {
		b = append(b, l.prefix...)
	}
	b = append(b, s...)
	if len(s) == 0 || s[len(s)-1] != '\n' {
		b = append(b, '\n')
	}
	_, err := l.out.Write(b)
	return err
}

// Print writes a message as fmt.Print does.
func (l *Logger) Print(v ...any) { l.Output(2, fmt.Sprint(v...)) }

// Printf writes a message as fmt.Printf does.
func (l *Logger) Printf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)) }

// Println writes a message as fmt.Println does.
func (l *Logger) Println(v ...any) { l.Output(2, fmt.Sprintln(v...)) }

// Fatal is Print, and then ends the program with status 1.
func (l *Logger) Fatal(v ...any) {
	l.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

// Fatalf is Printf, and then ends the program with status 1.
func (l *Logger) Fatalf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

// Fatalln is Println, and then ends the program with status 1.
func (l *Logger) Fatalln(v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

// Panic is Print, and then panics with the message.
func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.Output(2, s)
	panic(s)
}

// Panicf is Printf, and then panics with the message.
func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.Output(2, s)
	panic(s)
}

// Panicln is Println, and then panics with the message.
func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.Output(2, s)
	panic(s)
}

// Flags returns what stands in front of messages.
func (l *Logger) Flags() int {
	l.m.Lock()
	defer l.m.Unlock()
	return l.flags
}

// SetFlags sets what stands in front of messages.
func (l *Logger) SetFlags(flag int) {
	l.m.Lock()
	defer l.m.Unlock()
	l.flags = flag
}

// Prefix returns the prefix.
func (l *Logger) Prefix() string {
	l.m.Lock()
	defer l.m.Unlock()
	return l.prefix
}

// SetPrefix sets the prefix.
func (l *Logger) SetPrefix(prefix string) {
	l.m.Lock()
	defer l.m.Unlock()
	l.prefix = prefix
}

// Writer returns where messages go.
func (l *Logger) Writer() io.Writer {
	l.m.Lock()
	defer l.m.Unlock()
	return l.out
}

// SetOutput sets where messages go.
func (l *Logger) SetOutput(w io.Writer) {
	l.m.Lock()
	defer l.m.Unlock()
	l.out = w
}

// The following are the standard logger's.

// Print writes a message as fmt.Print does.
func Print(v ...any) { std.Output(2, fmt.Sprint(v...)) }

// Printf writes a message as fmt.Printf does.
func Printf(format string, v ...any) { std.Output(2, fmt.Sprintf(format, v...)) }

// Println writes a message as fmt.Println does.
func Println(v ...any) { std.Output(2, fmt.Sprintln(v...)) }

// Fatal is Print, and then ends the program with status 1.
func Fatal(v ...any) { std.Fatal(v...) }

// Fatalf is Printf, and then ends the program with status 1.
func Fatalf(format string, v ...any) { std.Fatalf(format, v...) }

// Fatalln is Println, and then ends the program with status 1.
func Fatalln(v ...any) { std.Fatalln(v...) }

// Panic is Print, and then panics with the message.
func Panic(v ...any) { std.Panic(v...) }

// Panicf is Printf, and then panics with the message.
func Panicf(format string, v ...any) { std.Panicf(format, v...) }

// Panicln is Println, and then panics with the message.
func Panicln(v ...any) { std.Panicln(v...) }

// Flags returns what stands in front of messages.
func Flags() int { return std.Flags() }

// SetFlags sets what stands in front of messages.
func SetFlags(flag int) { std.SetFlags(flag) }

// Prefix returns the prefix.
func Prefix() string { return std.Prefix() }

// SetPrefix sets the prefix.
func SetPrefix(prefix string) { std.SetPrefix(prefix) }

// Writer returns where messages go.
func Writer() io.Writer { return std.Writer() }

// SetOutput sets where messages go.
func SetOutput(w io.Writer) { std.SetOutput(w) }

// Output writes a message.
func Output(calldepth int, s string) error { return std.Output(calldepth+1, s) }
