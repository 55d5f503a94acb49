package runtime

import _ "unsafe" // for linkname

// What package runtime/trace of Go's source links to: no execution trace can be started, so there is nothing to say in one.

// StartTrace fails: nothing is recorded of what a program does.
func StartTrace() error { return plainError("execution tracing is not supported") }

// StopTrace does nothing.
func StopTrace() {}

// ReadTrace returns nil, as where no trace is under way.
func ReadTrace() []byte { return nil }

//go:linkname traceTask runtime/trace.userTaskCreate
func traceTask(id, parent uint64, kind string) {}

//go:linkname traceTaskEnd runtime/trace.userTaskEnd
func traceTaskEnd(id uint64) {}

//go:linkname traceRegion runtime/trace.userRegion
func traceRegion(id, mode uint64, kind string) {}

//go:linkname traceLog runtime/trace.userLog
func traceLog(id uint64, category, message string) {}

//go:linkname traceUnits runtime/trace.runtime_traceClockUnitsPerSecond
func traceUnits() uint64 { return 1e9 }

//go:linkname traceNow runtime.traceClockNow
func traceNow() uint64 { return uint64(nanotime()) }

//go:linkname traceAdvance runtime.traceAdvance
func traceAdvance(stop bool) {}
