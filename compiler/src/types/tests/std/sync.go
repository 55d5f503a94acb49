package sync
type Mutex struct { state int32; sema uint32 }
func (m *Mutex) Lock() {}
func (m *Mutex) Unlock() {}
type Locker interface { Lock(); Unlock() }
type WaitGroup struct { n int64; m Mutex }
func (w *WaitGroup) Add(n int) {}
func (w *WaitGroup) Done() { w.Add(-1) }
func (w *WaitGroup) Wait() {}
type Once struct { done bool }
func (o *Once) Do(f func()) { if !o.done { o.done = true; f() } }
