//! A value that comes back: what a future was given before it was dropped.

use crate::port::Plain;
use crate::raw::RawChan;
use crate::signal::{Head, Signals};
use crate::waiter::Waiter;
use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use core::alloc::Layout;
use core::ptr::null_mut;

/// A waiter of its own that belongs to no party; the value's bytes follow it. Whoever takes the value frees it.
#[repr(C)]
struct Spare {
    head: Head,
    size: usize,
    waiter: Waiter,
}

impl Spare {
    fn layout(size: usize) -> Option<Layout> {
        let bytes = size_of::<Spare>().checked_add(size)?;
        Layout::from_size_align(bytes, align_of::<Spare>()).ok()
    }

    /// # Safety
    /// `head` begins a spare that is in no queue any more.
    unsafe fn free(head: *const Head) {
        let spare = head.cast_mut().cast::<Spare>();
        // SAFETY: by contract nobody else knows it.
        unsafe {
            let layout = Self::layout((*spare).size);
            spare.drop_in_place();
            if let Some(layout) = layout {
                dealloc(spare.cast(), layout);
            }
        }
    }
}

/// Returns the value at `src` to the front of its channel.
///
/// # Safety
/// `ch` is a channel of typed values that is alive; `src` is a value that was received from it, and is the channel's now.
pub(crate) unsafe fn put_back(ch: *const RawChan, src: *const u8) {
    // SAFETY: by contract; the new spare is ours until it is queued.
    unsafe {
        let size = (*ch).elem_size();
        let Some(layout) = Spare::layout(size) else {
            unreachable!("it was a value")
        };
        let spare = alloc(layout).cast::<Spare>();
        if spare.is_null() {
            handle_alloc_error(layout);
        }
        spare.write(Spare {
            head: Head { wake: Spare::free },
            size,
            waiter: Waiter::new(spare.expose_provenance(), null_mut(), 0),
        });
        (*spare).waiter.set_buffer(spare.add(1).cast(), size);
        let waiter = &raw mut (*spare).waiter;
        if !RawChan::put_back(ch, src, waiter, &Plain, &Signals) {
            Spare::free(spare.cast());
        }
    }
}
