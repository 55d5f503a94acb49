package syscall

// A Signal is the number of a signal. WASI has none: these are for programs that also run elsewhere.
type Signal uint8

// The signals.
const (
	SIGNONE   Signal = 0
	SIGHUP    Signal = 1
	SIGINT    Signal = 2
	SIGQUIT   Signal = 3
	SIGILL    Signal = 4
	SIGTRAP   Signal = 5
	SIGABRT   Signal = 6
	SIGBUS    Signal = 7
	SIGFPE    Signal = 8
	SIGKILL   Signal = 9
	SIGUSR1   Signal = 10
	SIGSEGV   Signal = 11
	SIGUSR2   Signal = 12
	SIGPIPE   Signal = 13
	SIGALRM   Signal = 14
	SIGTERM   Signal = 15
	SIGCHLD   Signal = 16
	SIGCONT   Signal = 17
	SIGSTOP   Signal = 18
	SIGTSTP   Signal = 19
	SIGTTIN   Signal = 20
	SIGTTOU   Signal = 21
	SIGURG    Signal = 22
	SIGXCPU   Signal = 23
	SIGXFSZ   Signal = 24
	SIGVTARLM Signal = 25
	SIGPROF   Signal = 26
	SIGWINCH  Signal = 27
	SIGPOLL   Signal = 28
	SIGPWR    Signal = 29
	SIGSYS    Signal = 30
)

// signalTexts are the names of the signals from 1 on, a line each.
const signalTexts = "" +
	"hangup\n" +
	"interrupt\n" +
	"quit\n" +
	"illegal instruction\n" +
	"trace/breakpoint trap\n" +
	"abort\n" +
	"bus error\n" +
	"floating point exception\n" +
	"killed\n" +
	"user defined signal 1\n" +
	"segmentation fault\n" +
	"user defined signal 2\n" +
	"broken pipe\n" +
	"alarm clock\n" +
	"terminated\n" +
	"child exited\n" +
	"continued\n" +
	"stopped (signal)\n" +
	"stopped\n" +
	"stopped (tty input)\n" +
	"stopped (tty output)\n" +
	"urgent I/O condition\n" +
	"CPU time limit exceeded\n" +
	"file size limit exceeded\n" +
	"virtual timer expired\n" +
	"profiling timer expired\n" +
	"window changed\n" +
	"I/O possible\n" +
	"power failure\n" +
	"bad system call\n"

// Signal marks the type as one of os.Signal.
func (s Signal) Signal() {}

func (s Signal) String() string {
	if s == SIGNONE {
		return "no signal"
	}
	if text := line(signalTexts, uint32(s)); text != "" {
		return text
	}
	return "signal " + decimal(uint32(s))
}
