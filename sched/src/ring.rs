//! A P's own run queue: a ring of [`RING`] tasks and the slot `next`.
//!
//! One thread, the owner, pushes; the owner and thieves take. Positions are counters that wrap: the ring holds
//! `tail - head` tasks. `tail` is written by the owner alone, so a push is a store; `head` moves by CAS, so each
//! task is taken once. A thief reads slots before its CAS; a slot it read cannot have been written again unless
//! `head` has moved, and then the CAS fails. Where `parallel` is false, which is known when compiling, there are no
//! thieves and each of these is a plain store. (The scheme is Go's `runq`; tokio and st3 use its relatives.)

use crate::sync::{AtomicPtr, AtomicU32, Ordering};
use crate::task::{Task, TaskHeader};
use core::array;
use core::ptr::{NonNull, null_mut};

/// Places in a ring, a power of two.
pub(crate) const RING: usize = if cfg!(any(loom, shuttle)) { 4 } else { 256 };
/// The first position; in a model they wrap at once.
const FIRST: u32 = if cfg!(any(loom, shuttle)) {
    u32::MAX - 1
} else {
    0
};
const MASK: u32 = RING as u32 - 1;

pub(crate) struct Ring {
    head: AtomicU32,
    tail: AtomicU32,
    next: AtomicPtr<TaskHeader>,
    slots: [AtomicPtr<TaskHeader>; RING],
}

/// The task at an address that came out of a queue.
#[inline]
fn task(at: *mut TaskHeader) -> Option<Task> {
    // SAFETY: only tasks are put into queues, and they stay alive while they are in one.
    NonNull::new(at).map(|at| unsafe { Task::from_raw(at) })
}

impl Ring {
    pub(crate) fn new() -> Self {
        Ring {
            head: AtomicU32::new(FIRST),
            tail: AtomicU32::new(FIRST),
            next: AtomicPtr::new(null_mut()),
            slots: array::from_fn(|_| AtomicPtr::new(null_mut())),
        }
    }

    #[inline]
    fn slot(&self, position: u32) -> &AtomicPtr<TaskHeader> {
        &self.slots[(position & MASK) as usize]
    }

    /// Puts `t` where it runs next, and gives back what was there before. Owner only.
    #[inline(always)]
    pub(crate) fn replace_next(&self, parallel: bool, t: Task) -> Option<Task> {
        if parallel {
            return task(self.next.swap(t.as_ptr(), Ordering::AcqRel));
        }
        let old = self.next.load(Ordering::Relaxed);
        self.next.store(t.as_ptr(), Ordering::Relaxed);
        task(old)
    }

    /// Takes the task that is to run next. Owner, or a thief in its last round.
    #[inline(always)]
    pub(crate) fn take_next(&self, parallel: bool) -> Option<Task> {
        let at = self.next.load(Ordering::Relaxed);
        let t = task(at)?;
        if !parallel {
            self.next.store(null_mut(), Ordering::Relaxed);
            return Some(t);
        }
        #[cfg(mutant = "take_next_without_cas")]
        {
            self.next.store(null_mut(), Ordering::Release);
            Some(t)
        }
        #[cfg(not(mutant = "take_next_without_cas"))]
        self.next
            .compare_exchange(at, null_mut(), Ordering::AcqRel, Ordering::Relaxed)
            .ok()
            .map(|_| t)
    }

    /// Appends `t`; false when the ring is full. Owner only.
    #[inline]
    pub(crate) fn push(&self, t: Task) -> bool {
        // Acquire: the thief who made room has read its slots before.
        let head = self.head.load(Ordering::Acquire);
        let tail = self.tail.load(Ordering::Relaxed);
        if tail.wrapping_sub(head) >= RING as u32 {
            return false;
        }
        self.slot(tail).store(t.as_ptr(), Ordering::Relaxed);
        self.tail.store(tail.wrapping_add(1), Ordering::Release);
        true
    }

    /// Takes the oldest task. Owner only.
    #[inline(always)]
    pub(crate) fn pop(&self, parallel: bool) -> Option<Task> {
        loop {
            let head = self.head.load(Ordering::Acquire);
            let tail = self.tail.load(Ordering::Relaxed);
            if head == tail {
                return None;
            }
            let at = self.slot(head).load(Ordering::Relaxed);
            let after = head.wrapping_add(1);
            if !parallel {
                self.head.store(after, Ordering::Relaxed);
                return task(at);
            }
            #[cfg(mutant = "pop_without_cas")]
            {
                self.head.store(after, Ordering::Release);
                return task(at);
            }
            #[cfg(not(mutant = "pop_without_cas"))]
            if self
                .head
                .compare_exchange(head, after, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
            {
                return task(at);
            }
        }
    }

    /// Takes the older half out of a full ring, for the global queue: the tasks linked through their headers, as
    /// first, last and number. `None` when it is not full any more. Owner only.
    #[cold]
    pub(crate) fn take_half(&self) -> Option<(Task, Task, u32)> {
        let head = self.head.load(Ordering::Acquire);
        let tail = self.tail.load(Ordering::Relaxed);
        if tail.wrapping_sub(head) != RING as u32 {
            return None;
        }
        self.take_list(head, RING as u32 / 2)
    }

    /// Takes all tasks but the one in `next`, in the same form. `None` when there are none, or a thief takes some just now. Owner
    /// only.
    #[cold]
    pub(crate) fn take_all(&self) -> Option<(Task, Task, u32)> {
        let head = self.head.load(Ordering::Acquire);
        let tail = self.tail.load(Ordering::Relaxed);
        if head == tail {
            return None;
        }
        self.take_list(head, tail.wrapping_sub(head))
    }

    /// Takes the `n` tasks from `head` on, if that still is the head.
    fn take_list(&self, head: u32, n: u32) -> Option<(Task, Task, u32)> {
        // The links may be written only once the tasks are ours.
        #[cfg(mutant = "take_list_without_cas")]
        self.head.store(head.wrapping_add(n), Ordering::Release);
        #[cfg(not(mutant = "take_list_without_cas"))]
        self.head
            .compare_exchange(
                head,
                head.wrapping_add(n),
                Ordering::AcqRel,
                Ordering::Relaxed,
            )
            .ok()?;
        // Nobody writes these slots before the owner does, which is us.
        let get = |i: u32| task(self.slot(head.wrapping_add(i)).load(Ordering::Relaxed));
        let (first, last) = (get(0)?, get(n - 1)?);
        for i in 1..n {
            if let (Some(a), Some(b)) = (get(i - 1), get(i)) {
                a.header().next.store(b.as_ptr(), Ordering::Relaxed);
            }
        }
        Some((first, last, n))
    }

    /// Whether tasks stand behind the one in `next`.
    pub(crate) fn is_queue_empty(&self) -> bool {
        self.head.load(Ordering::Acquire) == self.tail.load(Ordering::Acquire)
    }

    /// How many tasks there are; may err as below.
    pub(crate) fn len(&self) -> usize {
        let head = self.head.load(Ordering::Acquire);
        let queued = self.tail.load(Ordering::Acquire).wrapping_sub(head);
        queued as usize + usize::from(!self.next.load(Ordering::Acquire).is_null())
    }

    /// Whether there is nothing to take; may err only while somebody pushes or takes.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.is_queue_empty() && self.next.load(Ordering::Acquire).is_null()
    }

    /// Takes half of the tasks of `self` (rounded up) for `thief`, the caller's own empty ring, and returns one of
    /// them to run. With `next` even the task that the owner would run next, when there is no other.
    pub(crate) fn steal_into(&self, thief: &Ring, next: bool) -> Option<Task> {
        let to = thief.tail.load(Ordering::Relaxed);
        loop {
            let head = self.head.load(Ordering::Acquire);
            let tail = self.tail.load(Ordering::Acquire);
            let n = tail.wrapping_sub(head);
            let n = n - n / 2;
            if n == 0 {
                return if next { self.take_next(true) } else { None };
            }
            if n > RING as u32 / 2 {
                continue; // head and tail were read at different times
            }
            for i in 0..n {
                let at = self.slot(head.wrapping_add(i)).load(Ordering::Relaxed);
                thief.slot(to.wrapping_add(i)).store(at, Ordering::Relaxed);
            }
            #[cfg(mutant = "steal_without_cas")]
            self.head.store(head.wrapping_add(n), Ordering::Release);
            #[cfg(not(mutant = "steal_without_cas"))]
            if self
                .head
                .compare_exchange(
                    head,
                    head.wrapping_add(n),
                    Ordering::AcqRel,
                    Ordering::Relaxed,
                )
                .is_err()
            {
                continue;
            }
            // The last one is run; the others become visible in the thief's ring.
            let run = thief.slot(to.wrapping_add(n - 1)).load(Ordering::Relaxed);
            thief.tail.store(to.wrapping_add(n - 1), Ordering::Release);
            return task(run);
        }
    }
}
