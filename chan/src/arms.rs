//! `select!` for typed channels: what it expands to, not to be used by hand.
//!
//! Each arm is a local variable with its waiter and its value; their addresses are only taken after all arms are
//! made and only used inside [`run`] and [`try_run`], which leave nothing queued behind.

use crate::port::Plain;
use crate::raw::RawChan;
use crate::select::{Case, Dir, Rng, try_select};
use crate::selecting::chosen;
use crate::signal::Signals;
use crate::sync::seed;
use crate::typed::{Receiver, SendError, Sender};
use crate::waiter::Waiter;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::null_mut;

pub(crate) fn rng() -> Rng {
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

// SAFETY: an arm is its value, a waiter that only its select uses, and a borrowed handle.
unsafe impl<T: Send> Send for RecvArm<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for SendArm<'_, T> {}

/// An arm of a future, which may run on several threads.
pub trait SendableArm {
    /// The case of this arm.
    fn sendable_case(&mut self) -> ArmCase;
}

impl<T: Send> SendableArm for RecvArm<'_, T> {
    fn sendable_case(&mut self) -> ArmCase {
        self.case()
    }
}

impl<T: Send> SendableArm for SendArm<'_, T> {
    fn sendable_case(&mut self) -> ArmCase {
        self.case()
    }
}

/// An arm that receives.
#[derive(Debug)]
pub struct RecvArm<'c, T> {
    chan: *const RawChan,
    handle: PhantomData<&'c Receiver<T>>,
    value: MaybeUninit<T>,
    waiter: MaybeUninit<Waiter>,
}

impl<'c, T> RecvArm<'c, T> {
    /// For a receive from `receiver`.
    pub fn new(receiver: &'c Receiver<T>) -> Self {
        RecvArm {
            chan: receiver.raw(),
            handle: PhantomData,
            value: MaybeUninit::uninit(),
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
            size: size_of::<T>(),
            unsent: null_mut(),
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
            size: size_of::<T>(),
            unsent: &raw mut self.unsent,
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

/// A case with the size of its element, whose place serves the waiter too.
#[derive(Clone, Copy, Debug)]
pub struct ArmCase {
    case: Case,
    #[cfg_attr(
        not(any(feature = "std", feature = "async")),
        expect(dead_code, reason = "only a select that waits has waiters")
    )]
    size: usize,
    /// The flag of an arm that sends; null for one that receives.
    #[cfg_attr(
        not(feature = "async"),
        expect(dead_code, reason = "only a future may send and not be looked at")
    )]
    unsent: *mut bool,
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
    let mut order = [0u16; N];
    // SAFETY: by contract.
    chosen(unsafe { try_select(&cases, &mut order, &mut rng(), &Plain, &Signals) })
}

/// Gives each arm its waiter.
///
/// # Safety
/// As for [`try_run`].
#[cfg(any(feature = "std", feature = "async"))]
unsafe fn place(arms: &[ArmCase]) {
    for arm in arms {
        // SAFETY: by contract the arm has room for a waiter, whose element is the arm's value.
        unsafe {
            let waiter = Waiter::new(0, arm.case.elem, arm.size);
            arm.case.waiter.write(waiter);
        }
    }
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
    let cases = arms.map(|arm| arm.case);
    let (mut order, mut rng) = ([0u16; N], rng());
    // SAFETY: by contract.
    unsafe {
        let done = crate::select::quick_select(&cases, &mut order, &mut rng, &Plain, &Signals);
        if let Some(done) = done {
            return chosen(done);
        }
        place(&arms);
        let deadline = timeout.and_then(crate::thread::after);
        crate::selecting::block(&cases, &mut order, &mut rng, deadline)
    }
}

/// The select of `select_async!`.
#[cfg(feature = "async")]
pub struct Arms<const N: usize> {
    arms: [ArmCase; N],
    cases: [Case; N],
    op: crate::selecting::Selecting,
    _pinned: core::marker::PhantomPinned,
}

// SAFETY: the macro makes the cases by `SendableArm`, which asks for values that are `Send`.
#[cfg(feature = "async")]
unsafe impl<const N: usize> Send for Arms<N> {}

#[cfg(feature = "async")]
impl<const N: usize> Arms<N> {
    /// A select over `arms`.
    ///
    /// # Safety
    /// As for [`try_run`] until the future is dropped, and the arms' values are `Send`.
    pub unsafe fn new(arms: [ArmCase; N]) -> Self {
        // SAFETY: by contract.
        unsafe { place(&arms) };
        Arms {
            arms,
            cases: arms.map(|arm| arm.case),
            op: crate::selecting::Selecting::new(),
            _pinned: core::marker::PhantomPinned,
        }
    }
}

#[cfg(feature = "async")]
impl<const N: usize> Future for Arms<N> {
    type Output = Chosen;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Chosen> {
        let mut order = [0u16; N];
        // SAFETY: nothing is moved out; the arms stay, as `new` was promised.
        unsafe {
            let this = self.get_unchecked_mut();
            this.op.poll(&this.cases, &mut order, &mut rng(), cx)
        }
    }
}

#[cfg(feature = "async")]
impl<const N: usize> Drop for Arms<N> {
    fn drop(&mut self) {
        // SAFETY: the arms are still there.
        unsafe {
            if let Some(index) = self.op.abandon(&self.cases) {
                self.arms[index].unsent.write(false);
            }
        }
    }
}

#[cfg(feature = "async")]
impl<const N: usize> core::fmt::Debug for Arms<N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Arms").finish_non_exhaustive()
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
    // Arms become entries `(name, direction, (channel, value), pattern, body)`, each with its own hygienic name; before them
    // stands how to wait.
    (@arms [$($how:tt)*] [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:expr, $($rest:tt)*) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, RecvArm, ($rx), $v, $body)] $($rest)*)
    };
    (@arms [$($how:tt)*] [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:block $($rest:tt)*) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, RecvArm, ($rx), $v, $body)] $($rest)*)
    };
    (@arms [$($how:tt)*] [$($done:tt)*] recv($rx:expr) -> $v:pat => $body:expr) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, RecvArm, ($rx), $v, $body)])
    };
    (@arms [$($how:tt)*] [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:expr, $($rest:tt)*) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, SendArm, ($tx, $value), $v, $body)] $($rest)*)
    };
    (@arms [$($how:tt)*] [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:block $($rest:tt)*) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, SendArm, ($tx, $value), $v, $body)] $($rest)*)
    };
    (@arms [$($how:tt)*] [$($done:tt)*] send($tx:expr, $value:expr) -> $v:pat => $body:expr) => {
        $crate::select!(@arms [$($how)*] [$($done)* (arm, SendArm, ($tx, $value), $v, $body)])
    };
    (@arms [$($how:tt)*] [$($done:tt)*] send($tx:expr, $value:expr) => $($rest:tt)*) => {
        $crate::select!(@arms [$($how)*] [$($done)*] send($tx, $value) -> _ => $($rest)*)
    };
    (@arms [$($how:tt)*] [$($done:tt)*] default => $body:expr $(,)?) => {
        $crate::select!(@run [try], $body, $($done)*)
    };
    (@arms [block] [$($done:tt)*] default($timeout:expr) => $body:expr $(,)?) => {
        $crate::select!(@run [block Some($timeout)], $body, $($done)*)
    };
    (@arms [await] [$($done:tt)*] default($timeout:expr) => $body:expr $(,)?) => {
        compile_error!("a future has no timeout of its own: receive from `after(clock, duration)`")
    };
    (@arms [block] [$($done:tt)*]) => {
        $crate::select!(@run [block None], unreachable!("a select without default waits"), $($done)*)
    };
    (@arms [await] [$($done:tt)*]) => {
        $crate::select!(@run [await], unreachable!("a select without default waits"), $($done)*)
    };
    (@run $how:tt, $default:expr,
        $(($arm:ident, $kind:ident, ($chan:expr $(, $value:expr)?), $v:pat, $body:expr))*) => {
        {
            $(let mut $arm = $crate::arms::$kind::new(&$chan $(, $value)?);)*
            let chosen = $crate::select!(@wait $how, $($arm)*);
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
    // In each: the arms are locals that stay where they are, and they borrow the channels' handles.
    (@wait [try], $($arm:ident)*) => {{
        // SAFETY: see above.
        #[allow(unused_unsafe, reason = "the macro may be used in an unsafe block")]
        unsafe { $crate::arms::try_run([$($arm.case()),*]) }
    }};
    (@wait [block $timeout:expr], $($arm:ident)*) => {{
        // SAFETY: see above.
        #[allow(unused_unsafe, reason = "the macro may be used in an unsafe block")]
        unsafe { $crate::arms::run([$($arm.case()),*], $timeout) }
    }};
    (@wait [await], $($arm:ident)*) => {{
        // SAFETY: see above; the future is dropped before the arms.
        #[allow(unused_unsafe, reason = "the macro may be used in an unsafe block")]
        let arms = unsafe {
            $crate::arms::Arms::new([$($crate::arms::SendableArm::sendable_case(&mut $arm)),*])
        };
        arms.await
    }};
    ($($arms:tt)+) => { $crate::select!(@arms [block] [] $($arms)+) };
}

/// [`select!`] inside of an `async` block or function: it waits without blocking the thread. When the future is dropped
/// meanwhile, nothing is lost: what was received goes back to its channel, and what was not sent is dropped.
///
/// It has no `default(duration)`; receive from [`after`](crate::after) instead.
///
/// ```
/// # fn block_on<F: Future>(f: F) -> F::Output {
/// #     let mut f = std::pin::pin!(f);
/// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// #     loop { if let std::task::Poll::Ready(v) = f.as_mut().poll(&mut cx) { return v } }
/// # }
/// use burrow_chan::{channel, select_async};
///
/// let (tx, rx) = channel(1);
/// let (_never, quit) = channel::<()>(0);
/// block_on(async {
///     for i in 0..4 {
///         select_async! {
///             send(tx, i) => {}
///             recv(rx) -> v => assert_eq!(v, Some(i - 1)),
///             recv(quit) -> _ => break,
///         }
///     }
/// });
/// ```
#[cfg(feature = "async")]
#[macro_export]
macro_rules! select_async {
    ($($arms:tt)+) => { $crate::select!(@arms [await] [] $($arms)+) };
}
