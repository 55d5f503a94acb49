//! Parked frames: walking them from the innermost to the stack's base, and visiting their pointers.

use crate::func::{DeferInfo, FuncInfo, HEADER, WORD};
use crate::maps::MapTable;
use crate::meta::Meta;
use core::ops::Range;

/// A parked frame.
///
/// Invariant: `fp` is the address of a header (a [`FuncInfo`] and one of its resume points) followed by the rest of the
/// frame, with every slot that the point's map names stored. It holds from the moment the frame is parked until it is
/// resumed, cut off or moved; whoever makes a `Frame` promises not to use it for longer.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    fp: *mut u8,
}

impl Frame {
    /// The parked frame at `fp`.
    ///
    /// # Safety
    /// The type's invariant must hold for `fp` while the `Frame` is in use, and nobody else may access the frame.
    #[inline]
    pub const unsafe fn at(fp: *mut u8) -> Self {
        Frame { fp }
    }

    /// Writes a header at `fp`, which makes the bytes there a frame parked at `point` once its slots are stored.
    ///
    /// # Safety
    /// `fp` must be writable for a header and aligned to 8 bytes.
    #[inline]
    pub unsafe fn write_header(fp: *mut u8, info: &'static FuncInfo, point: usize) {
        // SAFETY: passed on.
        unsafe {
            fp.cast::<*const FuncInfo>().write(info);
            fp.cast::<usize>().add(1).write(point);
        }
    }

    /// Its address.
    #[inline]
    pub const fn fp(self) -> *mut u8 {
        self.fp
    }

    /// Its function.
    #[inline]
    pub fn info(self) -> &'static FuncInfo {
        // SAFETY: the first word of a parked frame is the address of a static FuncInfo.
        unsafe { &**self.fp.cast::<*const FuncInfo>() }
    }

    /// The resume point at which it is parked.
    #[inline]
    pub fn point(self) -> usize {
        // SAFETY: the second word of a parked frame is its resume point.
        unsafe { *self.fp.cast::<usize>().add(1) }
    }

    /// Makes it resume at another point.
    ///
    /// # Safety
    /// The slots that `point`'s map names must be stored.
    pub unsafe fn set_point(self, point: usize) {
        // SAFETY: as in `point`.
        unsafe { self.fp.cast::<usize>().add(1).write(point) }
    }

    /// The address of the frame that called it, or the stack's base.
    #[inline]
    pub fn caller(self) -> *mut u8 {
        self.fp.wrapping_add(self.info().frame_size as usize)
    }

    /// Its names and lines, unless stripped.
    pub fn meta(self) -> Option<Meta> {
        // SAFETY: FuncInfo's invariant.
        unsafe { Meta::new(self.info().meta) }
    }

    /// Where it keeps pending defers, if its function has any.
    pub fn defer_info(self) -> Option<&'static DeferInfo> {
        // SAFETY: FuncInfo's invariant.
        unsafe { self.info().defer.as_ref() }
    }

    /// Visits each word of the frame that may hold a pointer: all slots that are alive, and all stack objects, alive or not
    /// ([`Reached`](crate::Reached) tells them apart), which may hold anything.
    #[inline]
    pub fn for_each_pointer(self, mut visit: impl FnMut(*mut usize)) {
        let words = self.fp.cast::<usize>();
        // SAFETY: the invariants of Frame and FuncInfo; the maps name only words inside the frame.
        unsafe { MapTable::new(self.info().maps).for_each(self.point(), |at| visit(words.add(at))) }
    }

    /// Hands the pointers of slots and of objects that are alive to `pointer`: see [`MapTable::trace`].
    #[inline]
    pub(crate) fn trace<T>(
        self,
        state: &mut T,
        mut pointer: impl FnMut(&mut T, usize),
        is_reached: impl Fn(&T, Range<usize>) -> bool,
    ) {
        let words = self.fp.cast::<usize>();
        // SAFETY: the invariants of Frame and FuncInfo; the maps name only words inside the frame.
        unsafe {
            let pointer = |state: &mut T, at| pointer(state, *words.add(at));
            MapTable::new(self.info().maps).trace(self.point(), state, pointer, is_reached);
        }
    }

    /// Visits each word behind the header, whatever it holds: the conservative scan of an innermost frame that was stopped
    /// somewhere between its resume points, so that no map describes it. What it finds may keep objects alive, but must
    /// not be adjusted: such a stack is not moved.
    pub fn for_each_word(self, mut visit: impl FnMut(usize)) {
        let mut at = self.fp.wrapping_add(HEADER);
        while at < self.caller() {
            // SAFETY: a word of the frame; frame sizes are multiples of a word.
            visit(unsafe { at.cast::<usize>().read() });
            at = at.wrapping_add(WORD);
        }
    }
}

/// Visits the pointers of a record that is laid out as the first bytes of a frame parked at point 0: an entry record.
///
/// # Safety
/// `record` must hold a header with point 0 and the arguments, and nobody else may access it.
pub unsafe fn for_each_entry_pointer(record: *mut u8, visit: impl FnMut(*mut usize)) {
    // SAFETY: the map of point 0 names only words of the entry record, so it is a frame as far as this visit goes.
    unsafe { Frame::at(record).for_each_pointer(visit) }
}

/// Visits the pointers among the results that a call of `info` left in `record`.
///
/// # Safety
/// `record` must hold the results of `info`, and nobody else may access it.
pub unsafe fn for_each_result_pointer(
    info: &FuncInfo,
    record: *mut usize,
    mut visit: impl FnMut(*mut usize),
) {
    // SAFETY: FuncInfo's invariant; the result map names words of the record.
    unsafe { MapTable::new(info.maps).for_each_result(|at| visit(record.add(at))) }
}

/// The frames of a parked stack, from the innermost outwards.
#[derive(Clone, Debug)]
pub struct Frames {
    fp: *mut u8,
    base: *mut u8,
}

impl Frames {
    /// The frames from the one at `fp` up to `base`, which is its address when there is none.
    ///
    /// # Safety
    /// The frames must be contiguous and parked, stay so, and be nobody else's while the iterator and its items are used.
    #[inline]
    pub const unsafe fn new(fp: *mut u8, base: *mut u8) -> Self {
        Frames { fp, base }
    }
}

impl Iterator for Frames {
    type Item = Frame;

    #[inline]
    fn next(&mut self) -> Option<Frame> {
        if self.fp >= self.base {
            return None;
        }
        // SAFETY: below the base there is a parked frame (the constructor's contract).
        let frame = unsafe { Frame::at(self.fp) };
        self.fp = frame.caller();
        Some(frame)
    }
}

/// A scan of a parked stack that can pause between any two frames, so that a deep stack costs no long pause.
///
/// The stack may neither run nor move until the scan is done or given up.
#[derive(Debug)]
pub struct Scan {
    frames: Frames,
}

impl Scan {
    /// Starts with the innermost frame.
    pub const fn new(frames: Frames) -> Self {
        Scan { frames }
    }

    /// Starts with an innermost frame that was stopped between resume points: its words are visited now, conservatively,
    /// and its callers exactly by [`step`](Self::step).
    pub fn with_conservative_innermost(mut frames: Frames, visit: impl FnMut(usize)) -> Self {
        if let Some(innermost) = frames.next() {
            innermost.for_each_word(visit);
        }
        Scan { frames }
    }

    /// Visits the pointers of at most `frames` more frames. Returns whether any are left.
    pub fn step(&mut self, frames: usize, mut visit: impl FnMut(*mut usize)) -> bool {
        for frame in self.frames.by_ref().take(frames) {
            frame.for_each_pointer(&mut visit);
        }
        !self.is_done()
    }

    /// Whether every frame was visited.
    pub fn is_done(&self) -> bool {
        self.frames.fp >= self.frames.base
    }
}
