//! One panic, or one Goexit, in progress.

use core::ptr::NonNull;

bitflags::bitflags! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Flags: u16 {
        /// `recover` returned its value.
        const RECOVERED = 1;
        /// The panic on top of it carries the same value: only one of the two is shown.
        const REPANICKED = 2;
        /// It ran out of deferred calls; the helper frame turns values into text.
        const PRINTING = 4;
    }
}

/// A panic, or a Goexit, in progress: memory that the machine's user provides and the machine fills.
///
/// Invariant: the records of a goroutine form a list, newest first, each valid and the machine's alone until it is given
/// back. `start` is the frame in which it was raised. While deferred calls run, `helper` is the frame that calls them,
/// directly inside `start`, `caller` the one whose callees may recover (the helper, or a wrapper that was called in its
/// stead), and `cursor` the frame whose deferred calls are being run; the frames inside `cursor`, up to
/// `start`, have none left.
#[derive(Debug)]
pub struct Record<V> {
    pub(crate) link: Option<NonNull<Record<V>>>,
    /// `None`: a Goexit.
    pub(crate) value: Option<V>,
    pub(crate) start: usize,
    pub(crate) helper: usize,
    pub(crate) caller: usize,
    pub(crate) cursor: usize,
    pub(crate) flags: Flags,
    /// While printing: how many records below this one the value lies that is being turned into text.
    pub(crate) depth: u16,
}

impl<V> Record<V> {
    pub(crate) fn is_goexit(&self) -> bool {
        self.value.is_none()
    }
}

#[cfg(feature = "alloc")]
impl<V> Record<V> {
    /// Memory for a record from Rust's allocator, for [`Frames::new_record`](crate::Frames::new_record).
    pub fn boxed() -> NonNull<Self> {
        NonNull::from(alloc::boxed::Box::leak(
            alloc::boxed::Box::<Self>::new_uninit(),
        ))
        .cast()
    }

    /// Frees it again, for [`Frames::free_record`](crate::Frames::free_record).
    ///
    /// # Safety
    /// It must come from [`boxed`](Self::boxed), and nobody may use it any more.
    pub unsafe fn free_boxed(record: NonNull<Self>)
    where
        V: Copy,
    {
        let memory = record.cast::<core::mem::MaybeUninit<Self>>().as_ptr();
        // SAFETY: it came from a box of that type; a record of a value that is Copy needs no drop.
        drop(unsafe { alloc::boxed::Box::from_raw(memory) });
    }
}
