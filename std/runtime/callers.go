package runtime

import "unsafe"

// pcInfo is what the runtime knows of a program counter: callers.rs fills it.
type pcInfo struct {
	name    string
	file    string
	line    int
	entry   uintptr
	fn      *Func
	inlined uint32
}

// callers fills up to n program counters of the calling goroutine, from the frame that calls it on, and returns how many.
func callers(skip int, pcs *uintptr, n int) int

// caller returns the program counter of one frame, or 0.
func caller(skip int) uintptr

// Stack writes the trace of the calling goroutine, and with all those of the others behind it, to buf, and returns the
// number of bytes written.
func Stack(buf []byte, all bool) int

// pcinfo tells what a program counter stands for.
//
//go:burrow pure
//go:noescape
func pcinfo(pc uintptr, info *pcInfo) bool

// slotinfo tells what function is at a place in the function table, which is what package reflect has for its address.
//
//go:burrow pure
//go:noescape
func slotinfo(slot uintptr, info *pcInfo) bool

// funcinfo tells about a Func that pcinfo named.
//
//go:burrow pure
//go:noescape
func funcinfo(f *Func, info *pcInfo) bool

// Caller returns where the calling goroutine's function calls are: its own caller for 0, and so on outwards.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var info pcInfo
	pc = caller(skip + 1)
	if pc == 0 || !pcinfo(pc, &info) {
		return 0, "", 0, false
	}
	return pc - 1, info.file, info.line, true
}

// Callers fills pc with the return addresses of the calling goroutine's calls: for 0 from Callers itself on, for 1 from
// its caller. Those of calls that were inlined are there, too.
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callers(skip, &pc[0], len(pc))
}

// Frames turns what Callers has filled into functions, files and lines.
type Frames struct {
	callers []uintptr
}

// A Frame is what Frames says of one call.
type Frame struct {
	// PC is the program counter of the call, or 0 for a frame that is not known.
	PC uintptr

	// Func is the function, or nil when the call was inlined.
	Func *Func

	// Function is the function's name with its package path.
	Function string

	// File and Line are where the call is.
	File string
	Line int

	// Entry is the program counter of the function's entry.
	Entry uintptr
}

// CallersFrames prepares for looking at what Callers has filled.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next returns the next frame, and whether there are more behind it.
func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.callers) > 0 {
		pc := f.callers[0]
		f.callers = f.callers[1:]
		var info pcInfo
		if pc == 0 || !pcinfo(pc-1, &info) {
			continue
		}
		frame = Frame{PC: pc - 1, Function: info.name, File: info.file, Line: info.line, Entry: info.entry}
		if info.inlined == 0 {
			frame.Func = info.fn
		}
		if pc == info.entry {
			frame.PC = pc
		}
		return frame, len(f.callers) > 0
	}
	return Frame{}, false
}

// A Func is a function of the running program. One that was inlined is an inlinedFunc in truth.
type Func struct {
	opaque struct{}
}

type inlinedFunc struct {
	name  string
	file  string
	line  int
	entry uintptr
}

// FuncForPC returns the function that a program counter lies in, the innermost of those inlined there, or nil.
func FuncForPC(pc uintptr) *Func {
	var info pcInfo
	if slotinfo(pc, &info) {
		return info.fn
	}
	if !pcinfo(pc, &info) {
		return nil
	}
	if info.inlined == 0 {
		return info.fn
	}
	f := &inlinedFunc{info.name, info.file, info.line, info.entry}
	return (*Func)(unsafe.Pointer(f))
}

func (f *Func) inlined() *inlinedFunc { return (*inlinedFunc)(unsafe.Pointer(f)) }

// Name returns the function's name with its package path.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	var info pcInfo
	if funcinfo(f, &info) {
		return info.name
	}
	return f.inlined().name
}

// Entry returns the program counter of the function's entry.
func (f *Func) Entry() uintptr {
	var info pcInfo
	if funcinfo(f, &info) {
		return info.entry
	}
	return f.inlined().entry
}

// FileLine returns the file and the line that a program counter of the function stands for.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	var info pcInfo
	if !funcinfo(f, &info) {
		in := f.inlined()
		return in.file, in.line
	}
	if pcinfo(pc, &info) || slotinfo(pc, &info) {
		return info.file, info.line
	}
	return "?", 0
}
