package os

import (
	"errors"
	"syscall"
	"time"
)

// ErrProcessDone is the error of a process that has ended.
var ErrProcessDone = errors.New("os: process already finished")

// ErrNoHandle is the error of a process that the host has no handle of.
var ErrNoHandle = errors.New("process handle unavailable")

// A Signal is what a host that has processes can send them.
type Signal interface {
	String() string
	Signal()
}

// Signals that are there on every host.
var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)

// ProcAttr would say how a process is started.
type ProcAttr struct {
	Dir   string
	Env   []string
	Files []*File
	Sys   *syscall.SysProcAttr
}

// A Process is what FindProcess makes. The host knows no processes but the program itself.
type Process struct {
	Pid      int
	released bool
}

// FindProcess returns a Process, whether there is one or not.
func FindProcess(pid int) (*Process, error) { return &Process{Pid: pid}, nil }

// StartProcess would start a process.
func StartProcess(name string, argv []string, attr *ProcAttr) (*Process, error) {
	return nil, &PathError{Op: "fork/exec", Path: name, Err: syscall.ENOSYS}
}

// Kill would end the process.
func (p *Process) Kill() error { return ErrProcessDone }

// Signal would send it a signal.
func (p *Process) Signal(sig Signal) error { return ErrProcessDone }

// Release says that the Process will not be used any more.
func (p *Process) Release() error {
	p.released = true
	return nil
}

// Wait would wait until it has ended.
func (p *Process) Wait() (*ProcessState, error) {
	if p.released {
		return nil, syscall.EINVAL
	}
	return nil, NewSyscallError("wait", syscall.ENOSYS)
}

// WithHandle would give f the host's handle of the process.
func (p *Process) WithHandle(f func(handle uintptr)) error { return ErrNoHandle }

// ProcessState is how a process ended.
type ProcessState struct {
	pid    int
	status syscall.WaitStatus
}

// Pid returns the number of the process.
func (p *ProcessState) Pid() int { return p.pid }

// Exited reports whether it ended by itself.
func (p *ProcessState) Exited() bool { return p.status.Exited() }

// Success reports whether it ended with status 0.
func (p *ProcessState) Success() bool { return p.status.ExitStatus() == 0 }

// ExitCode returns its status, -1 where there is none.
func (p *ProcessState) ExitCode() int {
	if p == nil {
		return -1
	}
	return p.status.ExitStatus()
}

// Sys returns the host's own form of the status.
func (p *ProcessState) Sys() any { return p.status }

// SysUsage returns what the process used.
func (p *ProcessState) SysUsage() any { return &syscall.Rusage{} }

// SystemTime returns how long the host worked for it.
func (p *ProcessState) SystemTime() time.Duration { return 0 }

// UserTime returns how long it computed.
func (p *ProcessState) UserTime() time.Duration { return 0 }

func (p *ProcessState) String() string {
	if p == nil {
		return "<nil>"
	}
	return ""
}

// Getpid returns the number of the process, which is always the same.
func Getpid() int { return syscall.Getpid() }

// Getppid returns that of the process that started it.
func Getppid() int { return syscall.Getppid() }

// Getuid, Geteuid, Getgid, Getegid and Getgroups return 1: the host knows no users.

func Getuid() int               { return syscall.Getuid() }
func Geteuid() int              { return syscall.Geteuid() }
func Getgid() int               { return syscall.Getgid() }
func Getegid() int              { return syscall.Getegid() }
func Getgroups() ([]int, error) { return syscall.Getgroups() }

// Executable would return the program's file.
func Executable() (string, error) { return "", errors.New("Executable not implemented for wasip1") }

// Pipe would make two files of which one reads what is written to the other; io.Pipe does that within the program.
func Pipe() (r *File, w *File, err error) { return nil, nil, NewSyscallError("pipe", syscall.ENOSYS) }
