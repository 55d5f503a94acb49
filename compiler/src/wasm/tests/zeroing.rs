//! Stack objects are zeroed where somebody could see that they are not.

use super::build::B;
use super::programs::module;
use crate::ir::{FuncId, Mem, Module, Op, SlotId, Ty};
use crate::opt::{classes, edit, poll};
use crate::wasm::{Options, objects, plan, zeroing};

/// Whether the first object of the first function is zeroed at the entry, and how often in place.
fn zeroed(m: &Module) -> (bool, usize) {
    let classes = classes::classify(m);
    let mut f = m.funcs[0].clone();
    edit::compact(&mut f);
    let polls = poll::insert(&mut f, FuncId(0), &classes, false);
    let plan = plan::plan(m, &classes, FuncId(0), &f, &polls, &Options::default());
    let zeroing = zeroing::decide(&plan, &objects::live(&plan));
    let all = f.blocks.iter().flat_map(|b| &b.insts);
    let zeroes = all.filter(|i| f.insts[i.index()].op == Op::MemZero);
    let kept = zeroes.filter(|&i| !zeroing.vain.contains(i)).count();
    (zeroing.at_entry[0], kept)
}

/// An object of a pointer and a number; `body` gets it and the function's parameters: a pointer, and a number.
fn function(body: impl FnOnce(&mut B, SlotId)) -> (bool, usize) {
    let mut b = B::new("f", &[Ty::Ptr, Ty::I32], &[]);
    let slot = b.slot(8, &[0]);
    body(&mut b, slot);
    b.ret(&[]);
    zeroed(&module(vec![b]))
}

fn zero(b: &mut B, slot: SlotId) {
    let (at, size) = (b.op(Op::SlotAddr(slot, 0), &[], Ty::Ptr), b.i32(8));
    b.ops(Op::MemZero, &[at, size], &[]);
}

fn write_pointer(b: &mut B, slot: SlotId) {
    let (at, p) = (b.op(Op::SlotAddr(slot, 0), &[], Ty::Ptr), b.arg(0));
    b.ops(Op::Store(Mem::Ptr, 0), &[at, p], &[]);
}

fn write_number(b: &mut B, slot: SlotId) {
    let (at, n) = (b.op(Op::SlotAddr(slot, 0), &[], Ty::Ptr), b.arg(1));
    b.ops(Op::Store(Mem::I32, 4), &[at, n], &[]);
}

/// Calls the function itself, with the object's address: it parks.
fn hand_down(b: &mut B, slot: SlotId) {
    let (at, n) = (b.op(Op::SlotAddr(slot, 0), &[], Ty::Ptr), b.arg(1));
    b.call(0, &[at, n], &[]);
}

#[test]
fn what_is_written_before_it_is_seen_is_not_zeroed() {
    let whole = function(|b, slot| {
        zero(b, slot);
        write_number(b, slot);
        write_pointer(b, slot);
        hand_down(b, slot);
    });
    assert_eq!(whole, (false, 0));
    let never = function(zero);
    assert_eq!(never, (false, 0));
}

#[test]
fn what_is_handed_down_half_written_is_zeroed() {
    let number = function(|b, slot| {
        zero(b, slot);
        write_number(b, slot);
        hand_down(b, slot);
    });
    assert_eq!(number, (false, 1));
    let entry = function(|b, slot| {
        write_pointer(b, slot);
        hand_down(b, slot);
    });
    assert_eq!(entry, (true, 0));
}

#[test]
fn a_collector_sees_only_what_was_written() {
    // The object is live at the call between, where its pointer is not written yet.
    let late = function(|b, slot| {
        write_number(b, slot);
        let (p, n) = (b.arg(0), b.arg(1));
        b.call(0, &[p, n], &[]);
        let at = b.op(Op::SlotAddr(slot, 0), &[], Ty::Ptr);
        let read = b.op(Op::Load(Mem::Ptr, 0), &[at], Ty::Ptr);
        b.ops(Op::Store(Mem::Ptr, 0), &[p, read], &[]);
    });
    assert!(late.0);
    // Here it is written on one way only.
    let one_way = function(|b, slot| {
        let (yes, join) = (b.block(&[]), b.block(&[]));
        let n = b.arg(1);
        b.branch(n, (yes, &[]), (join, &[]));
        b.go(yes);
        write_pointer(b, slot);
        write_number(b, slot);
        b.jump(join, &[]);
        b.go(join);
        hand_down(b, slot);
    });
    assert!(one_way.0);
}

#[test]
fn each_turn_of_a_loop_begins_with_zeroes() {
    let turns = |seen_first: bool| {
        function(|b, slot| {
            let (head, after) = (b.block(&[]), b.block(&[]));
            b.jump(head, &[]);
            b.go(head);
            zero(b, slot);
            if seen_first {
                hand_down(b, slot);
            }
            write_pointer(b, slot);
            write_number(b, slot);
            hand_down(b, slot);
            let n = b.arg(1);
            b.branch(n, (head, &[]), (after, &[]));
            b.go(after);
        })
    };
    assert_eq!(turns(false), (false, 0));
    assert_eq!(turns(true), (false, 1));
}
