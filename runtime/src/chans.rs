//! Channels and select: the type-erased layer of `burrow-chan`, with goroutines for parties.
//!
//! An operation that has to wait leaves a waiter, which lies in the goroutine (or in a block of manual memory, for
//! select and for large elements) and owns its element. When the goroutine runs again, `finish` ends the operation;
//! a received element is fetched by the frame itself, which alone knows where it wants it now.

use crate::fatal;
use crate::g::{G, WAITER_WORDS, Wait};
use crate::heap::{self, HEAP, local};
use crate::m::{M, Suspend};
use crate::panics::{self, Kind};
use crate::proc;
use crate::sync::{PerM, per_m};
use crate::types::{Type, flag};
use burrow_chan::{
    AsCase, Case, ChanPanic, Dir, ElemOps, InlineWaiter, Park, RawChan, RecvStart, Rng,
    SelectStart, Selection, SendStart, TryRecv, TrySend, Waiter, finish_select, scratch,
    start_select, surely_blocks, try_select,
};
use burrow_gc::{Layout, Marker};
use core::ptr::null_mut;

struct Goroutines;

impl Park for Goroutines {
    #[inline]
    fn ready(&self, token: usize) {
        // SAFETY: tokens of waiters are tasks that are parked, so alive.
        proc::worker().ready(unsafe { burrow_sched::Task::from_token(token) }, true);
    }
}

/// In the meta word of a timer's channel: as of Go 1.23 its buffer is not to be seen.
const HIDDEN: usize = 1;

/// Elements of Go types: `meta` is the address of the descriptor.
struct Elements;

fn elem_type(meta: usize) -> &'static Type {
    // SAFETY: `burrow_chan_make` put a descriptor's address there.
    unsafe { &*((meta & !HIDDEN) as *const Type) }
}

#[inline(always)]
fn shade_value(meta: usize, at: *const u8) {
    if HEAP.is_marking() {
        shade_marking(elem_type(meta), at);
    }
}

#[cold]
fn shade_marking(typ: &Type, at: *const u8) {
    if typ.flags & flag::NOSCAN == 0 {
        // SAFETY: a value of the type.
        unsafe { HEAP.scan_block(&mut local().marker, at as usize, &heap::layout(typ)) };
    }
}

// SAFETY: all bytes are copied; cleared slots are zeroed where they can hold pointers.
unsafe impl ElemOps for Elements {
    #[inline]
    unsafe fn copy(&self, meta: usize, dst: *mut u8, src: *const u8, size: usize) {
        shade_value(meta, src);
        // SAFETY: by contract.
        unsafe { copy(dst, src, size) };
    }

    #[inline]
    unsafe fn clear(&self, meta: usize, dst: *mut u8, size: usize) {
        if elem_type(meta).flags & flag::NOSCAN == 0 {
            shade_value(meta, dst);
            // SAFETY: by contract.
            unsafe { dst.write_bytes(0, size) };
        }
    }
}

/// Copies an element; most are one word of 64 bits.
#[inline]
unsafe fn copy(dst: *mut u8, src: *const u8, size: usize) {
    // SAFETY: by contract of the callers: `size` bytes each, apart.
    unsafe {
        if size == 8 {
            dst.cast::<u64>()
                .write_unaligned(src.cast::<u64>().read_unaligned());
        } else {
            core::ptr::copy_nonoverlapping(src, dst, size);
        }
    }
}

/// Bytes of an element that a goroutine's own waiter has room for.
const INLINE: usize = WAITER_WORDS * 8;

/// Manual memory that a blocked operation needs beyond the goroutine: it begins with this, then come cases, waiters and
/// elements of a select, or one large element.
#[repr(C)]
struct Block {
    bytes: usize,
    cases: usize,
    selection: Selection,
}

/// The goroutine's own waiter, idle, with room for an element.
#[inline(always)]
fn own_waiter(g: &mut G, size: usize) -> *mut Waiter {
    release(g);
    let waiter = g.waiter.as_mut_ptr();
    if !g.has_waiter {
        g.has_waiter = true;
        // SAFETY: the goroutine stays where it is as long as the waiter is in use.
        unsafe { InlineWaiter::init_at(waiter, proc::task(g).token()) };
    }
    let waiter = waiter.cast::<Waiter>();
    if size > INLINE {
        // The next operation begins with a waiter that has its own room again.
        g.has_waiter = false;
        let at = block(g, 0, size);
        // SAFETY: the waiter is idle and ours.
        unsafe { (*waiter).set_buffer(at, size) };
    }
    waiter
}

/// Allocates the goroutine's block and answers what follows its header.
#[cold]
fn block(g: &mut G, cases: usize, more: usize) -> *mut u8 {
    let bytes = size_of::<Block>().next_multiple_of(8) + more;
    let Some(at) = heap::sys_alloc(bytes) else {
        fatal::out_of_memory()
    };
    // SAFETY: new memory.
    unsafe {
        at.cast::<Block>().write(Block {
            bytes,
            cases,
            selection: Selection::new(),
        })
    };
    g.waiters = at;
    at.wrapping_add(size_of::<Block>().next_multiple_of(8))
}

/// Gives the goroutine's block back.
#[inline(always)]
pub fn release(g: &mut G) {
    if !g.waiters.is_null() {
        free_block(g);
    }
}

#[cold]
fn free_block(g: &mut G) {
    let at = core::mem::replace(&mut g.waiters, null_mut());
    // SAFETY: the block begins with its size.
    heap::sys_free(at, unsafe { (*at.cast::<Block>()).bytes });
}

/// Marks what a goroutine's waiters hold.
pub fn for_each_root(g: &mut G, marker: &mut Marker) {
    if g.blocked_on.is_null() {
        return;
    }
    let mut mark = |waiter: *const Waiter| {
        // The frame may not need the channel any more, and nobody else know it: that it is waited at keeps it.
        // SAFETY: a waiter of a parked goroutine.
        HEAP.shade(marker, unsafe { (*waiter).channel() } as usize);
        // SAFETY: as above.
        if let Some((at, _, meta)) = unsafe { (*waiter).root() } {
            // SAFETY: an element of that type.
            unsafe { HEAP.scan_block(marker, at as usize, &heap::layout(elem_type(meta))) };
        }
    };
    if g.wait == Wait::Select {
        for case in cases(g) {
            mark(case.waiter);
        }
    } else {
        mark(g.blocked_on.cast());
    }
}

fn cases(g: &G) -> &'static [Case] {
    // SAFETY: the block of a parked select.
    unsafe {
        let block = &*g.waiters.cast::<Block>();
        let first = g.waiters.add(size_of::<Block>().next_multiple_of(8));
        core::slice::from_raw_parts(first.cast(), block.cases)
    }
}

#[inline]
fn current(m: &M) -> &'static mut G {
    // SAFETY: compiled code runs on a goroutine.
    unsafe { &mut *m.g }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_chan_make(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    size: i64,
) -> *mut RawChan {
    let Some(elem) = typ.elem else {
        fatal::throw("channel type without element")
    };
    let bytes = match RawChan::layout(elem.size, size) {
        Ok(bytes) if bytes <= i32::MAX as usize => bytes,
        _ => {
            panics::raise(m, fp, Kind::MakeChan, 0, 0);
            return null_mut();
        }
    };
    let cap = size as usize;
    fatal::can_deadlock();
    let at = heap::alloc(m, fp, bytes, &ring_layout(elem, cap));
    if at.is_null() {
        return null_mut();
    }
    // SAFETY: a new object of that size.
    unsafe { RawChan::init_in(at, elem.size, cap, core::ptr::from_ref(elem) as usize) }
}

/// Where the pointers are in a channel: only in its ring.
fn ring_layout(elem: &Type, cap: usize) -> Layout {
    if cap == 0 || elem.flags & flag::NOSCAN != 0 {
        return Layout::NOSCAN;
    }
    heap::layout_after(RawChan::BUFFER_OFFSET / 4, elem, cap)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_send(m: &mut M, fp: *mut u8, ch: *const RawChan, src: *const u8) {
    let g = current(m);
    // SAFETY: a channel or nil, and a value of its element type.
    unsafe {
        let make = || own_waiter(g, (*ch).elem_size());
        match RawChan::start_send_with(ch, src, make, &Elements, &Goroutines) {
            SendStart::Ready => {}
            SendStart::Closed => panics::raise(m, fp, Kind::SendOnClosed, 0, 0),
            SendStart::Parked => {
                park(m, fp, ch, Wait::ChanSend, Wait::ChanSendNil);
                current(m).finish = Some(finish_send);
            }
        }
    }
}

fn park(m: &mut M, fp: *mut u8, ch: *const RawChan, wait: Wait, nil: Wait) {
    let g = current(m);
    if ch.is_null() {
        // For ever: nobody looks for a waiter.
        g.blocked_on = null_mut();
        g.wait = nil;
        fatal::can_deadlock();
    } else {
        g.blocked_on = g.waiter.as_mut_ptr().cast();
        g.wait = wait;
    }
    m.suspend(fp, Suspend::Park);
}

fn finish_send(m: &mut M, g: &mut G) {
    let waiter = core::mem::replace(&mut g.blocked_on, null_mut()).cast::<Waiter>();
    // SAFETY: the goroutine was woken, so the waiter was completed.
    if unsafe { RawChan::finish_send(waiter) } == Err(ChanPanic::SendOnClosed) {
        panics::raise(m, g.fp, Kind::SendOnClosed, 0, 0);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_recv(
    m: &mut M,
    fp: *mut u8,
    ch: *const RawChan,
    dst: *mut u8,
) -> u32 {
    let g = current(m);
    // SAFETY: a channel or nil, and room for a value of its element type.
    unsafe {
        let make = || own_waiter(g, (*ch).elem_size());
        match RawChan::start_recv_with(ch, dst, make, &Elements, &Goroutines) {
            RecvStart::Ready { ok } => u32::from(ok),
            RecvStart::Parked => {
                park(m, fp, ch, Wait::ChanReceive, Wait::ChanReceiveNil);
                current(m).finish = Some(finish_recv);
                0
            }
        }
    }
}

/// Result bits of a receive that was parked: the element is to be fetched.
const FETCH: u64 = 2;

fn finish_recv(_m: &mut M, g: &mut G) {
    let waiter = core::mem::replace(&mut g.blocked_on, null_mut()).cast::<Waiter>();
    // SAFETY: the goroutine was woken, so the waiter was completed; its element stays until the next operation.
    unsafe {
        keep(g, waiter);
        let ok = RawChan::finish_recv(waiter, null_mut());
        g.result = FETCH | u64::from(ok);
    }
}

/// Remembers where a received element is.
unsafe fn keep(g: &mut G, waiter: *mut Waiter) {
    // SAFETY: a completed waiter that is not ended yet.
    if let Some((at, size, _)) = unsafe { (*waiter).root() } {
        g.fetch_from = at;
        g.fetch_size = size;
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_fetch(m: &mut M, dst: *mut u8) {
    let g = current(m);
    if !dst.is_null() && g.fetch_size != 0 {
        // SAFETY: nothing happened since `finish`: the element is still there.
        unsafe { copy(dst, g.fetch_from, g.fetch_size) };
    }
    release(g);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_try_send(
    m: &mut M,
    fp: *mut u8,
    ch: *const RawChan,
    src: *const u8,
) -> u32 {
    // SAFETY: a channel or nil, and a value of its element type.
    match unsafe { RawChan::try_send(ch, src, &Elements, &Goroutines) } {
        TrySend::Sent => 1,
        TrySend::Full => 0,
        TrySend::Closed => {
            panics::raise(m, fp, Kind::SendOnClosed, 0, 0);
            0
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_try_recv(_m: &mut M, ch: *const RawChan, dst: *mut u8) -> u32 {
    // SAFETY: a channel or nil, and room for a value of its element type.
    match unsafe { RawChan::try_recv(ch, dst, &Elements, &Goroutines) } {
        TryRecv::Value => 3,
        TryRecv::Closed => 2,
        TryRecv::Empty => 0,
    }
}

/// Sends from outside of any goroutine, if there is room.
///
/// # Safety
/// A channel, and a value of its element type.
pub unsafe fn offer(ch: *const RawChan, src: *const u8) {
    // SAFETY: by contract.
    unsafe { RawChan::try_send(ch, src, &Elements, &Goroutines) };
}

/// Receives from outside of any goroutine, if there is a value.
///
/// # Safety
/// A channel, and room for a value of its element type.
pub unsafe fn take(ch: *const RawChan, dst: *mut u8) -> bool {
    // SAFETY: by contract.
    unsafe { RawChan::try_recv(ch, dst, &Elements, &Goroutines) == TryRecv::Value }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_close(m: &mut M, fp: *mut u8, ch: *const RawChan) {
    // SAFETY: a channel or nil.
    match unsafe { RawChan::close(ch, &Goroutines) } {
        Ok(()) => {}
        Err(ChanPanic::CloseOfNil) => panics::raise(m, fp, Kind::CloseOfNil, 0, 0),
        Err(_) => panics::raise(m, fp, Kind::CloseOfClosed, 0, 0),
    }
}

fn is_hidden(ch: &RawChan) -> bool {
    ch.meta() & HIDDEN != 0
}

#[unsafe(export_name = "time.hideBuffer")]
unsafe extern "C" fn hide_buffer(_m: &mut M, ch: *mut RawChan) {
    // SAFETY: package time has just made it; descriptors are aligned to 8.
    unsafe { RawChan::set_meta(ch, (*ch).meta() | HIDDEN) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_len(_m: &mut M, ch: *const RawChan) -> usize {
    // SAFETY: a channel or nil.
    unsafe { ch.as_ref() }.map_or(0, |ch| if is_hidden(ch) { 0 } else { ch.len() })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_chan_cap(_m: &mut M, ch: *const RawChan) -> usize {
    // SAFETY: a channel or nil.
    unsafe { ch.as_ref() }.map_or(0, |ch| if is_hidden(ch) { 0 } else { ch.cap() })
}

#[unsafe(no_mangle)]
extern "C" fn burrow_block_forever(m: &mut M, fp: *mut u8) {
    current(m).wait = Wait::SelectNoCases;
    fatal::can_deadlock();
    m.suspend(fp, Suspend::Park);
}

/// A case as compiled code lays it out.
#[repr(C)]
struct CompiledCase {
    chan: *const RawChan,
    elem: *mut u8,
    send: u32,
}

impl AsCase for CompiledCase {
    #[inline(always)]
    fn as_case(&self) -> Case {
        Case {
            chan: self.chan,
            elem: self.elem,
            waiter: null_mut(),
            dir: if self.send != 0 { Dir::Send } else { Dir::Recv },
        }
    }
}

/// Random numbers for selects.
#[inline]
fn rng() -> &'static mut Rng {
    static RNG: PerM<Option<Rng>> = per_m!(None);
    RNG.get()
        .get_or_insert_with(|| Rng::new(proc::random() as u32))
}

/// Selects that need no more scratch than this need no memory unless they park.
const FEW: usize = 8;

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_select(
    m: &mut M,
    fp: *mut u8,
    list: *const CompiledCase,
    n: usize,
    default: u32,
) -> u32 {
    // SAFETY: an array of n cases in the caller's frame, whose channels are alive.
    unsafe {
        let list = core::slice::from_raw_parts(list, n);
        if default != 0 && surely_blocks(list) {
            return n as u32;
        }
        select(m, fp, list, default)
    }
}

/// The rest of it, apart, so that looking in vain costs little.
#[inline(never)]
unsafe fn select(m: &mut M, fp: *mut u8, list: &[CompiledCase], default: u32) -> u32 {
    let n = list.len();
    let few = scratch(n) <= FEW;
    // SAFETY: the cases' channels and elements are as compiled code says.
    unsafe {
        let mut first = SelectStart::Parked;
        if few {
            let mut order = [0; scratch(FEW)];
            let order = &mut order[..scratch(n)];
            first = try_select(list, order, rng(), &Elements, &Goroutines);
            if first == SelectStart::Parked && default != 0 {
                return n as u32;
            }
        }
        let g = current(m);
        release(g);
        if first == SelectStart::Parked {
            first = park_select(g, list, default != 0);
        }
        match first {
            SelectStart::Ready { index, ok } => {
                release(g);
                index as u32 | u32::from(ok) << 16
            }
            SelectStart::Closed { .. } => {
                release(g);
                panics::raise(m, fp, Kind::SendOnClosed, 0, 0);
                0
            }
            SelectStart::Parked if default != 0 => {
                release(g);
                n as u32
            }
            SelectStart::Parked => {
                // All channels may be nil.
                fatal::can_deadlock();
                g.blocked_on = g.waiters;
                g.wait = Wait::Select;
                g.finish = Some(finish);
                m.suspend(fp, Suspend::Park);
                0
            }
        }
    }
}

/// Lays cases, waiters and elements in a block, and starts there.
unsafe fn park_select(g: &mut G, list: &[CompiledCase], default: bool) -> SelectStart {
    let n = list.len();
    // SAFETY: channels of the cases.
    let size = |c: &CompiledCase| {
        // SAFETY: a channel or nil.
        unsafe { c.chan.as_ref() }.map_or(0, |ch| ch.elem_size().next_multiple_of(8))
    };
    let elements: usize = list.iter().map(size).sum();
    let (waiters_at, order_at) = (
        n * size_of::<Case>(),
        n * (size_of::<Case>() + size_of::<Waiter>()),
    );
    let order_bytes = (2 * scratch(n)).next_multiple_of(8);
    let at = block(g, n, order_at.next_multiple_of(8) + order_bytes + elements);
    // SAFETY: the block has room for all of it.
    unsafe {
        let (cases, waiters) = (at.cast::<Case>(), at.add(waiters_at).cast::<Waiter>());
        let order = at.add(order_at.next_multiple_of(8)).cast::<u16>();
        let mut elem = order.cast::<u8>().add(order_bytes);
        order.write_bytes(0, scratch(n));
        let token = proc::task(g).token();
        for (i, c) in list.iter().enumerate() {
            waiters.add(i).write(Waiter::new(token, elem, size(c)));
            elem = elem.add(size(c));
            cases.add(i).write(Case {
                waiter: waiters.add(i),
                ..c.as_case()
            });
        }
        let cases = core::slice::from_raw_parts_mut(cases, n);
        let order = core::slice::from_raw_parts_mut(order, scratch(n));
        let selection = &(*g.waiters.cast::<Block>()).selection;
        let started = if default {
            try_select(cases, order, rng(), &Elements, &Goroutines)
        } else {
            start_select(cases, selection, order, rng(), &Elements, &Goroutines)
        };
        // Addresses into the frame do not outlive the call.
        for case in cases {
            case.elem = null_mut();
        }
        started
    }
}

fn finish(m: &mut M, g: &mut G) {
    g.blocked_on = null_mut();
    // SAFETY: the block of this select, which was completed.
    unsafe {
        let cases = cases(g);
        let selection = &(*g.waiters.cast::<Block>()).selection;
        if let Some(winner) = selection.winner() {
            keep(g, cases[winner].waiter);
        }
        match finish_select(cases, selection) {
            Ok((index, ok)) => {
                let fetch = u64::from(cases[index].dir == Dir::Recv);
                g.result = index as u64 | u64::from(ok) << 16 | fetch << 17;
            }
            Err(_) => panics::raise(m, g.fp, Kind::SendOnClosed, 0, 0),
        }
    }
}
