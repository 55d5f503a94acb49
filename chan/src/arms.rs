//! `select!` for typed channels: what it expands to, not to be used by hand.
//!
//! Each arm is a local variable with its waiter and its value; their addresses are only taken after all arms are
//! made and only used inside [`run`] and [`try_run`], which leave nothing queued behind.

use crate::port::Plain;
use crate::raw::RawChan;
use crate::select::{Case, Dir, Rng, SelectStart, try_select};
use crate::signal::Signals;
use crate::sync::seed;
use crate::typed::{Receiver, SendError, Sender};
use crate::waiter::Waiter;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::null_mut;

fn rng() -> Rng {
    let mut rng = Rng::new(seed());
    // Seeds differ little; the first number would as well.
    rng.below(1);
    rng
}

/// Which arm proceeded, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The arm at this position. `ok`: a value was sent, or received; otherwise the channel is closed.
    Arm {
        /// The position.
        index: usize,
        /// Whether a value went through.
        ok: bool,
    },
    /// No arm could proceed.
    Default,
}

/// An arm that receives.
#[derive(Debug)]
pub struct RecvArm<'c, T> {
    chan: *const RawChan,
    handle: PhantomData<&'c Receiver<T>>,
    value: MaybeUninit<T>,
    held: MaybeUninit<T>,
    waiter: MaybeUninit<Waiter>,
}

impl<'c, T> RecvArm<'c, T> {
    /// For a receive from `receiver`.
    pub fn new(receiver: &'c Receiver<T>) -> Self {
        RecvArm {
            chan: receiver.raw(),
            handle: PhantomData,
            value: MaybeUninit::uninit(),
            held: MaybeUninit::uninit(),
            waiter: MaybeUninit::uninit(),
        }
    }

    /// The case of this arm.
    pub fn case(&mut self) -> ArmCase {
        ArmCase {
            case: Case {
                chan: self.chan,
                elem: self.value.as_mut_ptr().cast(),
                waiter: self.waiter.as_mut_ptr(),
                dir: Dir::Recv,
            },
            held: self.held.as_mut_ptr().cast(),
            size: size_of::<T>(),
        }
    }

    /// What was received.
    ///
    /// # Safety
    /// This arm was chosen with this `ok`.
    pub unsafe fn finish(self, ok: bool) -> Option<T> {
        // SAFETY: by contract a value was stored.
        ok.then(|| unsafe { self.value.assume_init() })
    }
}

/// An arm that sends. The value of an arm that is not chosen is dropped.
#[derive(Debug)]
pub struct SendArm<'c, T> {
    chan: *const RawChan,
    handle: PhantomData<&'c Sender<T>>,
    value: ManuallyDrop<T>,
    held: MaybeUninit<T>,
    waiter: MaybeUninit<Waiter>,
    /// Whether `value` is still ours.
    unsent: bool,
}

impl<'c, T> SendArm<'c, T> {
    /// For a send of `value` to `sender`.
    pub fn new(sender: &'c Sender<T>, value: T) -> Self {
        SendArm {
            chan: sender.raw(),
            handle: PhantomData,
            value: ManuallyDrop::new(value),
            held: MaybeUninit::uninit(),
            waiter: MaybeUninit::uninit(),
            unsent: true,
        }
    }

    /// The case of this arm.
    pub fn case(&mut self) -> ArmCase {
        ArmCase {
            case: Case {
                chan: self.chan,
                elem: (&raw mut *self.value).cast(),
                waiter: self.waiter.as_mut_ptr(),
                dir: Dir::Send,
            },
            held: self.held.as_mut_ptr().cast(),
            size: size_of::<T>(),
        }
    }

    /// Whether it was sent; the value, when the channel is closed.
    ///
    /// # Errors
    /// The value, when the channel is closed.
    ///
    /// # Safety
    /// This arm was chosen with this `ok`.
    pub unsafe fn finish(mut self, ok: bool) -> Result<(), SendError<T>> {
        self.unsent = false;
        if ok {
            return Ok(());
        }
        // SAFETY: nobody took the value, and `drop` will not either.
        Err(SendError(unsafe { ManuallyDrop::take(&mut self.value) }))
    }
}

impl<T> Drop for SendArm<'_, T> {
    fn drop(&mut self) {
        if self.unsent {
            // SAFETY: the value is ours.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        }
    }
}

/// A case with the place of its waiter's element.
#[derive(Clone, Copy, Debug)]
pub struct ArmCase {
    case: Case,
    #[cfg_attr(
        not(feature = "std"),
        expect(dead_code, reason = "only blocking selects have waiters")
    )]
    held: *mut u8,
    #[cfg_attr(
        not(feature = "std"),
        expect(dead_code, reason = "only blocking selects have waiters")
    )]
    size: usize,
}

fn chosen(start: SelectStart) -> Chosen {
    match start {
        SelectStart::Ready { index, ok } => Chosen::Arm { index, ok },
        SelectStart::Closed { index } => Chosen::Arm { index, ok: false },
        SelectStart::Parked => Chosen::Default,
    }
}

/// A select with a default.
///
/// # Safety
/// The cases are those of arms that are alive and were not moved since, on channels whose handles are alive.
pub unsafe fn try_run<const N: usize>(arms: [ArmCase; N]) -> Chosen {
    let cases = arms.map(|arm| Case {
        waiter: null_mut(),
        ..arm.case
    });
    let mut order = [[0u16; 2]; N];
    // SAFETY: by contract.
    chosen(unsafe {
        try_select(
            &cases,
            order.as_flattened_mut(),
            &mut rng(),
            &Plain,
            &Signals,
        )
    })
}

/// A select without default, or with one that is taken after `timeout`.
///
/// # Safety
/// As for [`try_run`].
#[cfg(feature = "std")]
pub unsafe fn run<const N: usize>(
    arms: [ArmCase; N],
    timeout: Option<core::time::Duration>,
) -> Chosen {
    use crate::select::{cancel_select, finish_select, start_select};
    use crate::waiter::Selection;
    extern crate std;

    let signal = crate::thread::ThreadSignal::new();
    let selection = Selection::new();
    let cases = arms.map(|arm| arm.case);
    let mut order = [[0u16; 2]; N];
    // SAFETY: by contract; waiters, selection and signal stay until the select is finished or cancelled.
    unsafe {
        for arm in &arms {
            let waiter = Waiter::new(signal.token(), arm.held, arm.size);
            arm.case.waiter.write(waiter);
        }
        let order = order.as_flattened_mut();
        let start = start_select(&cases, &selection, order, &mut rng(), &Plain, &Signals);
        if start != SelectStart::Parked {
            return chosen(start);
        }
        let deadline = timeout.and_then(|t| std::time::Instant::now().checked_add(t));
        if !signal.wait(deadline) {
            if cancel_select(&cases, &selection) {
                return Chosen::Default;
            }
            signal.wait(None);
        }
        match finish_select(&cases, &selection) {
            Ok((index, ok)) => Chosen::Arm { index, ok },
            Err(_) => Chosen::Arm {
                index: selection.winner().unwrap_or(0),
                ok: false,
            },
        }
    }
}

/// Waits for the first of several channel operations that can proceed, and does that one. When several can, one is
/// chosen at random. It is Go's `select`:
///
/// - `recv(rx) -> v => ...`: `v` is the value, or `None` when the channel is closed and drained.
/// - `send(tx, value) => ...`, or `send(tx, value) -> r => ...`: `r` is an error with the value when the channel is
///   closed, where Go panics. The value of a send that is not chosen is dropped.
/// - `default => ...`, last: when no other can proceed at once.
/// - `default(duration) => ...`, last: when no other can proceed in that time.
///
/// Without a plain `default` it blocks the thread, which needs the feature `std`. The bodies may `return`, `break` and
/// `continue`.
///
/// ```
/// use burrow_chan::{channel, select};
///
/// let (tx, rx) = channel(1);
/// let (_never, quit) = channel::<()>(0);
/// let mut log = vec![];
/// for i in 0..4 {
///     select! {
///         send(tx, i) => log.push(format!("sent {i}")),
///         recv(rx) -> v => log.push(format!("received {}", v.unwrap())),
///         recv(quit) -> _ => break,
///         default => unreachable!("there is either room or a value"),
///     }
/// }
/// assert_eq!(log, ["sent 0", "received 0", "sent 2", "received 2"]);
/// ```
#[macro_export]
macro_rules! select {
    // Arms become entries `(name, direction, channel, value, pattern, body)`, each with its own hygienic name.
    (@arms [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:expr, $($rest:tt)*) => {
        $crate::select!(@arms [$($done)* (arm, RecvArm, ($rx), $v, $body)] $($rest)*)
    };
    (@arms [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:block $($rest:tt)*) => {
        $crate::select!(@arms [$($done)* (arm, RecvArm, ($rx), $v, $body)] $($rest)*)
    };
    (@arms [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:expr) => {
        $crate::select!(@arms [$($done)* (arm, RecvArm, ($rx), $v, $body)])
    };
    (@arms [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:expr, $($rest:tt)*) => {
        $crate::select!(@arms [$($done)* (arm, SendArm, ($tx, $value), $v, $body)] $($rest)*)
    };
    (@arms [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:block $($rest:tt)*) => {
        $crate::select!(@arms [$($done)* (arm, SendArm, ($tx, $value), $v, $body)] $($rest)*)
    };
    (@arms [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:expr) => {
        $crate::select!(@arms [$($done)* (arm, SendArm, ($tx, $value), $v, $body)])
    };
    (@arms [$($done:tt)*] send($tx:expr, $value:expr) => $($rest:tt)*) => {
        $crate::select!(@arms [$($done)*] send($tx, $value) -> _ => $($rest)*)
    };
    (@arms [$($done:tt)*] default => $body:expr $(,)?) => {
        $crate::select!(@run (|arms| $crate::arms::try_run(arms)), $body, $($done)*)
    };
    (@arms [$($done:tt)*] default($timeout:expr) => $body:expr $(,)?) => {
        $crate::select!(@run (|arms| $crate::arms::run(arms, Some($timeout))), $body, $($done)*)
    };
    (@arms [$($done:tt)*]) => {
        $crate::select!(@run (|arms| $crate::arms::run(arms, None)),
            unreachable!("a select without default waits"), $($done)*)
    };
    (@run ($run:expr), $default:expr,
        $(($arm:ident, $kind:ident, ($chan:expr $(, $value:expr)?), $v:pat, $body:expr))*) => {
        {
            $(let mut $arm = $crate::arms::$kind::new(&$chan $(, $value)?);)*
            // SAFETY: the arms are locals that stay where they are, and they borrow the channels' handles.
            #[allow(unused_unsafe, reason = "the macro may be used in an unsafe block")]
            let chosen = unsafe { ($run)([$($arm.case()),*]) };
            let (index, ok) = match chosen {
                $crate::arms::Chosen::Arm { index, ok } => (index, ok),
                $crate::arms::Chosen::Default => (usize::MAX, false),
            };
            let mut at = 0;
            $(if { at += 1; at - 1 == index } {
                // SAFETY: this arm was chosen.
                #[allow(unused_unsafe, reason = "the macro may be used in an unsafe block")]
                let $v = unsafe { $arm.finish(ok) };
                $body
            } else)* {
                $default
            }
        }
    };
    ($($arms:tt)+) => { $crate::select!(@arms [] $($arms)+) };
}
