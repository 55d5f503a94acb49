//! A goroutine.

use crate::m::M;
use crate::panics::Value;
use burrow_chan::InlineWaiter;
use burrow_defer_panic::PanicState;
use burrow_sched::TaskHeader;
use burrow_stacks::{FuncInfo, Reached, Stack};
use core::mem::MaybeUninit;
#[cfg(target_feature = "atomics")]
use core::sync::atomic::{AtomicPtr, AtomicU32};

/// Words of element that a goroutine's own waiter holds.
pub const WAITER_WORDS: usize = 2;

/// Why a goroutine waits, as traces say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Wait {
    None,
    ChanReceive,
    ChanReceiveNil,
    ChanSend,
    ChanSendNil,
    Select,
    SelectNoCases,
    Sleep,
    Semacquire,
    MutexLock,
    RwLockR,
    RwLock,
    CondWait,
    WaitGroup,
    FinalizerWait,
    CleanupWait,
    HostEvent,
    Coroutine,
    Syscall,
}

impl Wait {
    /// Go's text.
    pub fn text(self) -> &'static str {
        match self {
            Wait::None => "runnable",
            Wait::ChanReceive => "chan receive",
            Wait::ChanReceiveNil => "chan receive (nil chan)",
            Wait::ChanSend => "chan send",
            Wait::ChanSendNil => "chan send (nil chan)",
            Wait::Select => "select",
            Wait::SelectNoCases => "select (no cases)",
            Wait::Sleep => "sleep",
            Wait::Semacquire => "semacquire",
            Wait::MutexLock => "sync.Mutex.Lock",
            Wait::RwLockR => "sync.RWMutex.RLock",
            Wait::RwLock => "sync.RWMutex.Lock",
            Wait::CondWait => "sync.Cond.Wait",
            Wait::WaitGroup => "sync.WaitGroup.Wait",
            Wait::FinalizerWait => "finalizer wait",
            Wait::CleanupWait => "cleanup wait",
            Wait::HostEvent => "host event",
            Wait::Coroutine => "coroutine",
            Wait::Syscall => "syscall",
        }
    }
}

/// Called when a goroutine that was parked runs again, before its frames do. It may raise a panic.
pub type Finish = fn(&mut M, &mut G);

/// A goroutine. It lies in manual memory and is used again after its end.
#[derive(Debug)]
#[repr(C)]
pub struct G {
    /// The scheduler's part; first, so that the addresses are the same.
    pub header: TaskHeader,
    /// Innermost parked frame.
    pub fp: *mut u8,
    /// Its frames.
    pub stack: Stack,
    /// Number, from 1.
    pub id: u64,
    /// List of all goroutines.
    pub next: *mut G,
    /// The same, backwards.
    pub prev: *mut G,
    /// The cycle in which its stack was last reported as a root,
    pub scan_cycle: u32,
    /// and the frame from which on, outwards, that is still to be done.
    pub unscanned: *mut u8,
    /// The cycle in which that was all: for those that do not own the goroutine.
    #[cfg(target_feature = "atomics")]
    pub black_in: AtomicU32,
    /// The addresses in such frames that were met on the way there.
    pub reached: Reached,
    /// Panics in progress.
    pub panics: PanicState<Value>,
    /// The value that is being turned into text for a panic's report.
    pub panic_text: *mut u8,
    /// What a run-time error is made of.
    #[cfg(target_feature = "atomics")]
    pub error: MaybeUninit<crate::panics::ErrorArgs>,
    /// Handed to the frame that resumes after a blocking call.
    pub result: u64,
    /// What is left to do of the blocking call.
    pub finish: Option<Finish>,
    /// Function and resume point of the `go` statement.
    pub created_by: Option<(&'static FuncInfo, u32)>,
    /// Number of the goroutine that executed it.
    pub creator: u64,
    /// What package runtime/pprof shows it with: an object of the program's, or null.
    pub labels: *mut u8,
    /// Why it waits.
    pub wait: Wait,
    /// Since when, roughly: the first collection that saw it wait, in nanoseconds of the monotonic clock; 0 before.
    pub wait_since: u64,
    /// Whether it belongs to the runtime: not counted, not traced.
    pub system: bool,
    /// Where a receive that was parked left its element.
    pub fetch_from: *mut u8,
    /// Size of that element.
    pub fetch_size: usize,
    /// The counter it sleeps on.
    pub sema_addr: *mut u32,
    /// The timer that ends its sleep.
    pub timer: *mut u8,
    /// The next in a queue of a semaphore.
    pub sema_next: *mut G,
    /// Waiters of a select, or of an element too large for `waiter`; the owner knows the type.
    pub waiters: *mut u8,
    /// Whatever the blocking call keeps: the waiter used, a timer.
    pub blocked_on: *mut u8,
    /// Whether `waiter` was initialised.
    pub has_waiter: bool,
    /// Its own place in the queues of channels.
    pub waiter: MaybeUninit<InlineWaiter<WAITER_WORDS>>,
    /// How often it was wired to its thread.
    pub thread_locks: u32,
    /// Parameters of the call of the host that it makes, or null ([`crate::blocking`]).
    #[cfg(target_feature = "atomics")]
    pub host_call: AtomicPtr<usize>,
}
