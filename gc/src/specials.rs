//! Finalizers, cleanups and weak pointers.
//!
//! A *special* is a record about one address in the heap, kept beside the heap: in the list of its span (ordered by
//! address), which sweeping consults, and in one list of all, which marking visits in slices for what specials
//! keep alive:
//!
//! - *Finalizer*: keeps everything alive that its object points to, but not the object. If the object is not marked
//!   when its span is swept, it is marked then (so it lives for another cycle) and the finalizer queued. Objects
//!   with finalizers that point to each other thus run from the outside in, one cycle after the other, and a cycle
//!   through such an object never runs.
//! - *Cleanup*: queued when its object is freed.
//! - *Weak*: holds a handle, a small object with the address in it, which is cleared before a finalizer is queued.
//! - *Sample*: says that the object is in a profile of the heap; queued when its object is freed. It keeps nothing alive.
//!
//! Tokens (what to run; up to the embedder) and handles are kept alive as if they were pointers.
//!
//! The core reaches this module only through [`Hooks`], set when the first special is made; a program that makes
//! none does not link it.

// In a module with one thread a guard has nothing to release; where it is dropped still says how long the lock is held.
#![allow(clippy::drop_non_drop)]

use core::cell::Cell;
use core::ops::Deref;
use core::ptr::NonNull;

use crate::cache::Cache;
use crate::heap::{Heap, Hooks};
use crate::layout::Layout;
use crate::mark::Marker;
use crate::memory::Memory;
use crate::span::SpanRef;
use crate::sync::Ordering;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Finalizer,
    Cleanup,
    Weak,
    Sample,
    /// A finalizer that is to run.
    Queued,
}

pub(crate) struct Special {
    /// Next in the span's list, or in a queue.
    next: Cell<Option<SpecialRef>>,
    all_next: Cell<Option<SpecialRef>>,
    all_prev: Cell<Option<SpecialRef>>,
    kind: Cell<Kind>,
    /// The sweep in which this was made: until the next one its object is known to be alive.
    born: u32,
    /// Tells it from others that had the same place.
    id: Cell<usize>,
    addr: usize,
    /// What to run, or the handle.
    token: usize,
}

/// A special. Invariant: in the lists of [`Specials`], and used under its lock, until it is freed there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpecialRef(NonNull<Special>);

// SAFETY: used under the lock of `Specials` only.
unsafe impl Send for SpecialRef {}

impl Deref for SpecialRef {
    type Target = Special;

    fn deref(&self) -> &Special {
        // SAFETY: the invariant of `SpecialRef`.
        unsafe { self.0.as_ref() }
    }
}

#[derive(Default)]
struct Queue {
    first: Option<SpecialRef>,
    last: Option<SpecialRef>,
}

impl Queue {
    const EMPTY: Queue = Queue {
        first: None,
        last: None,
    };

    fn push(&mut self, s: SpecialRef) {
        s.next.set(None);
        match self.last {
            Some(last) if self.first.is_some() => last.next.set(Some(s)),
            _ => self.first = Some(s),
        }
        self.last = Some(s);
    }

    fn pop(&mut self) -> Option<SpecialRef> {
        let s = self.first?;
        self.first = s.next.get();
        Some(s)
    }
}

/// All specials of a heap.
pub(crate) struct Specials {
    all: Option<SpecialRef>,
    /// The next one that marking has to visit.
    cursor: Option<SpecialRef>,
    finalizers: Queue,
    cleanups: Queue,
    samples: Queue,
    last_id: usize,
}

impl Specials {
    pub(crate) const EMPTY: Specials = Specials {
        all: None,
        cursor: None,
        finalizers: Queue::EMPTY,
        cleanups: Queue::EMPTY,
        samples: Queue::EMPTY,
        last_id: 0,
    };

    fn add_to_all(&mut self, s: SpecialRef) {
        s.all_next.set(self.all);
        if let Some(old) = self.all {
            old.all_prev.set(Some(s));
        }
        self.all = Some(s);
    }

    fn remove_from_all(&mut self, s: SpecialRef) {
        if self.cursor == Some(s) {
            self.cursor = s.all_next.get();
        }
        match s.all_prev.get() {
            Some(prev) => prev.all_next.set(s.all_next.get()),
            None => self.all = s.all_next.get(),
        }
        if let Some(next) = s.all_next.get() {
            next.all_prev.set(s.all_prev.get());
        }
    }
}

/// Why a special cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialError {
    /// The address lies in no object: it is static, or of size zero. Such a thing is never freed.
    NotInHeap,
    /// The object has a finalizer already.
    Exists,
    /// No memory: collect, then try again.
    Memory,
}

/// Names a cleanup, to cancel it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleanupId {
    addr: usize,
    id: usize,
}

impl CleanupId {
    /// As two numbers, for languages that keep it.
    pub fn into_raw(self) -> (usize, usize) {
        (self.addr, self.id)
    }

    /// What [`into_raw`](CleanupId::into_raw) made numbers of; other numbers name no cleanup.
    pub fn from_raw(addr: usize, id: usize) -> CleanupId {
        CleanupId { addr, id }
    }
}

/// Specials that marking visits at a time, and the effort after which it lets others wait.
const SLICE: usize = 128;
const EFFORT: usize = 8 << 10;

impl<M: Memory> Heap<M> {
    /// Makes `token` the finalizer of the object (or the part of a tiny block) at `addr`: when nothing refers to it
    /// any more it is kept once more, and [`next_finalizer`](Heap::next_finalizer) returns both.
    pub fn set_finalizer(
        &self,
        m: &mut Marker,
        addr: usize,
        token: usize,
    ) -> Result<(), SpecialError> {
        self.add(m, addr, Kind::Finalizer, token).map(|_| ())
    }

    /// Removes the finalizer of the object at `addr` and returns its token.
    pub fn remove_finalizer(&self, m: &mut Marker, addr: usize) -> Option<usize> {
        let token = self.remove(addr, |s| s.kind.get() == Kind::Finalizer)?;
        self.shade_if_marking(m, token);
        Some(token)
    }

    /// The next object whose finalizer is to run, and its token. They are the caller's to keep alive now.
    pub fn next_finalizer(&self, m: &mut Marker) -> Option<(usize, usize)> {
        let (addr, token) = self.dequeue(|all| &mut all.finalizers)?;
        self.shade_if_marking(m, addr);
        self.shade_if_marking(m, token);
        Some((addr, token))
    }

    /// Queues `token` when the object at `addr` is freed. An object may have several cleanups.
    pub fn add_cleanup(
        &self,
        m: &mut Marker,
        addr: usize,
        token: usize,
    ) -> Result<CleanupId, SpecialError> {
        self.add(m, addr, Kind::Cleanup, token)
    }

    /// Removes a cleanup that has not been queued yet; true if it was still there.
    pub fn cancel_cleanup(&self, id: CleanupId) -> bool {
        self.remove(id.addr, |s| {
            s.kind.get() == Kind::Cleanup && s.id.get() == id.id
        })
        .is_some()
    }

    /// The next cleanup that is to run: its token, which is the caller's to keep alive now.
    pub fn next_cleanup(&self, m: &mut Marker) -> Option<usize> {
        let (_, token) = self.dequeue(|all| &mut all.cleanups)?;
        self.shade_if_marking(m, token);
        Some(token)
    }

    /// Has `token`, which is no pointer into the heap, told by [`next_freed_sample`](Heap::next_freed_sample) when the object at
    /// `addr` has been freed.
    pub fn add_sample(
        &self,
        m: &mut Marker,
        addr: usize,
        token: usize,
    ) -> Result<(), SpecialError> {
        self.add(m, addr, Kind::Sample, token).map(|_| ())
    }

    /// The token of a sampled object that has been freed since this was last asked.
    pub fn next_freed_sample(&self) -> Option<usize> {
        self.dequeue(|all| &mut all.samples).map(|(_, token)| token)
    }

    /// The weak handle of an address: an object without pointers, the same one for the same address as long as
    /// that is alive. `Err(NotInHeap)` for what is never freed.
    pub fn weak_handle(
        &self,
        cache: &mut Cache,
        m: &mut Marker,
        addr: usize,
    ) -> Result<NonNull<u8>, SpecialError> {
        if let Some(handle) = self.known_handle(addr) {
            self.shade_if_marking(m, handle);
            return NonNull::new(core::ptr::with_exposed_provenance_mut(handle))
                .ok_or(SpecialError::NotInHeap);
        }
        self.table.find(addr).ok_or(SpecialError::NotInHeap)?;
        // Of a size that gives it an object of its own.
        let handle = self
            .alloc(cache, 16, &Layout::NOSCAN)
            .ok_or(SpecialError::Memory)?;
        // SAFETY: a fresh object of 16 bytes.
        unsafe { handle.as_ptr().cast::<usize>().write(addr) };
        self.add(m, addr, Kind::Weak, handle.as_ptr().expose_provenance())?;
        Ok(handle)
    }

    /// The address behind a weak handle, or `None` if what was there is unreachable.
    ///
    /// # Safety
    /// `handle` came from [`weak_handle`](Heap::weak_handle) and has been kept alive.
    pub unsafe fn upgrade(&self, m: &mut Marker, handle: NonNull<u8>) -> Option<usize> {
        let all = self.specials.lock();
        // SAFETY: by the contract; written under this lock only.
        let addr = unsafe { handle.as_ptr().cast::<usize>().read() };
        let (s, offset) = self.table.find(addr)?;
        // The last cycle may have found it dead, with sweeping still to say so.
        let dead = s.swept.get() != self.sweep.load(Ordering::Relaxed)
            && !s.marks().get(s.index(offset))
            && !self.is_marking()
            && self
                .special(s, |s| s.addr == addr && s.kind.get() == Kind::Weak)
                .is_some_and(|s| self.is_old(s));
        drop(all);
        if dead {
            return None;
        }
        self.shade_if_marking(m, addr);
        Some(addr)
    }

    /// Whether the lists of specials agree: each is in the list of all, and either queued or in its span's, in order.
    pub(crate) fn specials_hold(&self) -> bool {
        let all = self.specials.lock();
        let (mut total, mut queued, mut back) = (0, 0, None);
        let mut s = all.all;
        while let Some(special) = s {
            if special.all_prev.get() != back {
                return false;
            }
            total += 1;
            (back, s) = (s, special.all_next.get());
        }
        for queue in [&all.finalizers, &all.cleanups, &all.samples] {
            let mut s = queue.first;
            while let Some(special) = s {
                queued += 1;
                s = special.next.get();
            }
        }
        let mut ordered = true;
        self.table.each_span(|span| {
            let (mut last, mut s) = (span.base.get(), span.specials.get());
            while let Some(special) = s {
                ordered &= special.addr >= last && special.addr - span.base.get() < span.limit();
                ordered &= span
                    .allocs()
                    .get(span.index(special.addr - span.base.get()));
                last = special.addr;
                queued += 1;
                s = special.next.get();
            }
        });
        ordered && queued == total
    }

    fn shade_if_marking(&self, m: &mut Marker, addr: usize) {
        if self.is_marking() {
            self.shade(m, addr);
        }
    }

    fn is_old(&self, s: SpecialRef) -> bool {
        s.born != self.sweep.load(Ordering::Relaxed)
    }

    /// The first special of a span that fits.
    fn special(&self, span: SpanRef, fits: impl Fn(SpecialRef) -> bool) -> Option<SpecialRef> {
        let mut s = span.specials.get();
        while let Some(special) = s {
            if fits(special) {
                return s;
            }
            s = special.next.get();
        }
        None
    }

    fn known_handle(&self, addr: usize) -> Option<usize> {
        let _all = self.specials.lock();
        let (span, _) = self.table.find(addr)?;
        self.special(span, |s| s.addr == addr && s.kind.get() == Kind::Weak)
            .map(|s| s.token)
    }

    fn add(
        &self,
        m: &mut Marker,
        addr: usize,
        kind: Kind,
        token: usize,
    ) -> Result<CleanupId, SpecialError> {
        let (span, _) = self.table.find(addr).ok_or(SpecialError::NotInHeap)?;
        let block = self
            .sys_alloc(size_of::<Special>(), align_of::<Special>())
            .ok_or(SpecialError::Memory)?;
        let special = SpecialRef(block.cast());
        // SAFETY: a fresh block of this size.
        unsafe {
            special.0.write(Special {
                next: Cell::new(None),
                all_next: Cell::new(None),
                all_prev: Cell::new(None),
                kind: Cell::new(kind),
                born: self.sweep.load(Ordering::Relaxed),
                id: Cell::new(0),
                addr,
                token,
            });
        }
        *self.hooks.lock() = Some(Hooks {
            start,
            roots,
            sweep,
        });
        let id = {
            let mut all = self.specials.lock();
            if kind == Kind::Finalizer
                && self
                    .special(span, |s| s.addr == addr && s.kind.get() == Kind::Finalizer)
                    .is_some()
            {
                drop(all);
                self.free_special(special);
                return Err(SpecialError::Exists);
            }
            all.last_id = all.last_id.wrapping_add(1);
            special.id.set(all.last_id);
            all.add_to_all(special);
            let mut at = &span.specials;
            while let Some(s) = at.get()
                && s.addr <= addr
            {
                // SAFETY: a special of a span's list lives while the lock is held.
                at = unsafe { &(*s.0.as_ptr()).next };
            }
            special.next.set(at.get());
            at.set(Some(special));
            special.id.get()
        };
        // Marking may already have passed the front of the list.
        if self.is_marking() {
            self.visit(m, kind, addr, token);
        }
        Ok(CleanupId { addr, id })
    }

    /// Takes a special off its span, and returns its token.
    fn remove(&self, addr: usize, fits: impl Fn(SpecialRef) -> bool) -> Option<usize> {
        let (span, _) = self.table.find(addr)?;
        let mut all = self.specials.lock();
        let mut at = &span.specials;
        while let Some(s) = at.get() {
            if s.addr == addr && fits(s) {
                at.set(s.next.get());
                all.remove_from_all(s);
                drop(all);
                let token = s.token;
                self.free_special(s);
                return Some(token);
            }
            // SAFETY: a special of a span's list lives while the lock is held.
            at = unsafe { &(*s.0.as_ptr()).next };
        }
        None
    }

    fn dequeue(&self, queue: impl Fn(&mut Specials) -> &mut Queue) -> Option<(usize, usize)> {
        let mut all = self.specials.lock();
        #[cfg(mutant = "queue_peeked")]
        let s = {
            let first = queue(&mut all).first?;
            drop(all);
            all = self.specials.lock();
            queue(&mut all).pop();
            first
        };
        #[cfg(not(mutant = "queue_peeked"))]
        let s = queue(&mut all).pop()?;
        all.remove_from_all(s);
        drop(all);
        let found = (s.addr, s.token);
        self.free_special(s);
        Some(found)
    }

    fn free_special(&self, s: SpecialRef) {
        // SAFETY: allocated by `add` with this size, and in no list any more.
        unsafe { self.sys_free(s.0.cast(), size_of::<Special>(), align_of::<Special>()) };
    }

    /// Marks what a special keeps alive.
    fn visit(&self, m: &mut Marker, kind: Kind, addr: usize, token: usize) {
        if kind != Kind::Sample {
            self.shade(m, token);
        }
        match kind {
            Kind::Queued => self.shade(m, addr),
            Kind::Finalizer => {
                if let Some((s, offset)) = self.table.find(addr) {
                    self.scan_object(m, s, s.index(offset));
                }
            }
            Kind::Cleanup | Kind::Weak | Kind::Sample => {}
        }
    }
}

/// A cycle begins: every special is to be visited.
fn start<M: Memory>(heap: &Heap<M>) {
    let all = &mut *heap.specials.lock();
    all.cursor = all.all;
}

/// Visits some specials; false if that was all.
fn roots<M: Memory>(heap: &Heap<M>, m: &mut Marker) -> bool {
    let enough = m.effort() + EFFORT;
    for _ in 0..SLICE {
        if m.effort() >= enough {
            return true;
        }
        let all = &mut *heap.specials.lock();
        let Some(s) = all.cursor else { return false };
        all.cursor = s.all_next.get();
        heap.visit(m, s.kind.get(), s.addr, s.token);
    }
    true
}

/// Deals with the specials of objects that are about to be freed.
fn sweep<M: Memory>(heap: &Heap<M>, span: SpanRef) {
    let all = &mut *heap.specials.lock();
    let index = |s: SpecialRef| span.index(s.addr - span.base.get());
    let mut rest = span.specials.take();
    let mut keep = &span.specials;
    while let Some(first) = rest {
        let i = index(first);
        // All specials of one object, in a row.
        let (mut known_alive, mut finalizer) = (span.marks().get(i), false);
        let mut s = rest;
        while let Some(special) = s
            && index(special) == i
        {
            known_alive |= !heap.is_old(special);
            finalizer |= special.kind.get() == Kind::Finalizer;
            s = special.next.get();
        }
        if !known_alive && finalizer {
            span.marks().set(i);
            heap.pacer.add_live(span.elem.get());
        }
        while let Some(special) = rest
            && index(special) == i
        {
            rest = special.next.get();
            match special.kind.get() {
                Kind::Weak if !known_alive => {
                    // SAFETY: the special has kept its handle alive.
                    unsafe {
                        core::ptr::with_exposed_provenance_mut::<usize>(special.token).write(0)
                    };
                    all.remove_from_all(special);
                    heap.free_special(special);
                }
                Kind::Finalizer if !known_alive => {
                    special.kind.set(Kind::Queued);
                    all.finalizers.push(special);
                    heap.queued.store(1, Ordering::Relaxed);
                }
                Kind::Cleanup if !known_alive && !finalizer => {
                    all.cleanups.push(special);
                    heap.queued.store(1, Ordering::Relaxed);
                }
                Kind::Sample if !known_alive && !finalizer => all.samples.push(special),
                _ => {
                    special.next.set(None);
                    keep.set(Some(special));
                    // SAFETY: a special of a span's list lives while the lock is held.
                    keep = unsafe { &(*special.0.as_ptr()).next };
                }
            }
        }
    }
    // From here on whoever finds a weak handle knows that it is current.
    #[cfg(not(mutant = "weak_after_sweep"))]
    span.swept.set(heap.sweep.load(Ordering::Relaxed));
}
