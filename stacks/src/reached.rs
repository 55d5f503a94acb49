//! Which stack objects are alive: those that their function still uses, and those that something alive points to.
//!
//! Pointers to a stack object lie in its own frame or further in, since none may outlive it. So one walk from the innermost frame
//! outwards finds them all before it comes to the object, and only has to remember what it has not come to yet.

use crate::frame::Frame;
use core::ops::Range;

/// Addresses within a stack that a walk from the inside out has seen in what is alive, and not come to yet.
///
/// The walk has to begin with the innermost frame, and nothing of the stack may run or be written before it ends; a walk that
/// cannot promise this takes [`Reached::everything`].
#[derive(Debug)]
pub struct Reached {
    base: *mut u8,
    addrs: [usize; Reached::ROOM],
    n: usize,
    all: bool,
}

impl Reached {
    /// How many addresses are remembered. When there are more, all objects further out count as alive.
    pub const ROOM: usize = 32;

    /// Nothing is reached yet of a stack that ends at `base`.
    pub const fn new(base: *mut u8) -> Reached {
        Reached {
            base,
            addrs: [0; Reached::ROOM],
            n: 0,
            all: false,
        }
    }

    /// All objects of a stack count as alive.
    pub const fn everything(base: *mut u8) -> Reached {
        let mut reached = Reached::new(base);
        reached.all = true;
        reached
    }

    /// Visits the pointers of the walk's next frame, exactly: those in slots and in objects that are alive, less those that lead
    /// into the stack.
    #[inline]
    pub fn visit(&mut self, frame: Frame, mut visit: impl FnMut(usize)) {
        let fp = frame.fp() as usize;
        let size = self.base as usize - fp;
        let word = size_of::<usize>();
        frame.trace(
            self,
            |reached, value| match value.wrapping_sub(fp) < size {
                true => reached.note(value),
                false => visit(value),
            },
            |reached, words| reached.hits(fp + words.start * word..fp + words.end * word),
        );
        let caller = frame.caller() as usize;
        let mut kept = 0;
        for i in 0..self.n {
            if self.addrs[i] >= caller {
                self.addrs[kept] = self.addrs[i];
                kept += 1;
            }
        }
        self.n = kept;
    }

    #[cold]
    fn note(&mut self, addr: usize) {
        if self.all || self.addrs[..self.n].contains(&addr) {
            return;
        }
        match self.addrs.get_mut(self.n) {
            Some(room) => {
                *room = addr;
                self.n += 1;
            }
            None => {
                self.all = true;
                self.n = 0;
            }
        }
    }

    fn hits(&self, object: Range<usize>) -> bool {
        self.all || self.addrs[..self.n].iter().any(|a| object.contains(a))
    }
}
