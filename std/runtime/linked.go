package runtime

import _ "unsafe" // for linkname

// What packages of Go's source link to, see GOROOT in the README. Where no such package is used, nothing of it is in a module.

//go:linkname fipsFatal crypto/internal/fips140.fatal
func fipsFatal(message string) { fatalerror(message) }

//go:linkname sysrandFatal crypto/internal/sysrand.fatal
func sysrandFatal(message string) { fatalerror(message) }

// Whether a goroutine's last operation was an approved one is not kept: such a mode is not offered.
//
//go:linkname fipsIndicator crypto/internal/fips140.getIndicator
func fipsIndicator() uint8 { return 0 }

//go:linkname setFipsIndicator crypto/internal/fips140.setIndicator
func setFipsIndicator(uint8) {}
