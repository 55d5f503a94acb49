//! Functions that many bodies call, so that each of them stays small.

use super::asm::Asm;
use super::body::arg;
use super::cx::{Cx, Helper, m, resume_type};
use super::plan::{Plan, in_order};
use crate::ir::abi::RtFn;
use crate::ir::{PanicKind, Ty};
use crate::object::{Body, Sym};
use burrow_stacks::layout32;
use wasm_encoder::{BlockType, FuncType, ValType};

const I32: ValType = ValType::I32;

/// Writes all helpers that are wanted.
pub(super) fn write(cx: &mut Cx<'_>) {
    while let Some(h) = cx.wanted.pop() {
        let (ty, body) = match &h {
            Helper::Refuse(params) => refuse(cx, params),
            Helper::Begin(params) => begin(cx, params),
            Helper::PanicRt => panic(cx),
            Helper::Poll => poll(cx),
            Helper::Admit => admit(cx),
            Helper::Header => header(),
            Helper::StorePtr => store_ptr(cx),
        };
        let sym = cx.helpers[&h];
        cx.obj.define_function(sym, &ty, body);
    }
}

fn push_m(cx: &Cx<'_>, a: &mut Asm) {
    match cx.options.threads {
        true => a.global_get(cx.m),
        false => a.addr(cx.m, 0),
    }
}

/// Pushes the base for [`m_offset`].
fn m_base(cx: &Cx<'_>, a: &mut Asm) {
    match cx.options.threads {
        true => a.global_get(cx.m),
        false => {
            a.sink().i32_const(0);
        }
    }
}

/// Writes an access to a field of the M block.
fn m_offset(
    cx: &Cx<'_>,
    a: &mut Asm,
    field: u32,
    align: u32,
    write: impl FnOnce(&mut wasm_encoder::InstructionSink<'_>, wasm_encoder::MemArg),
) {
    if cx.options.threads {
        write(&mut a.sink(), arg(field, align));
    } else {
        write(&mut a.sink(), arg(0, align));
        a.offset(cx.m, field as i32);
    }
}

fn refuse(cx: &mut Cx<'_>, params: &[ValType]) -> (FuncType, Body) {
    let mut a = Asm::default();
    let store = |a: &mut Asm, at: u32, local: u32, ty: ValType| {
        m_base(cx, a);
        a.get(local);
        let wide = matches!(ty, ValType::I64 | ValType::F64);
        m_offset(cx, a, m::ENTRY as u32 + at, 2 + wide as u32, |i, x| {
            match ty {
                ValType::I64 => i.i64_store(x),
                ValType::F64 => i.f64_store(x),
                ValType::F32 => i.f32_store(x),
                _ => i.i32_store(x),
            };
        });
    };
    store(&mut a, 0, 1, I32);
    let mut at = 8;
    for (n, &ty) in params.iter().enumerate() {
        let size = if matches!(ty, ValType::I64 | ValType::F64) {
            8
        } else {
            4u32
        };
        at = u32::next_multiple_of(at, size);
        store(&mut a, at, n as u32 + 2, ty);
        at += size;
    }
    m_base(cx, &mut a);
    a.sink().i32_const(0);
    m_offset(cx, &mut a, m::ENTRY as u32 + 4, 2, |i, x| {
        i.i32_store(x);
    });
    // The runtime wants the caller's frame pointer: FuncInfo begins with the frame's size.
    push_m(cx, &mut a);
    a.get(0);
    a.get(1);
    a.sink().i32_load(arg(0, 2)).i32_add();
    let ty = FuncType::new([I32, I32], []);
    let rt = cx.obj.extern_function("burrow_refuse", &ty);
    a.call(rt);
    let params = [I32, I32].into_iter().chain(params.iter().copied());
    (FuncType::new(params, []), a.finish(&[]))
}

/// The fast body of a function with a single body: calls it by way of the frame.
pub(super) fn stub(cx: &mut Cx<'_>, plan: &Plan<'_>) -> Body {
    let mut a = Asm::default();
    let count = plan.f.sig.params.len();
    let begin = cx.helper(Helper::Begin(plan.locals.types[..count].to_vec()));
    let info = cx.info(plan.id);
    a.get(0);
    a.addr(info, 0);
    (1..=count as u32).for_each(|l| a.get(l));
    a.call(begin);
    let (offsets, _) = in_order(&plan.f.sig.results, 0);
    for (&ty, &off) in plan.f.sig.results.iter().zip(&offsets) {
        m_base(cx, &mut a);
        let wide = matches!(ty, Ty::I64 | Ty::F64);
        m_offset(
            cx,
            &mut a,
            m::RESULT as u32 + off,
            2 + wide as u32,
            |i, x| {
                match ty {
                    Ty::I64 => i.i64_load(x),
                    Ty::F64 => i.f64_load(x),
                    Ty::F32 => i.f32_load(x),
                    Ty::I32 | Ty::Ptr => i.i32_load(x),
                };
            },
        );
    }
    a.finish(&[])
}

fn begin(cx: &mut Cx<'_>, params: &[ValType]) -> (FuncType, Body) {
    let mut a = Asm::default();
    a.get(0);
    a.get(1);
    a.sink().i32_load(arg(0, 2)).i32_sub();
    a.set(0);
    a.get(0);
    m_base(cx, &mut a);
    m_offset(cx, &mut a, m::GUARD as u32, 2, |i, x| {
        i.i32_load(x);
    });
    a.sink().i32_lt_u();
    // The stack may lie so low that the address wrapped around.
    a.get(0);
    a.sink().i32_const(0);
    a.get(1);
    a.sink().i32_load(arg(0, 2)).i32_sub().i32_ge_u().i32_or();
    a.sink().if_(BlockType::Empty);
    (0..params.len() as u32 + 2).for_each(|l| a.get(l));
    let refuse = cx.helper(Helper::Refuse(params.to_vec()));
    a.call(refuse);
    a.ret();
    a.sink().end();
    a.get(0);
    a.sink().i32_const(0).i32_store(arg(4, 2));
    let mut at = 8;
    for (n, &ty) in params.iter().enumerate() {
        let wide = matches!(ty, ValType::I64 | ValType::F64);
        let size = if wide { 8 } else { 4u32 };
        at = u32::next_multiple_of(at, size);
        a.get(0);
        a.get(n as u32 + 2);
        let x = arg(at, 2 + wide as u32);
        match ty {
            ValType::I64 => a.sink().i64_store(x),
            ValType::F64 => a.sink().f64_store(x),
            ValType::F32 => a.sink().f32_store(x),
            _ => a.sink().i32_store(x),
        };
        at += size;
    }
    a.get(0);
    a.get(1);
    a.sink().i32_load(arg(layout32::RESUME as u32, 2));
    let ty = cx.obj.type_id(&resume_type());
    a.call_indirect(ty);
    let params = [I32, I32].into_iter().chain(params.iter().copied());
    (FuncType::new(params, []), a.finish(&[]))
}

fn panic(cx: &mut Cx<'_>) -> (FuncType, Body) {
    let mut a = Asm::default();
    a.get(0);
    a.get(1);
    a.sink().i32_store(arg(0, 2));
    a.get(0);
    a.get(2);
    a.sink()
        .i32_const(PanicKind::BITS as i32)
        .i32_shr_u()
        .i32_store(arg(4, 2));
    push_m(cx, &mut a);
    a.get(0);
    a.get(2);
    a.sink().i32_const((1 << PanicKind::BITS) - 1).i32_and();
    a.get(3);
    a.get(4);
    let rt = cx.rt(RtFn::PanicRt);
    a.call(rt);
    let params = [I32, I32, I32, ValType::I64, ValType::I64];
    (FuncType::new(params, []), a.finish(&[]))
}

fn poll(cx: &mut Cx<'_>) -> (FuncType, Body) {
    let mut a = Asm::default();
    m_base(cx, &mut a);
    m_base(cx, &mut a);
    m_offset(cx, &mut a, m::FUEL as u32, 2, |i, x| {
        i.i32_load(x);
    });
    a.get(1);
    a.sink().i32_sub();
    a.set(1);
    a.get(1);
    m_offset(cx, &mut a, m::FUEL as u32, 2, |i, x| {
        i.i32_store(x);
    });
    let requested = cx.options.threads;
    if requested {
        // Another thread raises a request by poisoning the guard.
        m_base(cx, &mut a);
        m_offset(cx, &mut a, m::GUARD as u32, 2, |i, x| {
            i.i32_atomic_load(x);
        });
        a.get(0);
        a.sink().i32_gt_u();
    }
    a.get(1);
    a.sink().i32_const(0).i32_le_s();
    if requested {
        a.sink().i32_or();
    }
    a.sink().if_(BlockType::Empty);
    push_m(cx, &mut a);
    a.get(0);
    let rt = cx.rt(RtFn::Poll);
    a.call(rt);
    a.sink().end();
    m_base(cx, &mut a);
    m_offset(cx, &mut a, m::SUSPENDED as u32, 2, |i, x| {
        i.i32_load(x);
    });
    (FuncType::new([I32, I32], [I32]), a.finish(&[]))
}

fn admit(cx: &mut Cx<'_>) -> (FuncType, Body) {
    let mut a = Asm::default();
    m_base(cx, &mut a);
    m_offset(cx, &mut a, m::GUARD as u32, 2, |i, x| {
        i.i32_load(x);
    });
    a.get(0);
    a.sink().i32_gt_u().if_(BlockType::Empty);
    m_base(cx, &mut a);
    a.get(0);
    m_offset(cx, &mut a, m::GUARD as u32, 2, |i, x| {
        i.i32_store(x);
    });
    a.sink().end();
    (FuncType::new([I32], []), a.finish(&[]))
}

fn header() -> (FuncType, Body) {
    let mut a = Asm::default();
    a.get(0);
    a.get(1);
    a.sink().i32_store(arg(0, 2));
    a.get(0);
    a.get(2);
    a.sink().i32_store(arg(4, 2));
    (FuncType::new([I32, I32, I32], []), a.finish(&[]))
}

fn store_ptr(cx: &mut Cx<'_>) -> (FuncType, Body) {
    let mut a = Asm::default();
    m_base(cx, &mut a);
    m_offset(cx, &mut a, m::BARRIER as u32, 2, |i, x| {
        i.i32_load(x);
    });
    a.sink().if_(BlockType::Empty);
    push_m(cx, &mut a);
    a.get(0);
    a.get(1);
    let rt = cx.rt(RtFn::WriteBarrier);
    a.call(rt);
    a.sink().end();
    a.get(0);
    a.get(1);
    a.sink().i32_store(arg(0, 2));
    (FuncType::new([I32, I32], []), a.finish(&[]))
}

/// A thunk `(fp, ctx, params...)` for a function without context whose address is taken.
pub(super) fn thunk(func: Sym, takes_fp: bool, params: &[Ty]) -> Body {
    let mut a = Asm::default();
    if takes_fp {
        a.get(0);
    }
    for n in 0..params.len() as u32 {
        a.get(n + 2);
    }
    a.call(func);
    a.finish(&[])
}
