//! A small interpreter whose frames live on a stack that grows, moves, is scanned and shrinks.
//!
//! Its program passes the address of a local variable down a recursion 100 000 levels deep. The stack starts with 256
//! bytes and moves each time it grows, and the address is adjusted in every frame that holds it.
//!
//! `cargo run -p burrow-stacks --example bare_interpreter --features build` runs it here, `cargo xtask test` also as a wasm module under node,
//! without a standard library.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::ptr::NonNull;

use burrow_stacks::build::{FuncInfoBuilder, Target};
use burrow_stacks::{
    CHUNK, ENTRY_MAX, Frame, FuncInfo, HEADER, HEADER_WORDS, MIN_STACK, Scan, Stack, StackCache,
    StackMemory, StackPool, WORD,
};

/// Slots are numbered words after a frame's header; arguments are the first ones.
#[derive(Clone, Copy, Debug)]
enum Op {
    /// slot = number
    Const(usize, usize),
    /// slot += slot, with wrapping
    Add(usize, usize),
    /// slot = &slot
    Address(usize, usize),
    /// *slot += slot
    AddTo(usize, usize),
    /// Leaves the function if the slot is zero.
    ReturnIfZero(usize),
    /// Calls a function with so many slots, from a first one, as arguments. A resume point.
    Call(usize, usize, usize),
    /// Stops the interpreter.
    Halt,
}

/// Code, and what the stack has to know of it.
struct Func {
    info: &'static FuncInfo,
    code: &'static [Op],
    /// Where each resume point goes on.
    resume: Vec<usize>,
}

/// Describes a function as a compiler would: the slots in `pointers` are pointers at every point from their first
/// assignment on, which here is the entry or the first call.
fn func(name: &str, slots: usize, args: usize, pointers: &[usize], code: &'static [Op]) -> Func {
    let bytes = |slot: usize| ((HEADER_WORDS + slot) * WORD) as u32;
    let mut b = FuncInfoBuilder::new(Target::HOST, name, 0, bytes(slots).next_multiple_of(8));
    b.entry_size(bytes(args));
    b.point(
        0,
        &pointers
            .iter()
            .filter(|p| **p < args)
            .map(|p| bytes(*p))
            .collect::<Vec<_>>(),
    );
    let mut resume = vec![0];
    for (at, op) in code.iter().enumerate() {
        if let Op::Call(..) = op {
            b.point(
                at as u32,
                &pointers.iter().map(|p| bytes(*p)).collect::<Vec<_>>(),
            );
            resume.push(at + 1);
        }
    }
    let e = b.finish();
    // Static data lives for ever.
    let info = Box::leak(Box::new(FuncInfo {
        frame_size: e.frame_size,
        resume: 0,
        maps: e.maps.leak().as_ptr(),
        meta: e.meta.leak().as_ptr(),
        defer: core::ptr::null(),
        flags_entry: e.flags_entry,
    }));
    Func { info, code, resume }
}

struct HostMemory;

impl StackMemory for HostMemory {
    fn map(&self, bytes: usize) -> Option<NonNull<u8>> {
        // SAFETY: pools ask for a multiple of CHUNK, never for nothing.
        NonNull::new(unsafe { alloc::alloc::alloc(Layout::from_size_align(bytes, CHUNK).ok()?) })
    }

    unsafe fn unmap(&self, at: NonNull<u8>, bytes: usize) {
        // SAFETY: it came from `map` with the same layout.
        unsafe {
            alloc::alloc::dealloc(at.as_ptr(), Layout::from_size_align_unchecked(bytes, CHUNK))
        }
    }
}

/// What a program may take.
const MAX: usize = 64 << 20;
/// This interpreter has no functions without a check.
const RED_ZONE: usize = 0;

struct Machine<'a> {
    funcs: &'a [Func],
    pool: &'a StackPool<HostMemory>,
    cache: StackCache,
    stack: Stack,
    fp: *mut u8,
}

impl Machine<'_> {
    fn slot(&mut self, slot: usize) -> &mut usize {
        // SAFETY: slots are words of the innermost frame, which is the machine's.
        unsafe { &mut *self.fp.add(HEADER).cast::<usize>().add(slot) }
    }

    /// Pushes the frame of a function. While the stack moves, the arguments wait in an entry record.
    fn enter(&mut self, func: usize, first_arg: usize, args: usize) {
        let info = self.funcs[func].info;
        let mut entry = [0usize; ENTRY_MAX / WORD];
        for i in 0..args {
            entry[HEADER_WORDS + i] = *self.slot(first_arg + i);
        }
        let record = entry.as_mut_ptr().cast::<u8>();
        let need = info.frame_size as usize;
        // SAFETY: the record has room for a header. Every frame is parked at a call, and its pointers are in the slots
        // that its map names. The record is laid out as the first bytes of the frame.
        unsafe {
            Frame::write_header(record, info, 0);
            if (self.fp as usize) < self.stack.guard(RED_ZONE) + need {
                let grown =
                    self.cache
                        .grow(self.pool, &mut self.stack, self.fp, need, RED_ZONE, MAX);
                let moved = grown.expect("stack overflow");
                moved.entry(record);
                self.fp = moved.fp();
            }
            self.fp = self.fp.sub(need);
            core::ptr::copy_nonoverlapping(record, self.fp, info.entry_size());
        }
    }

    fn run(&mut self, main: usize) {
        self.enter(main, 0, 0);
        loop {
            // SAFETY: the innermost frame is at `fp`.
            let frame = unsafe { Frame::at(self.fp) };
            let func = self
                .funcs
                .iter()
                .find(|f| core::ptr::eq(f.info, frame.info()))
                .expect("a function");
            let mut at = func.resume[frame.point()];
            loop {
                let Some(op) = func.code.get(at) else {
                    self.fp = frame.caller();
                    break;
                };
                at += 1;
                match *op {
                    Op::Const(a, n) => *self.slot(a) = n,
                    Op::Add(a, b) => *self.slot(a) = self.slot(a).wrapping_add(*self.slot(b)),
                    Op::Address(a, b) => *self.slot(a) = self.slot(b) as *mut usize as usize,
                    Op::AddTo(a, b) => {
                        let (target, n) = (*self.slot(a) as *mut usize, *self.slot(b));
                        // SAFETY: the program's pointers are addresses of slots in active frames.
                        unsafe { *target = (*target).wrapping_add(n) }
                    }
                    Op::ReturnIfZero(a) if *self.slot(a) == 0 => at = usize::MAX,
                    Op::ReturnIfZero(_) => {}
                    Op::Call(f, first, n) => {
                        let point = func
                            .resume
                            .iter()
                            .position(|r| *r == at)
                            .expect("a resume point");
                        // SAFETY: the slots of the frame are always stored.
                        unsafe { frame.set_point(point) };
                        self.enter(f, first, n);
                        break;
                    }
                    Op::Halt => return,
                }
            }
        }
    }

    /// Counts the frames, and the pointers into the stack, a few frames at a time.
    fn scan(&self) -> (usize, usize) {
        let (mut frames, mut pointers) = (0, 0);
        // SAFETY: no frame runs.
        let mut scan = unsafe { Scan::new(self.stack.frames(self.fp)) };
        loop {
            let more = scan.step(1, |slot| {
                // SAFETY: visited slots are words of the stack.
                let value = unsafe { *slot };
                pointers += self.stack.contains(value) as usize;
            });
            frames += 1;
            if !more {
                return (frames, pointers);
            }
        }
    }
}

const DEPTH: usize = 100_000;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let (total, grown, left) = run_program();
    assert_eq!(total, expected());
    println!("total {total}; the stack grew to {grown} bytes and shrank to {left}");
}

#[cfg(target_arch = "wasm32")]
mod bare {
    use super::{MIN_STACK, expected, run_program};
    use core::alloc::{GlobalAlloc, Layout};
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    /// 0: all is well.
    #[unsafe(no_mangle)]
    extern "C" fn run() -> u32 {
        let (total, grown, left) = run_program();
        match () {
            () if total != expected() => 1,
            () if grown < 1 << 20 => 2,
            () if left > 2 * MIN_STACK => 3,
            () => 0,
        }
    }

    /// Hands out new memory and takes nothing back.
    struct Bump(AtomicUsize);

    #[global_allocator]
    static BUMP: Bump = Bump(AtomicUsize::new(0));

    const PAGE: usize = 64 << 10;

    // SAFETY: blocks do not overlap, since the end only goes up, and lie in memory that was grown for them. There is one
    // thread.
    unsafe impl GlobalAlloc for Bump {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let end = core::arch::wasm32::memory_size(0) * PAGE;
            let mut at = self.0.load(Relaxed).next_multiple_of(layout.align());
            // Nothing is left of what was grown last, or it is the first time.
            if at == 0 || at + layout.size() > end {
                let pages = layout.size().div_ceil(PAGE);
                let grown = core::arch::wasm32::memory_grow(0, pages);
                if grown == usize::MAX {
                    return core::ptr::null_mut();
                }
                at = grown * PAGE;
            }
            self.0.store(at + layout.size(), Relaxed);
            core::ptr::with_exposed_provenance_mut(at)
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
    }

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}

/// What the program comes to.
fn expected() -> usize {
    let sum = (1..=DEPTH).fold(0_usize, |sum, n| sum.wrapping_add(n));
    sum.wrapping_add(DEPTH).wrapping_mul(2)
}

/// Returns the total, the largest size of the stack, and the size it shrank to.
fn run_program() -> (usize, usize, usize) {
    use Op::*;
    let funcs = [
        // main: total (0) = 0; add(DEPTH (1), &total (2)); add(DEPTH, &total); halt with both frames gone
        func(
            "main",
            3,
            0,
            &[2],
            &[
                Const(0, 0),
                Const(1, DEPTH),
                Address(2, 0),
                Call(1, 1, 2),
                Call(1, 1, 2),
                Halt,
            ],
        ),
        // add(n (0), p (1)): if n == 0 return; *p += n; add(n - 1 (3), p (4)); and on the way back, *p += 1
        func(
            "add",
            6,
            2,
            &[1, 4],
            &[
                Const(4, 0),
                ReturnIfZero(0),
                AddTo(1, 0),
                Const(3, usize::MAX),
                Add(3, 0),
                Const(5, 0),
                Add(4, 5),
                Add(4, 1),
                Call(1, 3, 2),
                Const(5, 1),
                AddTo(1, 5),
            ],
        ),
    ];
    let pool = StackPool::new(HostMemory);
    let mut cache = StackCache::new();
    let stack = cache.take(&pool, MIN_STACK).expect("memory");
    let fp = stack.base();
    let mut machine = Machine {
        funcs: &funcs,
        pool: &pool,
        cache,
        stack,
        fp,
    };
    machine.run(0);
    assert_eq!(machine.scan(), (1, 1));
    let grown = machine.stack.size();
    loop {
        // SAFETY: all frames are parked.
        let moved = unsafe {
            machine
                .cache
                .shrink(&pool, &mut machine.stack, machine.fp, RED_ZONE, MIN_STACK)
        };
        let Some(moved) = moved else { break };
        machine.fp = moved.fp();
    }
    let total = *machine.slot(0);
    let left = machine.stack.size();
    // SAFETY: the frames are not used any more.
    unsafe { machine.cache.give(&pool, machine.stack) };
    machine.cache.flush(&pool);
    (total, grown, left)
}
