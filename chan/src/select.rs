//! Select over any number of cases.
//!
//! All channels of the cases are locked, in the order of their addresses so that two selects cannot wait for each
//! other. Under the locks one of the cases that can proceed is chosen, uniformly at random, in one pass that needs a
//! random number only when there are several (reservoir sampling; Vitter 1985). With threads and rings, cases are looked
//! at one by one before any lock is taken, and only the channel of the first that can proceed is locked. If none can, a waiter
//! is put into the queue of each, all locks are let go, and whoever comes first claims the select by one CAS on its
//! [`Selection`]. After the wake-up the losing waiters are taken out one by one.

use crate::error::ChanPanic;
use crate::port::{ElemOps, Park};
use crate::raw::{Attempt, RawChan, wake};
use crate::sync::ONE_THREAD;
use crate::waiter::{Selection, Waiter};
use core::ptr::null_mut;

/// The most cases that one select may have.
///
/// ```
/// assert_eq!(burrow_chan::CASE_LIMIT, 65_536);
/// ```
pub const CASE_LIMIT: usize = 1 << 16;

/// The direction of a case.
///
/// ```
/// assert_ne!(burrow_chan::Dir::Send, burrow_chan::Dir::Recv);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Dir {
    /// `case ch <- v`
    Send = 0,
    /// `case v, ok = <-ch`
    Recv = 1,
}

/// One case of a select.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, try_select};
///
/// // The case of a nil channel is never chosen.
/// let case = Case {
///     chan: core::ptr::null(),
///     elem: core::ptr::null_mut(),
///     waiter: core::ptr::null_mut(),
///     dir: Dir::Recv,
/// };
/// let (mut order, mut rng) = ([0; 1], Rng::new(1));
/// let start = unsafe { try_select(&[case], &mut order, &mut rng, &Plain, &Woken::default()) };
/// assert_eq!(start, SelectStart::Parked);
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Case {
    /// The channel, or null for a nil channel, whose case is never chosen.
    pub chan: *const RawChan,
    /// The value to be sent; or where a received one goes, which may be null.
    pub elem: *mut u8,
    /// An idle waiter with room for the element. Not used, and may be null, when the select cannot park.
    pub waiter: *mut Waiter,
    /// What to do.
    pub dir: Dir,
}

/// What a select came to.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, try_select};
///
/// let (a, b, woken) = (leaked_chan(8, 0), leaked_chan(8, 0), Woken::default());
/// let (mut x, mut y) = (5u64, 0u64);
/// let cases = [
///     Case { chan: a, elem: (&raw mut x).cast(), waiter: leaked_waiter(1), dir: Dir::Send },
///     Case { chan: b, elem: (&raw mut y).cast(), waiter: leaked_waiter(1), dir: Dir::Recv },
/// ];
///
/// let (mut order, mut rng) = ([0; 2], Rng::new(1));
/// unsafe { RawChan::close(a, &woken) }.unwrap();
/// let start = unsafe { try_select(&cases, &mut order, &mut rng, &Plain, &woken) };
/// assert_eq!(start, SelectStart::Closed { index: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectStart {
    /// Case `index` proceeded; for a receive `ok` tells whether the value was sent.
    Ready {
        /// The position of the case.
        index: usize,
        /// For a receive as in `v, ok = <-ch`; true for a send.
        ok: bool,
    },
    /// Case `index` is a send on a closed channel: [`ChanPanic::SendOnClosed`].
    Closed {
        /// The position of the case.
        index: usize,
    },
    /// Nothing can proceed: the waiters are queued and `ready` will be called, once (never, when all channels
    /// are nil). From `try_select`: take the default.
    Parked,
}

/// Random numbers for the order of cases: xorshift, one word of state.
///
/// ```
/// let mut rng = burrow_chan::Rng::new(42);
/// let mut hits = [0; 3];
/// (0..3000).for_each(|_| hits[rng.below(3) as usize] += 1);
/// assert!(hits.iter().all(|&n| n > 900));
/// ```
#[derive(Clone, Debug)]
pub struct Rng(u32);

impl Rng {
    /// A generator; any seed will do.
    ///
    /// ```
    /// assert_eq!(burrow_chan::Rng::new(0).below(1), 0);
    /// ```
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Rng(if seed == 0 { 0x9E37_79B9 } else { seed })
    }

    /// A number below `n`, which is not 0.
    ///
    /// ```
    /// assert!(burrow_chan::Rng::new(1).below(10) < 10);
    /// ```
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        let mut x = self.0;
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        self.0 = x;
        // The high bits of a product (Lemire); the bias of at most n / 2^32 is nothing here.
        ((u64::from(x) * u64::from(n)) >> 32) as u32
    }
}

/// A case, however its owner lays it out.
///
/// ```
/// use burrow_chan::{AsCase, Case, Dir, RawChan};
///
/// /// A case as a compiler lays it out.
/// struct Compact {
///     chan: *const RawChan,
///     value: *mut u8,
/// }
/// impl AsCase for Compact {
///     fn as_case(&self) -> Case {
///         Case { chan: self.chan, elem: self.value, waiter: core::ptr::null_mut(), dir: Dir::Recv }
///     }
/// }
/// ```
pub trait AsCase {
    /// The case.
    fn as_case(&self) -> Case;
}

impl AsCase for Case {
    #[inline(always)]
    fn as_case(&self) -> Case {
        *self
    }
}

/// How many places of scratch a select over `n` cases needs.
///
/// ```
/// assert!(burrow_chan::scratch(4) <= 4);
/// ```
#[inline]
#[must_use]
pub const fn scratch(n: usize) -> usize {
    if ONE_THREAD { 0 } else { n }
}

/// Chooses among the cases that can proceed.
///
/// # Safety
/// The channels are null, or alive and locked.
#[inline]
unsafe fn choose<C: AsCase>(cases: &[C], rng: &mut Rng) -> Option<usize> {
    let (mut ready, mut chosen) = (0, None);
    for (i, case) in cases.iter().enumerate() {
        let case = case.as_case();
        // SAFETY: by contract.
        if !case.chan.is_null() && unsafe { (*case.chan).can_proceed(case.dir) } {
            ready += 1;
            if ready == 1 || rng.below(ready) == 0 {
                chosen = Some(i);
            }
        }
    }
    chosen
}

/// Sorts cases by the address of their channel: heap sort, which needs neither memory nor recursion.
fn sort_by_address<C: AsCase>(order: &mut [u16], cases: &[C]) {
    let key = |i: u16| cases[i as usize].as_case().chan.addr();
    let sift = |order: &mut [u16], mut parent: usize| {
        loop {
            let mut child = 2 * parent + 1;
            if child >= order.len() {
                break;
            }
            if child + 1 < order.len() && key(order[child]) < key(order[child + 1]) {
                child += 1;
            }
            if key(order[parent]) >= key(order[child]) {
                break;
            }
            order.swap(parent, child);
            parent = child;
        }
    };
    for parent in (0..order.len() / 2).rev() {
        sift(order, parent);
    }
    for end in (1..order.len()).rev() {
        order.swap(0, end);
        sift(&mut order[..end], 0);
    }
}

/// Whether a case seems able to proceed, by a look without locks.
///
/// # Safety
/// The case's channel is alive.
#[inline(always)]
unsafe fn glance(case: &Case) -> bool {
    // SAFETY: by contract.
    let chan = unsafe { &*case.chan };
    let ready = match case.dir {
        Dir::Send => !chan.was_full(),
        Dir::Recv => !chan.was_empty(),
    };
    ready || chan.is_closed()
}

/// Calls `f` once with each channel of `order`, in which equal ones are neighbours.
///
/// # Safety
/// The channels are alive.
unsafe fn each_channel<C: AsCase>(order: &[u16], cases: &[C], f: impl Fn(&RawChan)) {
    let mut last = core::ptr::null();
    for &i in order {
        let chan = cases[i as usize].as_case().chan;
        if chan != last {
            // SAFETY: by contract.
            f(unsafe { &*chan });
            last = chan;
        }
    }
}

/// # Safety
/// The case's channel is alive and locked; its element is as it should be.
#[inline(always)]
unsafe fn attempt<O: ElemOps>(case: &Case, ops: &O) -> Attempt {
    // SAFETY: by contract.
    unsafe {
        match case.dir {
            Dir::Send => (*case.chan).attempt_send(case.elem, ops),
            Dir::Recv => (*case.chan).attempt_recv(case.elem, ops),
        }
    }
}

/// What an attempt at a case means for the select, and whom to wake.
#[inline(always)]
fn outcome(attempt: Attempt, index: usize, dir: Dir) -> Option<(SelectStart, *mut Waiter)> {
    let nobody = null_mut();
    match (attempt, dir) {
        (Attempt::Blocked, _) => None,
        (Attempt::Done(waiter), _) => Some((SelectStart::Ready { index, ok: true }, waiter)),
        (Attempt::Closed, Dir::Send) => Some((SelectStart::Closed { index }, nobody)),
        (Attempt::Closed, Dir::Recv) => Some((SelectStart::Ready { index, ok: false }, nobody)),
    }
}

/// Looks at one case after the other, in random order, and does the first one that can proceed: of those that can, each is the
/// first with the same probability. So it touches no more channels than it must, and locks only the one. It needs no waiters.
///
/// `None`: none can, or a channel is unbuffered, of which nothing can be told from outside, and to leave it out would
/// not be fair.
///
/// # Safety
/// As for [`try_select`].
#[inline]
pub(crate) unsafe fn quick_select<C: AsCase, O: ElemOps, P: Park>(
    cases: &[C],
    order: &mut [u16],
    rng: &mut Rng,
    ops: &O,
    park: &P,
) -> Option<SelectStart> {
    let order = &mut order[..cases.len()];
    for (i, case) in cases.iter().enumerate() {
        // SAFETY: by contract.
        if unsafe { case.as_case().chan.as_ref() }.is_some_and(|chan| chan.cap() == 0) {
            return None;
        }
        order[i] = i as u16;
    }
    for i in 0..order.len() {
        // The next of a random permutation (Fisher and Yates).
        let left = order.len() - i;
        if left > 1 {
            order.swap(i, i + rng.below(left as u32) as usize);
        }
        let index = order[i] as usize;
        let case = cases[index].as_case();
        // SAFETY: by contract; the channel is locked for the attempt.
        unsafe {
            if case.chan.is_null() || !glance(&case) {
                continue;
            }
            let attempt = match case.dir {
                Dir::Send => (*case.chan).send_or(case.elem, ops, || {}),
                Dir::Recv => (*case.chan).recv_or(case.elem, ops, || {}),
            };
            #[cfg(mutant = "glance_is_enough")]
            if let Attempt::Blocked = attempt {
                return Some(SelectStart::Ready { index, ok: true });
            }
            if let Some((result, woken)) = outcome(attempt, index, case.dir) {
                wake(woken, park);
                return Some(result);
            }
        }
    }
    None
}

/// The one implementation; `selection` is null for a select that has a default.
#[inline]
unsafe fn select<C: AsCase, O: ElemOps, P: Park>(
    cases: &[C],
    selection: *const Selection,
    order: &mut [u16],
    rng: &mut Rng,
    ops: &O,
    park: &P,
) -> SelectStart {
    assert!(cases.len() <= CASE_LIMIT, "select: too many cases");
    if !ONE_THREAD {
        // SAFETY: by contract.
        if let Some(done) = unsafe { quick_select(cases, order, rng, ops, park) } {
            return done;
        }
    }
    let lock_order: &[u16] = if ONE_THREAD {
        &[]
    } else {
        let mut n = 0;
        for (i, case) in cases.iter().enumerate() {
            if !case.as_case().chan.is_null() {
                order[n] = i as u16;
                n += 1;
            }
        }
        #[cfg(not(mutant = "select_locks_unordered"))]
        sort_by_address(&mut order[..n], cases);
        &order[..n]
    };

    let mut woken: *mut Waiter = null_mut();
    let mut result = SelectStart::Parked;
    // SAFETY: channels, elements and waiters are as the caller promises; all locks are held in between.
    unsafe {
        each_channel(lock_order, cases, RawChan::lock);
        while let Some(index) = choose(cases, rng) {
            let case = cases[index].as_case();
            // `None`: its counterpart was another select, which somebody else has claimed meanwhile.
            if let Some(done) = outcome(attempt(&case, ops), index, case.dir) {
                (result, woken) = done;
                break;
            }
        }
        if result == SelectStart::Parked && !selection.is_null() {
            (*selection).begin();
            for (i, case) in cases.iter().enumerate() {
                let case = case.as_case();
                let Some(chan) = case.chan.as_ref() else {
                    continue;
                };
                match case.dir {
                    Dir::Send => chan.enqueue_send(case.waiter, case.elem, i as u32, selection),
                    Dir::Recv => chan.enqueue_recv(case.waiter, i as u32, selection),
                }
            }
        }
        each_channel(lock_order, cases, |chan| chan.unlock());
        wake(woken, park);
    }
    result
}

/// Whether a select with a default over these cases takes the default, where that can be told without locks: where there is
/// only one thread. `false` says nothing. It is for compiled code that asks again and again, and is small enough to be inlined
/// there; [`try_select`] does the rest.
///
/// # Safety
/// Each case's channel is null or alive.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, surely_blocks};
///
/// let (full, v) = (leaked_chan(8, 1), 5u64);
/// unsafe { RawChan::try_send(full, (&raw const v).cast(), &burrow_chan::Plain, &Woken::default()) };
/// let case = Case {
///     chan: full,
///     elem: core::ptr::null_mut(),
///     waiter: core::ptr::null_mut(),
///     dir: Dir::Recv,
/// };
/// assert!(!unsafe { surely_blocks(&[case]) });
/// ```
#[inline(always)]
pub unsafe fn surely_blocks<C: AsCase>(cases: &[C]) -> bool {
    ONE_THREAD
        && cases.iter().all(|case| {
            let case = case.as_case();
            // SAFETY: by contract.
            unsafe { case.chan.as_ref() }.is_none_or(|chan| chan.surely_blocks(case.dir))
        })
}

/// A select with a default: answers `Parked` where the default is to be taken, and never parks.
/// `order` is scratch of at least [`scratch`] places.
///
/// # Safety
/// Each case's channel is null or alive; its `elem` fits the direction and the channel's element size.
///
/// # Panics
/// With more than [`CASE_LIMIT`] cases or too little scratch.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, try_select};
///
/// let (a, b, woken) = (leaked_chan(8, 0), leaked_chan(8, 0), Woken::default());
/// let (mut x, mut y) = (5u64, 0u64);
/// let cases = [
///     Case { chan: a, elem: (&raw mut x).cast(), waiter: leaked_waiter(1), dir: Dir::Send },
///     Case { chan: b, elem: (&raw mut y).cast(), waiter: leaked_waiter(1), dir: Dir::Recv },
/// ];
///
/// let (mut order, mut rng) = ([0; 2], Rng::new(1));
/// let mut select = || unsafe { try_select(&cases, &mut order, &mut rng, &Plain, &woken) };
/// assert_eq!(select(), SelectStart::Parked, "the default is to be taken");
/// unsafe { RawChan::close(b, &woken) }.unwrap();
/// assert_eq!(select(), SelectStart::Ready { index: 1, ok: false });
/// ```
#[inline]
pub unsafe fn try_select<C: AsCase, O: ElemOps, P: Park>(
    cases: &[C],
    order: &mut [u16],
    rng: &mut Rng,
    ops: &O,
    park: &P,
) -> SelectStart {
    // SAFETY: by contract; nothing is queued.
    unsafe { select(cases, core::ptr::null(), order, rng, ops, park) }
}

/// Begins a select without default. When it answers `Parked`, cases' waiters and the selection must stay where
/// they are until the party was woken and has called [`finish_select`]; values to be sent have been copied.
/// `order` is scratch of at least [`scratch`] places, not needed afterwards.
///
/// # Safety
/// Each case's channel is null or stays alive until the select is finished; its `elem` fits the direction and the
/// channel's element size; its waiter is valid, idle and used by no other case.
///
/// # Panics
/// With more than [`CASE_LIMIT`] cases, too little scratch, or a waiter too small for its element.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, finish_select, start_select};
///
/// let (a, b, woken) = (leaked_chan(8, 0), leaked_chan(8, 0), Woken::default());
/// let (mut x, mut y) = (5u64, 0u64);
/// let cases = [
///     Case { chan: a, elem: (&raw mut x).cast(), waiter: leaked_waiter(1), dir: Dir::Send },
///     Case { chan: b, elem: (&raw mut y).cast(), waiter: leaked_waiter(1), dir: Dir::Recv },
/// ];
///
/// let (selection, mut order, mut rng, v) = (Selection::new(), [0; 2], Rng::new(1), 7u64);
/// unsafe {
///     let start = start_select(&cases, &selection, &mut order, &mut rng, &Plain, &woken);
///     assert_eq!(start, SelectStart::Parked);
///     RawChan::try_send(b, (&raw const v).cast(), &Plain, &woken);
///     assert_eq!(woken.take(), [1]);
///     assert_eq!(finish_select(&cases, &selection), Ok((1, true)));
/// }
/// assert_eq!(y, 7);
/// ```
pub unsafe fn start_select<O: ElemOps, P: Park>(
    cases: &[Case],
    selection: &Selection,
    order: &mut [u16],
    rng: &mut Rng,
    ops: &O,
    park: &P,
) -> SelectStart {
    // SAFETY: by contract.
    unsafe { select(cases, selection, order, rng, ops, park) }
}

/// Ends a select that was parked and woken: takes the losing waiters out of their queues, stores a received value
/// at the winner's `elem` (the other fields of the cases must be those that it was started with), and answers
/// with the winner's index and, for a receive, whether the value was sent.
///
/// # Errors
/// [`ChanPanic::SendOnClosed`] when the winner is a send and its channel was closed.
///
/// # Safety
/// `start_select` answered `Parked` for these cases and `ready` was called.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, finish_select, start_select};
///
/// let (a, b, woken) = (leaked_chan(8, 0), leaked_chan(8, 0), Woken::default());
/// let (mut x, mut y) = (5u64, 0u64);
/// let cases = [
///     Case { chan: a, elem: (&raw mut x).cast(), waiter: leaked_waiter(1), dir: Dir::Send },
///     Case { chan: b, elem: (&raw mut y).cast(), waiter: leaked_waiter(1), dir: Dir::Recv },
/// ];
///
/// let (selection, mut order, mut rng) = (Selection::new(), [0; 2], Rng::new(1));
/// unsafe {
///     let start = start_select(&cases, &selection, &mut order, &mut rng, &Plain, &woken);
///     assert_eq!(start, SelectStart::Parked);
///     RawChan::close(a, &woken).unwrap();
///     let panic = finish_select(&cases, &selection).unwrap_err();
///     assert_eq!(panic.message(), "send on closed channel");
/// }
/// ```
pub unsafe fn finish_select(
    cases: &[Case],
    selection: &Selection,
) -> Result<(usize, bool), ChanPanic> {
    let winner = selection.winner();
    // SAFETY: by contract the winner's waiter was completed; the others are withdrawn, and then are ours too.
    unsafe {
        #[cfg(not(mutant = "losers_stay_queued"))]
        withdraw(cases, winner);
        let Some(index) = winner else {
            panic!("finish_select of a select that was not completed");
        };
        let case = &cases[index];
        match case.dir {
            Dir::Send => RawChan::finish_send(case.waiter).map(|()| (index, true)),
            Dir::Recv => Ok((index, RawChan::finish_recv(case.waiter, case.elem))),
        }
    }
}

/// Gives up a parked select, for a timeout or a dropped future. True: it never happened, and its waiters are idle
/// again. False: it is completed, `ready` was or will be called, and the party has to wait for that and finish it.
///
/// # Safety
/// `start_select` answered `Parked` for these cases, and the select is not finished yet.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, cancel_select, start_select};
///
/// let (a, b, woken) = (leaked_chan(8, 0), leaked_chan(8, 0), Woken::default());
/// let (mut x, mut y) = (5u64, 0u64);
/// let cases = [
///     Case { chan: a, elem: (&raw mut x).cast(), waiter: leaked_waiter(1), dir: Dir::Send },
///     Case { chan: b, elem: (&raw mut y).cast(), waiter: leaked_waiter(1), dir: Dir::Recv },
/// ];
///
/// let (selection, mut order, mut rng) = (Selection::new(), [0; 2], Rng::new(1));
/// unsafe {
///     let start = start_select(&cases, &selection, &mut order, &mut rng, &Plain, &woken);
///     assert_eq!(start, SelectStart::Parked);
///     assert!(cancel_select(&cases, &selection));
/// }
/// ```
pub unsafe fn cancel_select(cases: &[Case], selection: &Selection) -> bool {
    let cancelled = selection.cancel();
    if cancelled {
        // SAFETY: nobody completes a waiter of a select that is claimed.
        unsafe { withdraw(cases, None) };
    }
    cancelled
}

/// Takes every waiter but the winner's out of its queue and makes it idle.
///
/// # Safety
/// The select is parked and claimed.
unsafe fn withdraw(cases: &[Case], winner: Option<usize>) {
    for (i, case) in cases.iter().enumerate() {
        if case.chan.is_null() || Some(i) == winner {
            continue;
        }
        // SAFETY: after it was taken out under the lock, nobody else knows the waiter.
        unsafe {
            (*case.chan).dequeue(case.waiter, case.dir == Dir::Send);
            (*case.waiter).end();
        }
    }
}
