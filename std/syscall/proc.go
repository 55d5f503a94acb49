package syscall

// The host knows one process and no users. Types and functions are for programs that also run elsewhere.

// Exit ends the program.
func Exit(code int) { wasiExit(int32(code)) }

// ProcExit is Exit by the name that the host has for it.
func ProcExit(code int32) { wasiExit(code) }

func Getpid() int                                                 { return 3 }
func Getppid() int                                                { return 2 }
func Getuid() int                                                 { return 1 }
func Geteuid() int                                                { return 1 }
func Getgid() int                                                 { return 1 }
func Getegid() int                                                { return 1 }
func Getgroups() ([]int, error)                                   { return []int{1}, nil }
func Getpagesize() int                                            { return 65536 }
func Umask(mask int) int                                          { return 0 }
func Kill(pid int, s Signal) error                                { return ENOSYS }
func Sysctl(key string) (string, error)                           { return "", ENOSYS }
func Sendfile(out, in int, offset *int64, count int) (int, error) { return 0, ENOSYS }

// Rlimit is how much there may be of something.
type Rlimit struct {
	Cur uint64
	Max uint64
}

// Getrlimit would tell it.
func Getrlimit(which int, limit *Rlimit) error { return ENOSYS }

// RLIMIT_NOFILE is the number of open files.
const RLIMIT_NOFILE = 0

// Rusage is what a process has used.
type Rusage struct {
	Utime Timeval
	Stime Timeval
}

// SysProcAttr would say how the host starts a process.
type SysProcAttr struct{}

// ProcAttr would say how a process is started.
type ProcAttr struct {
	Dir   string
	Env   []string
	Files []uintptr
	Sys   *SysProcAttr
}

// StartProcess would start one.
func StartProcess(name string, args []string, attr *ProcAttr) (pid int, handle uintptr, err error) {
	return 0, 0, ENOSYS
}

// Wait4 would wait for one.
func Wait4(pid int, status *WaitStatus, options int, usage *Rusage) (int, error) { return 0, ENOSYS }

// WaitStatus is how one ended.
type WaitStatus uint32

func (w WaitStatus) Exited() bool       { return false }
func (w WaitStatus) ExitStatus() int    { return 0 }
func (w WaitStatus) Signaled() bool     { return false }
func (w WaitStatus) Signal() Signal     { return 0 }
func (w WaitStatus) CoreDump() bool     { return false }
func (w WaitStatus) Stopped() bool      { return false }
func (w WaitStatus) Continued() bool    { return false }
func (w WaitStatus) StopSignal() Signal { return 0 }
func (w WaitStatus) TrapCause() int     { return 0 }

// SYS_FCNTL is the one number of a system call that has a name.
const SYS_FCNTL = 500

// There are no system calls by number.
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)              { return 0, 0, ENOSYS }
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) { return 0, 0, ENOSYS }
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)           { return 0, 0, ENOSYS }
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	return 0, 0, ENOSYS
}

// BytePtrFromString returns a pointer to the bytes of s, with a zero behind them; EINVAL where s has one itself.
func BytePtrFromString(s string) (*byte, error) {
	b, err := ByteSliceFromString(s)
	if err != nil {
		return nil, err
	}
	return &b[0], nil
}

// ByteSliceFromString returns the bytes of s, with a zero behind them; EINVAL where s has one itself.
func ByteSliceFromString(s string) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return nil, EINVAL
		}
	}
	return append([]byte(s), 0), nil
}
