//! Calls of the host that have to be made by one thread: files other than the standard streams.
//!
//! Every instance of the module has its own table of files, so what one has opened others do not know. One thread, which
//! runs no Go code, makes all these calls; the M that wants one waits for it, as it would for the call itself.

use crate::futex::Host;
use crate::protocols::errand::Errands;
use crate::threads::{self, Role};
use core::sync::atomic::{AtomicU32, Ordering};

static FILES: Errands<Host> = Errands::new();
/// 0 not started, 1 it runs, 2 there can be none.
static THREAD: AtomicU32 = AtomicU32::new(0);

/// Makes sure that the thread for files was asked for. The caller is in the world.
pub fn prepare() {
    static STARTING: crate::futex::Lock = crate::futex::Lock::new();
    if THREAD.load(Ordering::Relaxed) == 0 {
        let _alone = STARTING.lock();
        if THREAD.load(Ordering::Relaxed) == 0 {
            let started = threads::spawn(Role::Files);
            THREAD.store(if started { 1 } else { 2 }, Ordering::Relaxed);
        }
    }
}

/// Makes a call on the thread for files.
pub fn call<R>(f: impl FnOnce() -> R) -> R {
    if THREAD.load(Ordering::Relaxed) == 1 {
        FILES.call(f)
    } else {
        f()
    }
}

/// The thread's work, for ever.
pub fn serve() {
    FILES.serve(|| true);
}
