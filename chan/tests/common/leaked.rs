// Channels and waiters that stay for ever, so that every operation on them is sound, and a scheduler that only remembers whom
// to run. For tests, and for the examples of the type-erased layer, which include this file.

use burrow_chan::{InlineWaiter, Park, RawChan, Waiter};
use core::cell::RefCell;
use core::mem::MaybeUninit;

/// Records who was woken.
#[derive(Default)]
pub(crate) struct Woken(RefCell<Vec<usize>>);

impl Park for Woken {
    fn ready(&self, token: usize) {
        self.0.borrow_mut().push(token);
    }
}

impl Woken {
    /// Who was woken since the last time.
    pub(crate) fn take(&self) -> Vec<usize> {
        self.0.take()
    }
}

/// A channel of `cap` places for elements of `size` bytes.
pub(crate) fn leaked_chan(size: usize, cap: usize) -> &'static RawChan {
    let bytes = RawChan::layout(size, cap as i64).expect("a small channel");
    let memory = vec![0u64; bytes.div_ceil(8)].leak();
    // SAFETY: the memory has the size asked for, and is nobody else's for ever.
    unsafe { &*RawChan::init_in(memory.as_mut_ptr().cast(), size, cap, 0) }
}

/// An idle waiter for elements of up to 8 bytes.
pub(crate) fn leaked_waiter(token: usize) -> *mut Waiter {
    let memory = Box::leak(Box::new(MaybeUninit::<InlineWaiter<1>>::uninit()));
    // SAFETY: the memory is nobody else's for ever.
    unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), token) }
}
