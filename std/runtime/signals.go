package runtime

import _ "unsafe" // for linkname

// What os/signal asks for. A wasm module gets no signals: whoever waits for one waits for ever.

//go:linkname signalRecv os/signal.signal_recv
func signalRecv() uint32 { select {} }

//go:linkname signalEnable os/signal.signal_enable
func signalEnable(uint32) {}

//go:linkname signalDisable os/signal.signal_disable
func signalDisable(uint32) {}

//go:linkname signalIgnore os/signal.signal_ignore
func signalIgnore(uint32) {}

//go:linkname signalIgnored os/signal.signal_ignored
func signalIgnored(uint32) bool { return false }

//go:linkname signalIdle os/signal.signalWaitUntilIdle
func signalIdle() {}
