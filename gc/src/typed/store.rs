//! A heap with one mutator and its roots.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use super::Cx;
use super::root::{Identity, RootList};
use super::special;
use crate::heap::Heap;
use crate::memory::Memory;
use crate::single::Collector;

/// A garbage-collected heap for safe code. See the [module](crate::typed) for how it is used.
///
/// One thread uses a store; several have one each.
pub struct Store<M: Memory> {
    pub(crate) heap: Box<Heap<M>>,
    pub(crate) collector: RefCell<Collector<RootList>>,
    pub(crate) identity: Rc<Identity>,
    /// Sessions that are open, one within the other.
    sessions: Cell<usize>,
    /// An allocation failed: the next session begins with a collection.
    pub(crate) exhausted: Cell<bool>,
}

impl<M: Memory> core::fmt::Debug for Store<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Store")
    }
}

impl<M: Memory> Store<M> {
    /// A store in this memory.
    ///
    /// If the memory says how much there is of it, that is the heap's limit: collections come in time.
    pub fn new(memory: M) -> Store<M> {
        let total = memory.total();
        let heap = Box::new(Heap::new(memory));
        if let Some(total) = total {
            heap.set_memory_limit(total);
        }
        Store {
            heap,
            collector: RefCell::new(Collector::new(RootList::default())),
            identity: Rc::new(Identity),
            sessions: Cell::new(0),
            exhausted: Cell::new(false),
        }
    }

    /// Runs `f` in a session.
    ///
    /// Before it, the collector does what is due (unless this is within another session). Memory is only ever freed
    /// there, so a session that allocates without end runs out of it.
    pub fn enter<T>(&self, f: impl for<'gc> FnOnce(&Cx<'gc, M>) -> T) -> T {
        if self.sessions.get() == 0 {
            if self.exhausted.take() {
                self.collect();
            } else {
                self.collector.borrow_mut().safepoint(&self.heap);
            }
        }
        let _open = Open::new(&self.sessions);
        f(&Cx::new(self))
    }

    /// A whole collection, unless a session is open. False: one is, and nothing happened.
    pub fn collect(&self) -> bool {
        if self.sessions.get() != 0 {
            return false;
        }
        self.collector.borrow_mut().collect(&self.heap);
        true
    }

    /// Runs the finalizers and cleanups of what was found unreachable so far, and says how many.
    pub fn run_pending(&self) -> usize {
        special::run(self)
    }

    /// The heap below: settings and statistics.
    pub fn heap(&self) -> &Heap<M> {
        &self.heap
    }

    /// Checks every invariant of the heap, unless a session is open.
    pub fn verify(&self) -> Result<(), &'static str> {
        if self.sessions.get() != 0 {
            return Err("a session is open");
        }
        self.heap.flush(&mut self.collector.borrow_mut().cache);
        self.heap.verify()
    }
}

/// A session that ends when this is dropped, also by a panic.
struct Open<'a>(&'a Cell<usize>);

impl Open<'_> {
    fn new(sessions: &Cell<usize>) -> Open<'_> {
        sessions.set(sessions.get() + 1);
        Open(sessions)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
