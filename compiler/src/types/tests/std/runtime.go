package runtime
type Error interface { error; RuntimeError() }
func GC()
func Gosched()
func Goexit()
func NumGoroutine() int
func SetFinalizer(obj any, finalizer any)
func KeepAlive(x any)
