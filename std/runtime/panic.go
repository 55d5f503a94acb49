package runtime

// calldefer calls a deferred function while a panic or Goexit is under way.
func calldefer(f func()) { f() }
