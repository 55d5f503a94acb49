//! Waiters: what a parked party leaves at a channel (Go's sudog), and the FIFO queues they stand in.
//!
//! A waiter owns its element. A sender's value is copied in before it parks; a receiver's value is copied in by
//! whoever completes it and copied out when it runs again. So a channel never holds an address into a stack, and
//! stacks may move while their goroutines wait.
//!
//! Life of a waiter: *idle* → `start_*` puts it in a queue → *queued* → somebody dequeues it under the channel's
//! lock and with that owns it alone → fills it in → `Park::ready` → `finish_*` → *idle*. The waiter of a select
//! is owned by whoever wins [`Selection::claim`]; the others stay queued, or are dropped from the queue by
//! someone who failed to claim them, until `finish_select` takes them out.

use crate::raw::RawChan;
use crate::sync::{AtomicU32, Ordering, RaceCell};
use core::ptr::null_mut;
use static_assertions::const_assert;

/// Bytes of element that [`InlineWaiter`] holds by default, and the most that is worth holding inline.
///
/// ```
/// assert_eq!(size_of::<burrow_chan::InlineWaiter>(), size_of::<burrow_chan::Waiter>() + burrow_chan::INLINE_MAX);
/// ```
pub const INLINE_MAX: usize = 64;

/// The case index of a waiter that holds a value which was put back and belongs to nobody.
pub(crate) const PUT_BACK: u32 = u32::MAX;

pub(crate) struct Links {
    pub(crate) next: *mut Waiter,
    pub(crate) prev: *mut Waiter,
    /// The channel whose queue this waiter stands in; null when it stands in none.
    pub(crate) chan: *const RawChan,
}

/// A place in a channel's queue, with room for one element. Must not move while an operation is parked on it.
///
/// ```
/// use burrow_chan::Waiter;
///
/// let mut element = 0u64;
/// let waiter = Waiter::new(7, (&raw mut element).cast(), 8);
/// assert_eq!((waiter.token(), waiter.room()), (7, 8));
/// ```
#[repr(C)]
pub struct Waiter {
    /// Guarded by the lock of the channel at which the waiter was started.
    pub(crate) links: RaceCell<Links>,
    /// Written by the one who completes the waiter, before `ready`: true unless a close did it.
    pub(crate) success: RaceCell<bool>,
    token: usize,
    elem: *mut u8,
    room: u32,
    /// The position of the case in its select.
    pub(crate) index: u32,
    /// The select that this waiter belongs to, or null.
    pub(crate) select: *const Selection,
    /// The channel of the operation under way, for [`Waiter::root`]; null between operations.
    pub(crate) started: *const RawChan,
}

// A runtime has one of these in each goroutine.
const_assert!(cfg!(any(loom, shuttle)) || size_of::<Waiter>() <= 10 * size_of::<*const u8>());

impl Waiter {
    /// An idle waiter for the party `token`, which owns the `room` bytes at `elem` as the place of its element.
    ///
    /// The buffer must be aligned for the elements, stay where it is and belong to this waiter alone as long as
    /// the waiter is in use. Elements larger than `room` need another waiter or [`Waiter::set_buffer`].
    ///
    /// ```
    /// let waiter = burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0);
    /// assert!(waiter.channel().is_null(), "idle");
    /// ```
    #[must_use]
    pub fn new(token: usize, elem: *mut u8, room: usize) -> Self {
        Waiter {
            links: RaceCell::new(Links {
                next: null_mut(),
                prev: null_mut(),
                chan: core::ptr::null(),
            }),
            success: RaceCell::new(false),
            token,
            elem,
            room: room as u32,
            index: 0,
            select: core::ptr::null(),
            started: core::ptr::null(),
        }
    }

    /// Gives an idle waiter another buffer for its element.
    ///
    /// ```
    /// let (mut large, mut waiter) = ([0u64; 32], burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0));
    /// waiter.set_buffer(large.as_mut_ptr().cast(), 256);
    /// assert_eq!(waiter.room(), 256);
    /// ```
    pub fn set_buffer(&mut self, elem: *mut u8, room: usize) {
        debug_assert!(self.started.is_null());
        self.elem = elem;
        self.room = room as u32;
    }

    /// Gives an idle waiter another owner.
    ///
    /// ```
    /// let mut waiter = burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0);
    /// waiter.set_token(8);
    /// assert_eq!(waiter.token(), 8);
    /// ```
    pub fn set_token(&mut self, token: usize) {
        debug_assert!(self.started.is_null());
        self.token = token;
    }

    /// The party to wake.
    ///
    /// ```
    /// assert_eq!(burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0).token(), 7);
    /// ```
    #[must_use]
    pub fn token(&self) -> usize {
        self.token
    }

    /// Where the element is.
    ///
    /// ```
    /// assert!(burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0).elem().is_null());
    /// ```
    #[must_use]
    pub fn elem(&self) -> *mut u8 {
        self.elem
    }

    /// How many bytes of element fit.
    ///
    /// ```
    /// assert_eq!(burrow_chan::Waiter::new(7, core::ptr::null_mut(), 0).room(), 0);
    /// ```
    #[must_use]
    pub fn room(&self) -> usize {
        self.room as usize
    }

    /// The element that this waiter holds for a parked party, as a root for a collector: address, size in bytes
    /// and the channel's meta word. `None` between operations. A receiver's element is zero until it arrives.
    ///
    /// A collector may look while another thread completes the waiter; it then sees the old words, the new ones
    /// or a mixture, and the new ones have been shaded by [`ElemOps::copy`](crate::ElemOps::copy).
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::Plain;
    ///
    /// let (ch, w, v) = (leaked_chan(8, 0), leaked_waiter(1), 5u64);
    /// unsafe {
    ///     RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &Woken::default());
    ///     let (at, size, _meta) = (*w).root().unwrap();
    ///     assert_eq!((at.cast::<u64>().read(), size), (5, 8));
    /// }
    /// ```
    #[must_use]
    pub fn root(&self) -> Option<(*mut u8, usize, usize)> {
        if self.started.is_null() {
            return None;
        }
        // SAFETY: `started` is only set while the channel is kept alive by the party that is parked at it.
        let chan = unsafe { &*self.started };
        Some((self.elem, chan.elem_size(), chan.meta()))
    }

    /// The channel of the operation under way, null between operations. A collector keeps it alive: the party may be the
    /// last to know it.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::Plain;
    ///
    /// let (ch, w, v) = (leaked_chan(8, 0), leaked_waiter(1), 5u64);
    /// unsafe {
    ///     RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &Woken::default());
    ///     assert_eq!((*w).channel(), core::ptr::from_ref(ch));
    /// }
    /// ```
    #[must_use]
    pub fn channel(&self) -> *const RawChan {
        self.started
    }

    /// Prepares for parking: the element becomes a root.
    pub(crate) fn begin(&mut self, chan: &RawChan, index: u32, select: *const Selection) {
        assert!(
            chan.elem_size() <= self.room as usize,
            "element larger than its waiter"
        );
        self.index = index;
        self.select = select;
        self.started = chan;
    }

    /// The operation is over: the element is no root any more.
    #[inline]
    pub(crate) fn end(&mut self) {
        self.started = core::ptr::null();
    }
}

impl core::fmt::Debug for Waiter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Waiter")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// A waiter with its element's bytes behind it: `WORDS` times 8 of them.
///
/// ```
/// use burrow_chan::InlineWaiter;
/// use core::mem::MaybeUninit;
///
/// /// What a runtime has for each goroutine: one waiter for elements of up to 64 bytes.
/// struct Goroutine {
///     waiter: MaybeUninit<InlineWaiter>,
/// }
/// let mut g = Box::new(Goroutine { waiter: MaybeUninit::uninit() });
/// let waiter = unsafe { InlineWaiter::init_at(g.waiter.as_mut_ptr(), 7) };
/// assert_eq!(unsafe { &*waiter }.room(), 64);
/// ```
#[repr(C)]
#[derive(Debug)]
pub struct InlineWaiter<const WORDS: usize = { INLINE_MAX / 8 }> {
    waiter: Waiter,
    words: [u64; WORDS],
}

impl<const WORDS: usize> InlineWaiter<WORDS> {
    /// Makes an idle waiter for `token` at `at`.
    ///
    /// # Safety
    /// `at` is valid for writes and aligned; the waiter must not be moved afterwards.
    ///
    /// ```
    /// use burrow_chan::InlineWaiter;
    ///
    /// let mut memory = core::mem::MaybeUninit::<InlineWaiter<2>>::uninit();
    /// let waiter = unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), 7) };
    /// assert_eq!(unsafe { &*waiter }.room(), 16);
    /// ```
    pub unsafe fn init_at(at: *mut Self, token: usize) -> *mut Waiter {
        // SAFETY: `at` is writable; only addresses are taken of what is not yet initialised.
        unsafe {
            let words = &raw mut (*at).words;
            words.write([0; WORDS]);
            let waiter = &raw mut (*at).waiter;
            waiter.write(Waiter::new(token, words.cast(), WORDS * 8));
            waiter
        }
    }
}

const PENDING: u32 = u32::MAX;
const CANCELLED: u32 = u32::MAX - 1;

/// Which case of a parked select has won. Belongs to the party that selects; must not move while it is parked.
///
/// ```
/// assert_eq!(burrow_chan::Selection::new().winner(), None);
/// ```
pub struct Selection {
    winner: AtomicU32,
}

impl Default for Selection {
    fn default() -> Self {
        Self::new()
    }
}

impl Selection {
    /// A selection that is not under way.
    ///
    /// ```
    /// let selection = burrow_chan::Selection::new();
    /// assert_eq!(selection.winner(), None);
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Selection {
            winner: AtomicU32::new(CANCELLED),
        }
    }

    pub(crate) fn begin(&self) {
        // Relaxed: published to others by the locks of the channels.
        self.winner.store(PENDING, Ordering::Relaxed);
    }

    /// Wins the select for case `index`; false when another case has won already.
    #[inline]
    pub(crate) fn claim(&self, index: u32) -> bool {
        #[cfg(mutant = "select_claim_without_cas")]
        {
            if self.winner.load(Ordering::Acquire) != PENDING {
                return false;
            }
            self.winner.store(index, Ordering::Release);
            true
        }
        #[cfg(not(mutant = "select_claim_without_cas"))]
        self.winner
            .compare_exchange(PENDING, index, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Whether no case has won yet.
    #[inline]
    pub(crate) fn is_pending(&self) -> bool {
        self.winner.load(Ordering::Relaxed) == PENDING
    }

    pub(crate) fn cancel(&self) -> bool {
        self.claim(CANCELLED)
    }

    /// The case that has won, once the select was completed.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Case, Dir, Plain, Rng, SelectStart, Selection, start_select};
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
    ///     RawChan::try_recv(a, core::ptr::null_mut(), &Plain, &woken);
    /// }
    /// assert_eq!(selection.winner(), Some(0));
    /// ```
    #[must_use]
    pub fn winner(&self) -> Option<usize> {
        let winner = self.winner.load(Ordering::Acquire);
        (winner < CANCELLED).then_some(winner as usize)
    }
}

impl core::fmt::Debug for Selection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Selection").finish_non_exhaustive()
    }
}

/// Waiters in the order of their arrival. Every method needs the channel's lock.
pub(crate) struct Queue {
    head: *mut Waiter,
    tail: *mut Waiter,
}

impl Queue {
    pub(crate) const fn new() -> Self {
        Queue {
            head: null_mut(),
            tail: null_mut(),
        }
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.head.is_null()
    }

    /// Appends `waiter`.
    ///
    /// # Safety
    /// The lock of `chan`, whose queue this is, is held; `waiter` is valid, in no queue and stays until it leaves.
    #[inline]
    pub(crate) unsafe fn push(&mut self, waiter: *mut Waiter, chan: *const RawChan) {
        let tail = self.tail;
        // SAFETY: queued waiters are valid, and their links belong to the holder of the lock.
        unsafe {
            (*waiter).links.with_mut(|l| {
                *l = Links {
                    next: null_mut(),
                    prev: tail,
                    chan,
                }
            });
            if tail.is_null() {
                self.head = waiter;
            } else {
                (*tail).links.with_mut(|l| (*l).next = waiter);
            }
        }
        self.tail = waiter;
    }

    /// Puts `waiter` before all others.
    ///
    /// # Safety
    /// As for [`Queue::push`].
    pub(crate) unsafe fn push_front(&mut self, waiter: *mut Waiter, chan: *const RawChan) {
        let head = self.head;
        // SAFETY: queued waiters are valid, and their links belong to the holder of the lock.
        unsafe {
            (*waiter).links.with_mut(|l| {
                *l = Links {
                    next: head,
                    prev: null_mut(),
                    chan,
                }
            });
            if head.is_null() {
                self.tail = waiter;
            } else {
                (*head).links.with_mut(|l| (*l).prev = waiter);
            }
        }
        self.head = waiter;
    }

    /// Takes `waiter` out if it stands in a queue of its channel.
    ///
    /// # Safety
    /// The channel's lock is held and `waiter`, if it is queued at that channel, stands in this queue.
    #[inline]
    pub(crate) unsafe fn remove(&mut self, waiter: *mut Waiter) -> bool {
        // SAFETY: queued waiters are valid, and their links belong to the holder of the lock.
        unsafe {
            let (next, prev, queued) = (*waiter).links.with_mut(|l| {
                let queued = !(*l).chan.is_null();
                (*l).chan = core::ptr::null();
                ((*l).next, (*l).prev, queued)
            });
            if !queued {
                return cfg!(mutant = "cancel_says_removed");
            }
            if prev.is_null() {
                self.head = next;
            } else {
                (*prev).links.with_mut(|l| (*l).next = next);
            }
            if next.is_null() {
                self.tail = prev;
            } else {
                (*next).links.with_mut(|l| (*l).prev = prev);
            }
        }
        true
    }

    /// The first waiter that is still waiting, or null. The waiters of selects that are over are dropped on the way.
    ///
    /// # Safety
    /// The channel's lock is held.
    #[inline]
    pub(crate) unsafe fn first(&mut self) -> *mut Waiter {
        loop {
            let waiter = self.head;
            // SAFETY: queued waiters and their selects are valid.
            unsafe {
                if waiter.is_null()
                    || (*waiter).select.is_null()
                    || (*(*waiter).select).is_pending()
                {
                    return waiter;
                }
                self.remove(waiter);
            }
        }
    }

    /// Takes out the first waiter that is still waiting, claiming its select; null when there is none.
    /// The caller owns it from here until it calls `ready`.
    ///
    /// # Safety
    /// The channel's lock is held.
    #[inline]
    pub(crate) unsafe fn pop(&mut self) -> *mut Waiter {
        loop {
            let waiter = self.head;
            if waiter.is_null() {
                return waiter;
            }
            // SAFETY: queued waiters are valid; a select is valid as long as one of its waiters is queued,
            // because it takes each of them out, under the same lock, before it ends.
            unsafe {
                let next = (*waiter).links.with_mut(|l| {
                    (*l).chan = core::ptr::null();
                    (*l).next
                });
                self.head = next;
                if next.is_null() {
                    self.tail = next;
                } else {
                    (*next).links.with_mut(|l| (*l).prev = null_mut());
                }
                let select = (*waiter).select;
                if select.is_null() || (*select).claim((*waiter).index) {
                    return waiter;
                }
            }
        }
    }
}
