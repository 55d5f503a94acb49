//! Panics, deferred calls, recovery and Goexit: the machine of `burrow-defer-panic` on parked wasm frames.

use crate::fatal;
use crate::g::G;
use crate::heap;
use crate::link;
use crate::m::{M, Outcome, Suspend};
use crate::stack;
use crate::strings::pair;
use crate::sync::{Hook, PerM, per_m};
use crate::types::{IfaceMethod, Type};
use burrow_defer_panic::{Frames, PanicState, Record, Step};
use burrow_gc::Layout;
use burrow_stacks::{DeferInfo, DeferRecord, Frame, FuncInfo, Relocation};
use core::ops::Range;
use core::ptr::{NonNull, null_mut};

/// A run-time error; the numbers below 32 are the compiler's, for its checks. Go code in std/runtime makes the value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
#[allow(missing_docs)]
pub enum Kind {
    MakeSliceLen = 13,
    MakeSliceCap = 14,
    /// a: descriptor of the type
    Uncomparable = 32,
    /// a: descriptor of the type
    Unhashable = 33,
    NilMap = 34,
    SendOnClosed = 35,
    CloseOfClosed = 36,
    CloseOfNil = 37,
    MakeChan = 38,
    GrowSlice = 39,
    /// A failed assertion: see [`ErrorArgs`].
    Assert = 40,
    /// panic(nil)
    PanicNil = 42,
    /// A key that cannot be hashed was looked for in an empty map. a: descriptor of the type
    UnhashableInEmpty = 44,
}

/// What Go code makes a run-time error of (`runtime.panicArgs`).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct ErrorArgs {
    kind: u32,
    /// Descriptors of the dynamic type (or 0), the wanted type and the interface.
    have: usize,
    want: usize,
    inter: usize,
    /// Name of the missing method, or nothing.
    missing: crate::strings::Str,
    a: i64,
    b: i64,
}

static ARGS: PerM<ErrorArgs> = per_m!(ErrorArgs {
    kind: 0,
    have: 0,
    want: 0,
    inter: 0,
    missing: crate::strings::Str {
        ptr: core::ptr::null(),
        len: 0,
    },
    a: 0,
    b: 0,
});

/// A panic's value: an `any`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Value {
    /// Type descriptor, or 0.
    pub typ: usize,
    /// Data word.
    pub data: usize,
    /// Made by an `Error` or `String` method: printed as it is.
    pub text: bool,
}

/// The value that the suspended goroutine raises.
static RAISED: PerM<Value> = per_m!(Value {
    typ: 0,
    data: 0,
    text: false,
});

/// Raises a run-time error in the code that called from frame `fp`.
pub fn raise(m: &mut M, fp: *mut u8, kind: Kind, a: i64, b: i64) {
    raise_number(m, fp, kind as u32, a, b);
}

fn raise_number(m: &mut M, fp: *mut u8, kind: u32, a: i64, b: i64) {
    let args = ARGS.get();
    args.kind = kind;
    args.a = a;
    args.b = b;
    m.suspend_for(fp, Suspend::Panic, make_error);
}

/// Raises a failed type assertion.
pub fn raise_assert(
    m: &mut M,
    fp: *mut u8,
    have: usize,
    want: usize,
    inter: usize,
    missing: Option<&'static IfaceMethod>,
) {
    let args = ARGS.get();
    (args.have, args.want, args.inter) = (have, want, inter);
    // Names that are not exported have their package in front.
    let name = missing.map_or(&[][..], |m| m.name.bytes());
    let name = name.rsplit(|&b| b == b'.').next().unwrap_or(name);
    args.missing = crate::strings::Str {
        ptr: name.as_ptr(),
        len: name.len(),
    };
    raise(m, fp, Kind::Assert, 0, 0);
}

// How the rest of the runtime reaches the panics in progress, once there was one.
static RETURNED: Hook<fn(&mut M, &mut G, *mut u8, &'static FuncInfo)> = Hook::new();
/// Visits the addresses that a goroutine's panics refer to.
type RootsHook = fn(&mut G, &mut dyn FnMut(usize));

static ROOTS: Hook<RootsHook> = Hook::new();

fn set_hooks() {
    RETURNED.set(returned);
    ROOTS.set(roots);
}

/// A frame returned to the trampoline in a goroutine with a panic in progress.
#[cold]
pub fn frame_returned(m: &mut M, g: &mut G, fp: *mut u8, info: &'static FuncInfo) {
    if let Some(returned) = RETURNED.get() {
        returned(m, g, fp, info);
    }
}

/// Whether a frame is one that the machine pushed.
fn is_helper(info: &'static FuncInfo) -> bool {
    let frames = link::panics();
    core::ptr::eq(info, frames.calldefer)
        || frames.panic_text.is_some_and(|i| core::ptr::eq(info, i))
}

/// Visits what panics and deferred calls of a goroutine refer to.
pub fn for_each_root(g: &mut G, mut visit: impl FnMut(usize)) {
    if g.panics.is_active()
        && let Some(roots) = ROOTS.get()
    {
        roots(g, &mut visit);
    }
}

fn roots(g: &mut G, visit: &mut dyn FnMut(usize)) {
    g.panics.for_each_value(|v| visit(v.data));
    if !g.panic_text.is_null() {
        // SAFETY: what `push_text_call` made.
        visit(unsafe { (*g.panic_text.cast::<TextArgs>()).value.data.addr() });
    }
}

/// A panic's value on its way to text and back (`runtime.panicTextArgs`).
#[repr(C)]
struct TextArgs {
    value: crate::types::Iface,
    /// Set when `value` is a string made by a method.
    made: u32,
}

struct Parked<'a> {
    m: &'a mut M,
    g: &'a mut G,
    /// How the last push moved the stack.
    moved: Option<Relocation>,
}

impl Parked<'_> {
    fn push(&mut self, info: &'static FuncInfo, arg: usize) -> usize {
        self.moved = stack::push(self.m, self.g, info, arg);
        self.g.fp as usize
    }
}

impl Frames for Parked<'_> {
    type Value = Value;
    type Closure = usize;

    fn innermost(&self) -> usize {
        self.g.fp as usize
    }

    fn caller(&self, frame: usize) -> Option<usize> {
        // SAFETY: a parked frame of the goroutine.
        let caller = unsafe { Frame::at(frame as *mut u8) }.caller();
        (caller < self.g.stack.base()).then_some(caller as usize)
    }

    fn pop_defer(&mut self, frame: usize) -> Option<usize> {
        let fp = frame as *mut u8;
        // SAFETY: a parked frame of the goroutine.
        unsafe { pop_defer(fp) }
    }

    fn push_call(&mut self, closure: usize) -> usize {
        self.push(link::panics().calldefer, closure)
    }

    fn moved(&mut self) -> Option<(Range<usize>, usize)> {
        let moved = self.moved.take()?;
        Some((moved.old_range(), moved.delta()))
    }

    fn cut(&mut self, frame: usize) {
        self.g.fp = frame as *mut u8;
    }

    fn cut_to_exit(&mut self, frame: usize) {
        self.g.fp = frame as *mut u8;
        // SAFETY: a parked frame of a function that defers; its exit point uses only stack slots.
        unsafe {
            let frame = Frame::at(self.g.fp);
            if let Some(info) = frame.defer_info() {
                frame.set_point(info.exit_point as usize);
            }
        }
    }

    fn push_text_call(&mut self, value: Value) -> Option<usize> {
        let info = link::panics().panic_text?;
        // SAFETY: a type descriptor.
        let typ = unsafe { (value.typ as *const Type).as_ref() }?;
        typ.uncommon?;
        let text = new::<TextArgs>();
        // SAFETY: new memory.
        unsafe {
            text.write(TextArgs {
                value: crate::types::Iface {
                    word: value.typ,
                    data: value.data as *mut u8,
                },
                made: 0,
            });
        }
        self.g.panic_text = text.as_ptr().cast();
        Some(self.push(info, text.as_ptr() as usize))
    }

    fn take_text(&mut self) -> Value {
        let text = core::mem::replace(&mut self.g.panic_text, null_mut());
        // SAFETY: what `push_text_call` made; its frame has returned.
        let TextArgs { value, made } = unsafe { text.cast::<TextArgs>().read() };
        heap::sys_free(text, size_of::<TextArgs>());
        Value {
            typ: value.word,
            data: value.data as usize,
            text: made != 0,
        }
    }

    fn new_record(&mut self) -> NonNull<Record<Value>> {
        new()
    }

    fn free_record(&mut self, record: NonNull<Record<Value>>) {
        heap::sys_free(record.as_ptr().cast(), size_of::<Record<Value>>());
    }
}

/// Manual memory for a value.
fn new<T>() -> NonNull<T> {
    match heap::sys_alloc(size_of::<T>()).and_then(|p| NonNull::new(p.cast())) {
        Some(at) => at,
        None => fatal::out_of_memory(),
    }
}

/// Runs one step of the machine, which has no state of its own but the goroutine's.
fn step(
    m: &mut M,
    g: &mut G,
    f: impl FnOnce(&mut PanicState<Value>, &mut Parked<'_>) -> Step,
) -> Step {
    // The machine asks whether a push moved the stack; nobody else reaches its state meanwhile.
    let mut state = core::mem::take(&mut g.panics);
    let mut frames = Parked { m, g, moved: None };
    let next = f(&mut state, &mut frames);
    g.panics = state;
    next
}

/// Has Go code make a run-time error, which it then raises.
fn make_error(m: &mut M, g: &mut G) -> Option<Outcome> {
    // Go code may read them on another M, when this one has raised the next error.
    #[cfg(target_feature = "atomics")]
    let arg = (&raw const *g.error.write(*ARGS.get())) as usize;
    #[cfg(not(target_feature = "atomics"))]
    let arg = (&raw const *ARGS.get()) as usize;
    let Some(info) = link::panics().panic_rt else {
        fatal::throw("run-time error without runtime.panicrt")
    };
    if let Some(moved) = stack::push(m, g, info, arg) {
        g.panics.adjust(moved.old_range(), moved.delta());
    }
    None
}

fn start(m: &mut M, g: &mut G) -> Option<Outcome> {
    let value = *RAISED.get();
    let next = step(m, g, |state, frames| state.panic(frames, value));
    go_on(m, g, next)
}

fn goexit(m: &mut M, g: &mut G) -> Option<Outcome> {
    let next = step(m, g, |state, frames| state.goexit(frames));
    go_on(m, g, next)
}

/// A frame returned: goes on with the panic if it was the machine's.
fn returned(m: &mut M, g: &mut G, fp: *mut u8, info: &'static FuncInfo) {
    if !is_helper(info) {
        return;
    }
    g.fp = fp;
    let next = step(m, g, |state, frames| state.next(frames));
    if go_on(m, g, next).is_some() {
        m.suspend_for(g.fp, Suspend::Exit, |_, _| Some(Outcome::Exited));
    }
}

fn go_on(m: &mut M, g: &mut G, next: Step) -> Option<Outcome> {
    match next {
        Step::Call | Step::Recovered => None,
        // Goexit is through: also the first goroutine ends like any other.
        Step::Exit => Some(Outcome::Exited),
        Step::Report => fatal::unrecovered(m, g),
        Step::PrintFailed => fatal::print_failed(m, g),
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_panic(m: &mut M, fp: *mut u8, typ: usize, data: usize) {
    if typ == 0 {
        return raise(m, fp, Kind::PanicNil, 0, 0);
    }
    *RAISED.get() = Value {
        typ,
        data,
        text: false,
    };
    set_hooks();
    m.suspend_for(fp, Suspend::Panic, start);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_panic_rt(m: &mut M, fp: *mut u8, kind: u32, a: i64, b: i64) {
    raise_number(m, fp, kind, a, b);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_recover(m: &mut M, caller: usize) -> u64 {
    // SAFETY: the goroutine that runs.
    let g = unsafe { &mut *m.g };
    match g.panics.recover(caller) {
        Some(value) => pair(value.typ, value.data),
        None => 0,
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_recover_through(m: &mut M, fp: *mut u8, caller: usize) {
    // SAFETY: the goroutine that runs.
    let g = unsafe { &mut *m.g };
    g.panics.hand_on(caller, fp as usize);
}

#[unsafe(export_name = "runtime.Goexit")]
extern "C" fn go_exit(m: &mut M, fp: *mut u8) {
    set_hooks();
    fatal::can_deadlock();
    m.suspend_for(fp, Suspend::Goexit, goexit);
}

/// Unlinks the newest deferred call of a frame.
///
/// # Safety
/// `fp` is a frame of the goroutine that runs, its header written.
unsafe fn pop_defer(fp: *mut u8) -> Option<usize> {
    // SAFETY: by contract.
    unsafe {
        let info = Frame::at(fp).defer_info()?;
        let closure = info.pop(fp, |slot, value| {
            heap::barrier_if_marking(*slot, value);
            *slot = value;
        })?;
        // It came out of a record, and goes into a frame that may have been scanned already.
        heap::shade(closure);
        Some(closure)
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_defer_push(m: &mut M, fp: *mut u8, closure: usize) {
    // SAFETY: the caller wrote its frame's header, and keeps a list of records.
    unsafe {
        let (mut head, indirect) = list_of(fp);
        if indirect {
            head = burrow_defer_cell(m, fp);
            if head.is_null() {
                return;
            }
        }
        push(m, fp, head, indirect, closure);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_defer_link(_m: &mut M, fp: *mut u8, record: *mut DeferRecord) {
    // SAFETY: the caller wrote its frame's header, keeps a list of records, and the record is a stack object of its own.
    unsafe {
        let (head, _) = list_of(fp);
        (*record).next = *head;
        *head = record;
    }
}

/// Where a frame keeps the head of its list, or the address of the cell that is the head.
///
/// # Safety
/// `fp` is a frame with its header written, of a function that defers with records.
unsafe fn list_of(fp: *mut u8) -> (*mut *mut DeferRecord, bool) {
    // SAFETY: by contract.
    let Some(info) = (unsafe { Frame::at(fp) }).defer_info() else {
        fatal::throw("defer in a function without a list")
    };
    let indirect = info.flags & DeferInfo::INDIRECT != 0;
    (fp.wrapping_add(info.list as usize).cast(), indirect)
}

/// Pushes a record on the list with this head, which lies in the heap if it is a cell.
///
/// # Safety
/// `head` is the head of a list.
unsafe fn push(m: &mut M, fp: *mut u8, head: *mut *mut DeferRecord, cell: bool, closure: usize) {
    let layout = Layout::mask(2, 0b11);
    let record = heap::alloc(m, fp, size_of::<DeferRecord>(), &layout).cast::<DeferRecord>();
    if record.is_null() {
        return;
    }
    heap::shade(closure);
    // SAFETY: by contract, and a new object.
    unsafe {
        // While marking the record counts as scanned already.
        heap::shade(*head as usize);
        record.write(DeferRecord {
            next: *head,
            closure,
        });
        if cell {
            heap::barrier_if_marking(*head as usize, record as usize);
        }
        *head = record;
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_defer_cell(m: &mut M, fp: *mut u8) -> *mut *mut DeferRecord {
    // SAFETY: the caller wrote its frame's header, and keeps the address of a cell.
    unsafe {
        let (list, _) = list_of(fp);
        let list = list.cast::<*mut *mut DeferRecord>();
        if (*list).is_null() {
            *list = heap::alloc(m, fp, size_of::<usize>(), &Layout::mask(1, 1)).cast();
        }
        *list
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_defer_push_to(
    m: &mut M,
    fp: *mut u8,
    cell: *mut *mut DeferRecord,
    closure: usize,
) {
    // SAFETY: what `burrow_defer_cell` made.
    unsafe { push(m, fp, cell, true, closure) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_defer_pop(_m: &mut M, fp: *mut u8) -> usize {
    // SAFETY: the caller wrote its frame's header.
    unsafe { pop_defer(fp) }.unwrap_or(0)
}
