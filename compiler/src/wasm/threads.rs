//! What a module with several threads has besides: each thread is an instance of its own, with its own globals.
//!
//! `burrow_m` is the global that holds the address of the thread's M block. Rust code can neither read a global nor, with
//! what is stable of it, wait for a word of memory, so these few functions are the compiler's.

use super::Options;
use super::asm::Asm;
use crate::object::{Data, Global, Object};
use wasm_encoder::{FuncType, MemArg, MemArgTarget, ValType};

const I32: ValType = ValType::I32;

fn word() -> MemArg {
    MemArg {
        offset: 0,
        align: 2,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}

/// Defines the global, whose initial value is the first M's address, and the functions.
///
/// | name | what |
/// | --- | --- |
/// | `burrow_threads` | static word: how many Ps there are unless `GOMAXPROCS` says otherwise |
/// | `burrow_current() -> m` | the thread's M block |
/// | `burrow_wait(word, expected, ns: i64) -> 0, 1 or 2` | sleeps while the word is as expected, for so long at most (negative: for ever) |
/// | `burrow_notify(word, n) -> woken` | wakes so many of those who sleep on it |
/// | `wasi_thread_start(tid, m)` | entry of a thread: the end of its stack is where its M block begins; calls `burrow_thread(m)` |
pub(super) fn define(obj: &mut Object, options: &Options) {
    let m0 = obj.extern_data("burrow_m0");
    let m = obj.define_global("burrow_m", I32, true, 0);
    if let Some(Global { base, .. }) = obj.globals.last_mut() {
        *base = Some(m0);
    }
    let mut count = Data::read_only(Vec::new(), 4);
    count.u32(options.procs.max(1));
    obj.define_data("burrow_threads", count);

    let function = |obj: &mut Object, name: &str, ty: FuncType, a: Asm| {
        let sym = obj.declare(name);
        obj.define_function(sym, &ty, a.finish(&[]));
    };

    let mut a = Asm::default();
    a.global_get(m);
    function(obj, "burrow_current", FuncType::new([], [I32]), a);

    let mut a = Asm::default();
    (0..3).for_each(|n| a.get(n));
    a.sink().memory_atomic_wait32(word());
    let ty = FuncType::new([I32, I32, ValType::I64], [I32]);
    function(obj, "burrow_wait", ty, a);

    let mut a = Asm::default();
    (0..2).for_each(|n| a.get(n));
    a.sink().memory_atomic_notify(word());
    let ty = FuncType::new([I32, I32], [I32]);
    function(obj, "burrow_notify", ty, a);

    let stack = obj.declare("__stack_pointer");
    let main = obj.extern_function("burrow_thread", &FuncType::new([I32], []));
    let mut a = Asm::default();
    a.get(1);
    a.global_set(stack);
    a.get(1);
    a.global_set(m);
    a.get(1);
    a.call(main);
    function(obj, "wasi_thread_start", FuncType::new([I32, I32], []), a);
}
