//! Debug modes: `BURROW_DEBUG=park,gcstress,parkonce,yield,forcegc`, and `start512` for stacks that have 512 bytes at first.

use crate::depth;
use crate::heap;
use crate::print::slice;
use crate::stack;
use crate::sync::{Global, PerM, THREADS, per_m};
use crate::wasi;

/// What was asked for.
#[derive(Clone, Copy, Default, Debug)]
pub struct Flags {
    /// Every call parks, every stack moves.
    pub park: bool,
    /// A cycle at each slow path of allocation.
    pub gcstress: bool,
    /// All frames are parked once, at the first look at the clock, so that resume bodies are measured.
    pub parkonce: bool,
    /// With several threads: goroutines yield at random, so that they meet in many ways.
    pub yields: bool,
    /// The cycle that there is in any case after two minutes comes after 20 ms.
    pub forcegc: bool,
}

static FLAGS: Global<Flags> = Global::new(Flags {
    park: false,
    gcstress: false,
    parkonce: false,
    yields: false,
    forcegc: false,
});

/// What was asked for.
#[inline]
pub fn flags() -> Flags {
    *FLAGS.get()
}

/// Whether all frames are to be parked now for the one time that `parkonce` asks for.
pub fn park_once() -> bool {
    FLAGS.get().parkonce && core::mem::take(&mut FLAGS.get().parkonce)
}

/// Work that the debug modes may do beyond a fixed share for each call or allocation: what costs more than that is done
/// less often, so that programs with deep stacks or large heaps end, too.
struct Credit(usize);

impl Credit {
    fn spend(&mut self, earned: usize, cost: usize) -> bool {
        self.0 = (self.0 + earned).min(cost.max(earned));
        if self.0 < cost {
            return false;
        }
        self.0 -= cost;
        true
    }
}

/// Bytes of stack that may be copied for each call.
const MOVED: usize = 4 << 10;
/// Bytes of heap and roots that may be marked for each slow path of an allocation.
const MARKED: usize = 64 << 10;

/// Whether a stack of so many bytes in use is moved at this call.
pub fn may_move(bytes: usize) -> bool {
    static CREDIT: PerM<Credit> = per_m!(Credit(0));
    CREDIT.get().spend(MOVED, bytes)
}

/// Whether a heap of so many bytes is collected on this slow path.
pub fn may_collect(bytes: usize) -> bool {
    static CREDIT: PerM<Credit> = per_m!(Credit(0));
    CREDIT.get().spend(MARKED, bytes)
}

/// Reads the environment.
pub fn init() {
    environment(|var| {
        if let Some(value) = var.strip_prefix(b"BURROW_DEBUG=") {
            for word in value.split(|&b| b == b',') {
                if word == b"park" {
                    FLAGS.get().park = true;
                    depth::park_all();
                }
                FLAGS.get().gcstress |= word == b"gcstress";
                FLAGS.get().parkonce |= word == b"parkonce";
                FLAGS.get().forcegc |= word == b"forcegc";
                FLAGS.get().yields |= THREADS && word == b"yield";
                if let Some(size @ 256..=2048) = word.strip_prefix(b"start").and_then(depth::number)
                {
                    stack::start_with(size);
                }
            }
        }
        if let Some(value) = var.strip_prefix(b"BURROW_STACK=") {
            depth::host_has(value);
        }
    });
}

/// Visits the variables of the environment, `NAME=value` each.
pub fn environment(visit: impl FnMut(&[u8])) {
    let (count, bytes) = wasi::env_size();
    if count == 0 {
        return;
    }
    let list_size = count * size_of::<usize>();
    let Some(list) = heap::sys_alloc(list_size + bytes) else {
        return;
    };
    let text = list.wrapping_add(list_size);
    // SAFETY: room as asked for.
    unsafe { wasi::env(list.cast(), text) };
    // SAFETY: the host filled it.
    let all = unsafe { slice(text, bytes) };
    all.split(|&b| b == 0).for_each(visit);
    heap::sys_free(list, list_size + bytes);
}
