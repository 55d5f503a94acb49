//! Calls of the host that have to be made by one thread: files other than the standard streams.
//!
//! Every instance of the module has its own table of files, so what one has opened others do not know. One thread, which
//! runs no Go code, makes all these calls; the M that wants one waits for it, as it would for the call itself.

use crate::futex;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// A call and where it stands.
struct Call {
    run: unsafe fn(*mut u8),
    arg: *mut u8,
    done: AtomicU32,
}

/// The call that is to be made, of the one M that holds the lock.
static NEXT: AtomicPtr<Call> = AtomicPtr::new(null_mut());
/// Counts calls, for the thread to sleep on.
static CALLS: AtomicU32 = AtomicU32::new(0);
static BUSY: futex::Lock = futex::Lock::new();
/// 0 not started, 1 it runs, 2 there can be none.
static THREAD: AtomicU32 = AtomicU32::new(0);

/// Makes a call on the thread for files.
pub fn call<F: FnOnce() -> R, R>(f: F) -> R {
    let _alone = BUSY.lock();
    if THREAD.load(Ordering::Relaxed) == 0 {
        let started = threads::spawn(true);
        THREAD.store(if started { 1 } else { 2 }, Ordering::Relaxed);
    }
    if THREAD.load(Ordering::Relaxed) == 2 {
        return f();
    }
    let mut slot: (Option<F>, Option<R>) = (Some(f), None);
    let call = Call {
        run: run::<F, R>,
        arg: (&raw mut slot).cast(),
        done: AtomicU32::new(0),
    };
    NEXT.store((&raw const call).cast_mut(), Ordering::Release);
    CALLS.fetch_add(1, Ordering::Release);
    futex::notify(&CALLS, 1);
    while call.done.load(Ordering::Acquire) == 0 {
        futex::wait(&call.done, 0, -1);
    }
    match slot.1 {
        Some(result) => result,
        None => crate::fatal::throw("a call of the host was not made"),
    }
}

unsafe fn run<F: FnOnce() -> R, R>(arg: *mut u8) {
    // SAFETY: what `call` made, which waits for us.
    let slot = unsafe { &mut *arg.cast::<(Option<F>, Option<R>)>() };
    slot.1 = slot.0.take().map(|f| f());
}

/// The thread's work, for ever.
pub fn serve() -> ! {
    let mut seen = 0;
    loop {
        let call = NEXT.swap(null_mut(), Ordering::Acquire);
        // SAFETY: the call lies on the stack of an M that waits until it is done.
        if let Some(call) = unsafe { call.as_ref() } {
            // SAFETY: as above.
            unsafe { (call.run)(call.arg) };
            // Behind the store the call may be gone; waking nobody there does no harm.
            let done: *const AtomicU32 = &raw const call.done;
            call.done.store(1, Ordering::Release);
            // SAFETY: an address for the host to look for sleepers at; it is not read.
            futex::notify(unsafe { &*done }, 1);
            continue;
        }
        futex::wait(&CALLS, seen, -1);
        seen = CALLS.load(Ordering::Acquire);
    }
}
