//! Sweeping: what was not marked becomes free.
//!
//! At the end of marking every span goes to its class's list of unswept spans. Whoever pops one from there owns it
//! and sweeps it: the allocation bitmap loses the objects that have no mark, and the mark bitmap is cleared for the
//! next cycle. That happens when a cache needs a span of the class (so a span is swept just before it is allocated
//! from), in proportion to allocation, so that all is swept before the next cycle, and whenever the embedder
//! calls [`Heap::sweep_step`]. A span without objects returns its pages.

use crate::heap::Heap;
use crate::memory::Memory;
use crate::span::SpanRef;
use crate::sync::Ordering;

impl<M: Memory> Heap<M> {
    /// Sweeps a span that the caller has popped from a list of unswept ones.
    #[inline(never)]
    pub(crate) fn sweep_span(&self, s: SpanRef) {
        if s.specials.get().is_some() {
            let hooks = *self.hooks.lock();
            if let Some(hooks) = hooks {
                (hooks.sweep)(self, s);
            }
        }
        let (allocs, marks) = (s.allocs(), s.marks());
        let (mut live, mut freed) = (0, 0);
        for w in 0..s.words.get() as usize {
            let (a, m) = (allocs.word(w).load(), marks.word(w).load());
            allocs.word(w).store(a & m);
            marks.word(w).store(0);
            live += (a & m).count_ones();
            freed += (a & !m).count_ones();
        }
        s.free.set(s.nelems.get() - live);
        if live == 0 && s.pointers().is_none() {
            s.uniform.store(0);
        }
        if freed != 0 {
            s.dirty.set(true);
            self.counters
                .add_frees(s.class.get() as usize, freed as usize, s.elem.get());
        }
        s.swept.set(self.sweep.load(Ordering::Relaxed));
        self.pacer.swept(s.pages.get());
    }

    /// Sweeps up to `spans` spans; true if all are swept.
    pub fn sweep_step(&self, spans: usize) -> bool {
        let mut n = 0;
        loop {
            let class = self.unswept.load(Ordering::Relaxed);
            if class == 0 {
                return true;
            }
            if n >= spans {
                return false;
            }
            let Some(s) = self.central[class - 1].lock().unswept.pop() else {
                self.unswept.fetch_min(class - 1, Ordering::Relaxed);
                continue;
            };
            n += 1;
            self.sweep_span(s);
            if s.free.get() == s.nelems.get() {
                self.free_span(s);
                continue;
            }
            let mut central = self.central[class - 1].lock();
            if s.free.get() > 0 {
                central.partial.push(s)
            } else {
                central.full.push(s)
            }
        }
    }

    /// Sweeps as much as the bytes allocated since the last cycle demand.
    pub(crate) fn sweep_in_proportion(&self) {
        while self.pacer.sweep_owed() && !self.sweep_step(1) {}
    }
}
