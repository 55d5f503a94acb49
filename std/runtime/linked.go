package runtime

import _ "unsafe" // for linkname

// What packages of Go's source link to, see GOROOT in the README. Where no such package is used, nothing of it is in a module.

//go:linkname fipsFatal crypto/internal/fips140.fatal
func fipsFatal(message string) { fatalerror(message) }

//go:linkname randFatal crypto/rand.fatal
func randFatal(message string) { fatalerror(message) }

//go:linkname sysrandFatal crypto/internal/sysrand.fatal
func sysrandFatal(message string) { fatalerror(message) }

// Whether a goroutine's last operation was an approved one is not kept: such a mode is not offered.
//
//go:linkname fipsIndicator crypto/internal/fips140.getIndicator
func fipsIndicator() uint8 { return 0 }

//go:linkname setFipsIndicator crypto/internal/fips140.setIndicator
func setFipsIndicator(uint8) {}

// Files of internal/poll do not wait for the host: opening one for that fails, and it is used as it is.

//go:linkname pollInit internal/poll.runtime_pollServerInit
func pollInit() {}

const enosys = 52

//go:linkname pollOpen internal/poll.runtime_pollOpen
func pollOpen(fd uintptr) (uintptr, int) { return 0, enosys }

//go:linkname pollClose internal/poll.runtime_pollClose
func pollClose(ctx uintptr) {}

//go:linkname pollWait internal/poll.runtime_pollWait
func pollWait(ctx uintptr, mode int) int { return 0 }

//go:linkname pollWaitCanceled internal/poll.runtime_pollWaitCanceled
func pollWaitCanceled(ctx uintptr, mode int) {}

//go:linkname pollReset internal/poll.runtime_pollReset
func pollReset(ctx uintptr, mode int) int { return 0 }

//go:linkname pollSetDeadline internal/poll.runtime_pollSetDeadline
func pollSetDeadline(ctx uintptr, d int64, mode int) {}

//go:linkname pollUnblock internal/poll.runtime_pollUnblock
func pollUnblock(ctx uintptr) {}

//go:linkname isPollDescriptor internal/poll.runtime_isPollServerDescriptor
func isPollDescriptor(fd uintptr) bool { return false }

//go:linkname pollSemacquire internal/poll.runtime_Semacquire
func pollSemacquire(addr *uint32) { semacquire(addr, lockReason) }

//go:linkname pollSemrelease internal/poll.runtime_Semrelease
func pollSemrelease(addr *uint32) { semrelease(addr) }

// lockReason is what a trace shows of who waits: a Mutex.
const lockReason = 1

//go:burrow block
//go:linkname semacquire sync.runtime_Semacquire
func semacquire(addr *uint32, reason uint32)

//go:burrow pure
//go:linkname semrelease sync.runtime_Semrelease
func semrelease(addr *uint32)

//go:linkname nanotime
func nanotime() int64 {
	var t [2]int64
	clocks(&t)
	return t[1]
}

//go:burrow pure
//go:linkname clocks time.now
func clocks(out *[2]int64)

//go:linkname fipsBypass crypto/fips140.setBypass
func fipsBypass() {}

//go:linkname fipsNoBypass crypto/fips140.unsetBypass
func fipsNoBypass() {}

//go:linkname fipsBypassed crypto/fips140.isBypassed
func fipsBypassed() bool { return false }
