//! Which stack objects are live: those that their function's code may still use, and those that a live pointer leads to.
//!
//! Where the address of a variable was handed on, no table can say how long the variable is needed: that depends on who
//! still has the address. A scan finds out, as Go's does. It goes from the innermost frame outwards and takes note of the
//! addresses into the stack that it comes across. Only a frame's own slots and objects, and frames further in, point to its
//! stack objects: what outlives a variable never holds its address. So once the slots of a frame are visited, all notes
//! that matter to its objects are there, but for those that its own reached objects add.

use crate::frame::Frame;
use crate::maps::{MapTable, Objects};
use alloc::boxed::Box;
use core::alloc::Layout;

/// So many objects of one frame are told apart; those behind count as reached.
const TOLD_APART: usize = 64;

/// The addresses into a stack that a scan came across and whose frames it has not visited yet.
///
/// Notes are distances from the stack's base, so they stay right when it moves between two steps of the scan. They take one
/// allocation of 64 words, when there is one. Without memory, or with too many notes, every object counts as reached.
#[derive(Debug, Default)]
pub struct Reached {
    notes: Option<Box<Notes>>,
    all: bool,
}

/// Each once, in no order: they are few. All bytes zero: none.
#[derive(Debug)]
#[repr(C)]
struct Notes {
    len: usize,
    list: [usize; Reached::NOTES],
}

impl Notes {
    fn empty() -> Option<Box<Notes>> {
        // SAFETY: the type has a size, zeroes are a value of it, and a box of it is allocated with its layout.
        unsafe {
            let new = alloc::alloc::alloc_zeroed(Layout::new::<Notes>()).cast::<Notes>();
            (!new.is_null()).then(|| Box::from_raw(new))
        }
    }

    fn as_slice(&self) -> &[usize] {
        self.list.get(..self.len).unwrap_or_default()
    }

    /// Whether there was room.
    fn insert(&mut self, distance: usize) -> bool {
        if self.as_slice().contains(&distance) {
            return true;
        }
        let Some(free) = self.list.get_mut(self.len) else {
            return false;
        };
        *free = distance;
        self.len += 1;
        true
    }

    /// Keeps those that are at most so far from the base.
    fn keep(&mut self, most: usize) {
        let mut len = 0;
        for n in 0..self.len.min(Reached::NOTES) {
            self.list[len] = self.list[n];
            len += usize::from(self.list[n] <= most);
        }
        self.len = len;
    }
}

impl Reached {
    /// How many addresses are noted at a time.
    pub const NOTES: usize = 62;

    /// None yet.
    pub const fn new() -> Self {
        Reached {
            notes: None,
            all: false,
        }
    }

    /// Takes note of a word, which may be any, if it is an address between `from` and the stack's `base`.
    #[inline]
    pub fn note(&mut self, word: usize, from: *mut u8, base: *mut u8) {
        if word.wrapping_sub(from as usize) < (base as usize).wrapping_sub(from as usize) {
            self.insert(base as usize - word);
        }
    }

    #[inline(never)]
    fn insert(&mut self, distance: usize) {
        if self.notes.is_none() {
            self.notes = Notes::empty();
        }
        let noted = self.notes.as_mut().is_some_and(|n| n.insert(distance));
        self.all |= !noted;
    }

    /// Whether one of the bytes from `start` to `end` was noted.
    fn any(&self, start: usize, end: usize, base: usize) -> bool {
        let notes = self.notes.as_ref().map_or(&[][..], |n| n.as_slice());
        // Distances grow inwards: the one at the end is not part of the range.
        let inside = |&d: &usize| base - end < d && d <= base - start;
        self.all || notes.iter().any(inside)
    }

    /// Forgets notes of what lies further in than `fp`.
    pub fn forget_below(&mut self, fp: *const u8, base: *const u8) {
        if let Some(notes) = &mut self.notes {
            notes.keep(base as usize - fp as usize);
        }
    }

    /// Forgets everything and gives its memory back.
    pub fn clear(&mut self) {
        *self = Reached::new();
    }

    /// Visits the words of a frame that hold live pointers: its slots, then the pointers of its live objects. Frames are
    /// to be visited in order, from the innermost to the one at the stack's `base`.
    #[inline]
    pub fn visit(&mut self, frame: Frame, base: *mut u8, mut visit: impl FnMut(*mut usize)) {
        let fp = frame.fp();
        // SAFETY: the invariants of Frame and FuncInfo; the maps name only words inside the frame.
        let objects = unsafe {
            let table = MapTable::new(frame.info().maps);
            table.for_each_slot(frame.point(), |at| {
                let slot = fp.cast::<usize>().add(at);
                self.note(*slot, fp, base);
                visit(slot);
            })
        };
        if let Some(objects) = objects {
            self.objects(fp, base, objects, &mut visit);
        }
        self.forget_below(frame.caller(), base);
        #[cfg(mutant = "notes_forgotten")]
        self.clear();
    }

    #[inline(never)]
    fn objects(
        &mut self,
        fp: *mut u8,
        base: *mut u8,
        objects: Objects,
        visit: &mut dyn FnMut(*mut usize),
    ) {
        let mut done = 0u64;
        loop {
            let before = done;
            for (n, object) in objects.clone().enumerate() {
                let bit = 1u64.checked_shl(n as u32).unwrap_or(0);
                let (start, end) = object.range(fp);
                let live = object.live || self.any(start, end, base as usize);
                // Those that are not told apart are visited in the first pass.
                let new = if n < TOLD_APART { live } else { before == 0 };
                if done & bit == 0 && new {
                    done |= bit;
                    object.for_each(&mut |at| {
                        // SAFETY: the table names words of the frame.
                        let slot = unsafe { fp.cast::<usize>().add(at) };
                        // SAFETY: as above.
                        #[cfg(not(mutant = "objects_not_followed"))]
                        self.note(unsafe { *slot }, fp, base);
                        visit(slot);
                    });
                }
            }
            // What was visited may lead to objects that were passed over.
            if done == before {
                return;
            }
        }
    }
}
