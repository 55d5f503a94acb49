//! The check mode: walks the whole heap and compares everything that is written down twice.

use crate::class::{PAGE_SHIFT, WORD};
use crate::heap::Heap;
use crate::memory::Memory;
use crate::span::SpanRef;
use crate::sync::Ordering;

impl<M: Memory> Heap<M> {
    /// Checks every invariant of spans, tables, lists and free runs; says which one does not hold.
    ///
    /// The world is stopped and all caches are flushed.
    pub fn verify(&self) -> Result<(), &'static str> {
        let mut error = None;
        let mut check = |ok: bool, what: &'static str| {
            if !ok && error.is_none() {
                error = Some(what);
            }
        };
        check(
            self.cached.load(Ordering::Relaxed) == 0,
            "a cache is not flushed",
        );
        let sweep = self.sweep.load(Ordering::Relaxed);
        let (mut spans, mut in_use) = (0, 0);
        self.table.each_span(|s| {
            spans += 1;
            let n = s.pages.get();
            in_use += n;
            check(
                s.base.get() & ((1 << PAGE_SHIFT) - 1) == 0,
                "a span does not begin at a page",
            );
            check(
                s.limit() <= n << PAGE_SHIFT,
                "objects reach beyond their span",
            );
            check(!s.is_free.get(), "a free run has objects");
            for page in 0..n {
                check(
                    self.table.get(s.base.get() + (page << PAGE_SHIFT)) == Some(s),
                    "a page table entry is wrong",
                );
            }
            let (mut allocated, mut marked, mut stray) = (0, 0, 0);
            for w in 0..s.words.get() as usize {
                let (a, m) = (s.allocs().word(w).load(), s.marks().word(w).load());
                allocated += a.count_ones();
                marked += m.count_ones();
                stray += (m & !a).count_ones() + (a & !s.valid(w)).count_ones();
            }
            let swept = s.swept.get() == sweep;
            check(
                stray == 0,
                "an object is marked or allocated that is not there",
            );
            check(
                s.free.get() + allocated == s.nelems.get(),
                "the count of free objects is wrong",
            );
            check(
                self.is_marking() || !swept || marked == 0,
                "a swept span has marks",
            );
            check(
                !self.is_marking() || swept,
                "a span was not swept before marking",
            );
            check(
                swept || self.unswept.load(Ordering::Relaxed) > s.class.get() as usize,
                "a span was missed by sweeping",
            );
        });
        let (free, heap_pages, mapped) = {
            let pages = self.pages.lock();
            let free = pages.check(&self.table);
            (free, pages.heap_pages, pages.mapped - pages.sys.bytes)
        };
        check(
            in_use == heap_pages,
            "the count of pages with objects is wrong",
        );
        match free {
            None => check(false, "a free run is wrong"),
            Some(free) => check((in_use + free) << PAGE_SHIFT == mapped, "pages are lost"),
        }
        check(
            self.specials_hold(),
            "a finalizer, cleanup or weak pointer is wrong",
        );
        let mut listed = 0;
        for (class, central) in self.central.iter().enumerate() {
            let central = central.lock();
            for (list, swept, free) in [
                (&central.partial, true, Some(true)),
                (&central.full, true, Some(false)),
                (&central.unswept, false, None),
            ] {
                let mut s = list.first();
                while let Some(span) = s {
                    listed += 1;
                    check(
                        span.class.get() as usize == class,
                        "a span is in the list of another class",
                    );
                    check(
                        (span.swept.get() == sweep) == swept,
                        "a span is in a list of the wrong sweep",
                    );
                    check(
                        free.is_none_or(|f| f == (span.free.get() > 0)),
                        "a span is in the wrong list",
                    );
                    s = span.next.get();
                }
            }
        }
        check(listed == spans, "a span is in no list, or in two");
        match error {
            None => Ok(()),
            Some(what) => Err(what),
        }
    }

    /// Checks what a mark phase is for: no object that was marked points to one that was not, so that nothing that is
    /// reachable is about to be freed.
    ///
    /// To be called right after [`finish_cycle`](Heap::finish_cycle), with the world still stopped.
    pub fn verify_marks(&self) -> Result<(), &'static str> {
        let sweep = self.sweep.load(Ordering::Relaxed);
        let mut lost = false;
        self.table.each_span(|s| {
            // A span that was swept since has no marks left.
            if s.noscan() || s.swept.get() == sweep {
                return;
            }
            for i in (0..s.nelems.get() as usize).filter(|i| s.marks().get(*i)) {
                each_pointer(s, i, |addr| {
                    lost |= self.table.find(addr).is_some_and(|(to, offset)| {
                        let i = to.index(offset);
                        to.swept.get() != sweep && to.allocs().get(i) && !to.marks().get(i)
                    });
                });
            }
        });
        if lost {
            return Err("a marked object points to one that is not");
        }
        Ok(())
    }
}

/// Calls `f` with every word of an object that may be a pointer.
fn each_pointer(s: SpanRef, i: usize, mut f: impl FnMut(usize)) {
    let (words, base) = (s.elem.get() / WORD, s.base.get() + i * s.elem.get());
    let mut at = 0;
    while at < words {
        let (n, mut bits) = if s.is_large() {
            // SAFETY: objects in spans of this class have a layout from their creation on.
            match unsafe { (*s.large_layout()).chunk(at, words) } {
                (0, _) => return,
                chunk => chunk,
            }
        } else {
            let n = (words - at).min(64);
            let mask = s.pointers().map(|bits| bits.field(i * words + at, n));
            (n, mask.unwrap_or_else(|| s.uniform.load()))
        };
        while bits != 0 {
            let p = base + (at + bits.trailing_zeros() as usize) * WORD;
            bits &= bits - 1;
            // SAFETY: a word of an object, while the world is stopped.
            f(unsafe { core::ptr::with_exposed_provenance::<usize>(p).read() });
        }
        at += n;
    }
}
