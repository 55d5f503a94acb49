//! The M block: what compiled code reads and writes directly (`docs/abi.md`, section 2).

use crate::g::G;

/// Bytes below a stack's guard that functions without a check may use.
pub const RED_ZONE: usize = 128;
/// Size of the entry and of the result record.
pub const RECORD: usize = 256;
/// Turns of polls and entries of recursive functions between two looks at the clock.
pub const FUEL: i32 = 1 << 12;

/// Why frames are being parked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Suspend {
    /// Blocked: made runnable by somebody else.
    Park = 1,
    /// Runnable, but others first.
    Yield = 2,
    /// Its time slice is over.
    Preempt = 3,
    /// A function was refused at entry, or a loop at its poll: the stack or the native depth is used up, or a request is pending.
    Grow = 4,
    /// An allocation wants a collection first.
    Collect = 5,
    /// A panic was raised.
    Panic = 6,
    /// Goexit was called.
    Goexit = 7,
    /// A host call that is made with all frames parked.
    Host = 8,
    /// The program ends.
    Exit = 9,
    /// A fatal error: frames are wanted for its trace.
    Fatal = 10,
    /// The program asks for its frames.
    Trace = 11,
    /// Another goroutine goes on in its place.
    HandOver = 12,
}

/// How a run of a goroutine ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Blocked.
    Parked,
    /// Runnable.
    Yielded,
    /// It is over.
    Exited,
    /// The program ends with this goroutine.
    Done,
    /// Somebody else has it already.
    Queued,
}

/// Deals with parked frames. `None`: the goroutine goes on.
///
/// The one who suspends names the handler, so that a program which never does is linked without it.
pub type Handler = fn(&mut M, &mut G) -> Option<Outcome>;

/// A thread of execution, as compiled code sees it.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct M {
    /// A frame whose address is below must not be entered.
    pub guard: usize,
    /// 0 or a [`Suspend`].
    pub suspended: u32,
    /// What is left until the clock is read again.
    pub fuel: i32,
    /// Innermost parked frame, set by whoever suspends first.
    pub fp: *mut u8,
    /// Nonzero while pointer stores need the write barrier.
    pub barrier: u32,
    /// The current goroutine.
    pub g: *mut G,
    /// Deals with the parked frames, when the reason is not one of the scheduler's.
    handler: Option<Handler>,
    /// Its number, below [`MS`](crate::sync::MS).
    pub id: u32,
    /// Entry record: prefix of the refused function's frame.
    pub entry: [u64; RECORD / 8],
    /// Result record.
    pub result: [u64; RECORD / 8],
    /// The goroutine that was handed over to and runs at once.
    pub next: *mut G,
    /// What its thread is for.
    #[cfg(target_feature = "atomics")]
    pub role: crate::threads::Role,
}

#[cfg(target_pointer_width = "32")]
mod layout {
    use super::M;
    use core::mem::offset_of;
    use static_assertions::const_assert_eq;

    const_assert_eq!(offset_of!(M, guard), 0);
    const_assert_eq!(offset_of!(M, suspended), 4);
    const_assert_eq!(offset_of!(M, fuel), 8);
    const_assert_eq!(offset_of!(M, fp), 12);
    const_assert_eq!(offset_of!(M, barrier), 16);
    const_assert_eq!(offset_of!(M, g), 20);
    const_assert_eq!(offset_of!(M, entry), 32);
    const_assert_eq!(offset_of!(M, result), 288);
}

impl M {
    /// An M that runs nothing.
    pub const fn new() -> M {
        M {
            guard: 0,
            suspended: 0,
            fuel: FUEL,
            fp: core::ptr::null_mut(),
            barrier: 0,
            g: core::ptr::null_mut(),
            handler: None,
            id: 0,
            entry: [0; RECORD / 8],
            result: [0; RECORD / 8],
            next: core::ptr::null_mut(),
            #[cfg(target_feature = "atomics")]
            role: crate::threads::Role::Go,
        }
    }

    /// Asks the compiled code that called us from frame `fp` to park, and then the scheduler for its turn: `why` is
    /// Park, Yield or Preempt.
    #[inline]
    pub fn suspend(&mut self, fp: *mut u8, why: Suspend) {
        self.suspended = why as u32;
        self.fp = fp;
    }

    /// Asks the compiled code that called us from frame `fp` to park, so that `handler` can deal with its frames. Not for the
    /// scheduler's reasons, which have none.
    #[inline]
    pub fn suspend_for(&mut self, fp: *mut u8, why: Suspend, handler: Handler) {
        self.handler = Some(handler);
        self.suspend(fp, why);
    }

    /// Asks the compiled code that called us from frame `fp` to park, for nothing: its goroutine goes on at once.
    #[inline]
    pub fn suspend_in_vain(&mut self, fp: *mut u8, why: Suspend) {
        self.handler = None;
        self.suspend(fp, why);
    }

    /// Takes the reason if nobody has to look at the parked frames.
    #[inline]
    pub fn take_vain(&mut self) -> bool {
        let vain = self.suspended > Suspend::Preempt as u32 && self.handler.is_none();
        if vain {
            self.suspended = 0;
        }
        vain
    }

    /// Takes the reason, so that the next goroutine starts without one, and deals with it; there is one. `None`: the goroutine
    /// goes on.
    #[inline]
    pub fn take_suspended(&mut self, g: &mut G) -> Option<Outcome> {
        // Comparisons: a jump through a table took a fifth of a switch.
        let why = core::mem::take(&mut self.suspended);
        if why > Suspend::Preempt as u32 {
            self.handler.and_then(|handler| handler(self, g))
        } else if why == Suspend::Park as u32 {
            Some(Outcome::Parked)
        } else {
            Some(Outcome::Yielded)
        }
    }
}

/// The calling thread's M.
#[cfg(target_feature = "atomics")]
#[inline(always)]
pub fn current() -> &'static mut M {
    unsafe extern "C" {
        /// The compiler's: Rust cannot read the global.
        safe fn burrow_current() -> *mut u8;
    }
    // SAFETY: set before any Rust code of the thread runs.
    unsafe { &mut *burrow_current().cast() }
}

/// The one M.
#[cfg(not(target_feature = "atomics"))]
#[inline(always)]
pub fn current() -> &'static mut M {
    crate::start::burrow_m0.get()
}

impl Default for M {
    fn default() -> M {
        M::new()
    }
}
