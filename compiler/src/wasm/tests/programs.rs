//! Programs, run in all modes.

use super::build::B;
use super::*;
use crate::ir::abi::RtFn;
use crate::ir::*;
use Ty::{I32, I64, Ptr};

pub(super) fn module(funcs: Vec<B>) -> Module {
    Module {
        funcs: funcs.into_iter().map(|b| b.f).collect(),
        ..Module::default()
    }
}

/// Function 0 is fib; main calls it.
pub(super) fn fib() -> Module {
    let mut b = B::new("fib", &[I64], &[I64]);
    let (small, big) = (b.block(&[]), b.block(&[]));
    let n = b.arg(0);
    let two = b.i64(2);
    let c = b.cmp(CmpOp::LtS, n, two);
    b.branch(c, (small, &[]), (big, &[]));
    b.go(small);
    b.ret(&[n]);
    b.go(big);
    let one = b.i64(1);
    let n1 = b.bin(BinOp::Sub, n, one);
    let r1 = b.call(0, &[n1], &[I64])[0];
    let two = b.i64(2);
    let n2 = b.bin(BinOp::Sub, n, two);
    let r2 = b.call(0, &[n2], &[I64])[0];
    let r = b.add(r1, r2);
    b.ret(&[r]);

    let mut main = B::new("main", &[I64], &[I64]);
    let n = main.arg(0);
    let r = main.call(0, &[n], &[I64])[0];
    main.ret(&[r]);
    module(vec![b, main])
}

#[test]
fn recursion() {
    expect(&fib(), &[15], "610", "[]");
    assert!(run(&fib(), &[15], STRESS).parks > 1000);
}

/// The entry check, and what follows a call, are what one would write by hand.
#[test]
fn checks_are_short() {
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let m = squeeze(&text(&fib()));
    let frame = "local.get 0 i32.const 24 i32.sub local.tee 0 i32.const 0 i32.load offset=";
    let frame16 = frame.replace("24", "16");
    assert!(m.contains(frame) || m.contains(&frame16), "{m}");
    let compare = "local.get 1 i64.const 2 i64.lt_s if ;; label = @";
    assert!(m.contains(compare), "{m}");
    // Both calls: arguments, call, result, check, with nothing in between.
    for k in [1, 2] {
        let call = format!("local.get 0 local.get 1 i64.const {k} i64.sub call 2 local.set");
        assert!(m.contains(&call), "{m}");
    }
    assert!(m.contains("i32.load offset=1124 br_if"), "{m}");
}

/// main(n) = sum of i * i for i < n, by a loop.
fn square_sum(step: i64, op: CmpOp) -> Module {
    let mut b = B::new("main", &[I64], &[I64]);
    let (head, body, done) = (b.block(&[I64, I64]), b.block(&[]), b.block(&[]));
    let n = b.arg(0);
    let zero = b.i64(0);
    b.jump(head, &[zero, zero]);
    b.go(head);
    let (i, s) = (b.param(head, 0), b.param(head, 1));
    let c = b.cmp(op, i, n);
    b.branch(c, (body, &[]), (done, &[]));
    b.go(body);
    let sq = b.bin(BinOp::Mul, i, i);
    let s2 = b.add(s, sq);
    let i2 = b.addi(i, step);
    b.jump(head, &[i2, s2]);
    b.go(done);
    b.ret(&[s]);
    module(vec![b])
}

#[test]
fn counted_loops_run_in_turns() {
    let sum = |n: i64, step: i64, le: bool| -> i64 {
        let last = if le { n + 1 } else { n };
        (0..last).step_by(step as usize).map(|i| i * i).sum()
    };
    for n in [-1, 0, 1, 1023, 1024, 1025, 5000] {
        for step in [1, 3] {
            for op in [CmpOp::LtS, CmpOp::LeS] {
                let want = sum(n, step, op == CmpOp::LeS).to_string();
                let m = square_sum(step, op);
                assert_eq!(run(&m, &[n], PLAIN).result, want, "{n} {step} {op:?}");
                assert_eq!(run(&m, &[n], STRESS).result, want, "{n} {step} {op:?}");
            }
        }
    }
    let r = run(&square_sum(1, CmpOp::LtS), &[5000], &["poll"]);
    assert_eq!(r.parks, 4, "a poll between turns of 1024");
    assert_eq!(
        run(&square_sum(1, CmpOp::Ne), &[3000], STRESS).result,
        sum(3000, 1, false).to_string()
    );
}

/// What leaves a loop comes first where its head branches, so that engines lay out the body right behind.
#[test]
fn loops_leave_first() {
    let m = text(&square_sum(1, CmpOp::LtS));
    // The first loop makes turns of the second.
    let turn = m.split("loop ").nth(2).expect("two loops");
    let head = turn.split("if ").next().expect("a branch");
    assert!(head.contains("i64.ge_s"), "{m}");
}

/// A nest of two loops with a call in the inner one: for i < n, for j < i: s = leaf(s, i, j).
#[test]
fn nested_loops_resume_inside() {
    let mut leaf = B::new("leaf", &[I64, I64, I64], &[I64]);
    let (s, i, j) = (leaf.arg(0), leaf.arg(1), leaf.arg(2));
    let p = leaf.i32(24);
    let p = leaf.rt(RtFn::NewNoscan, &[p]).unwrap();
    leaf.ops(Op::Store(Mem::I64, 8), &[p, i], &[]);
    let ij = leaf.bin(BinOp::Mul, i, j);
    let i2 = leaf.op(Op::Load(Mem::I64, 8), &[p], I64);
    let t = leaf.add(ij, i2);
    let r = leaf.add(s, t);
    leaf.ret(&[r]);

    let mut b = B::new("main", &[I64], &[I64]);
    let (oh, ob, ih, ib, on, done) = (
        b.block(&[I64, I64]),
        b.block(&[]),
        b.block(&[I64, I64]),
        b.block(&[]),
        b.block(&[]),
        b.block(&[]),
    );
    let n = b.arg(0);
    let zero = b.i64(0);
    b.jump(oh, &[zero, zero]);
    b.go(oh);
    let (i, s) = (b.param(oh, 0), b.param(oh, 1));
    let c = b.cmp(CmpOp::LtS, i, n);
    b.branch(c, (ob, &[]), (done, &[]));
    b.go(ob);
    let zero = b.i64(0);
    b.jump(ih, &[zero, s]);
    b.go(ih);
    let (j, s1) = (b.param(ih, 0), b.param(ih, 1));
    let c = b.cmp(CmpOp::LtS, j, i);
    b.branch(c, (ib, &[]), (on, &[]));
    b.go(ib);
    let s2 = b.call(0, &[s1, i, j], &[I64])[0];
    let j2 = b.addi(j, 1);
    b.jump(ih, &[j2, s2]);
    b.go(on);
    let i2 = b.addi(i, 1);
    b.jump(oh, &[i2, s1]);
    b.go(done);
    b.ret(&[s]);
    let want: i64 = (0..20).flat_map(|i| (0..i).map(move |j| i * j + i)).sum();
    let m = module(vec![leaf, b]);
    expect(&m, &[20], &want.to_string(), "[]");
    assert!(run(&m, &[20], STRESS).parks > 300);
}

/// Pointers into the stack, across parks: a slot's address is passed down, stored to, and kept in a local.
#[test]
fn stack_objects_move() {
    let mut set = B::new("set", &[Ptr, I64], &[Ptr]);
    let (p, v) = (set.arg(0), set.arg(1));
    let n = set.i32(8);
    let q = set.rt(RtFn::NewNoscan, &[n]).unwrap();
    set.ops(Op::Store(Mem::I64, 0), &[q, v], &[]);
    set.ops(Op::Store(Mem::Ptr, 8), &[p, q], &[]);
    let old = set.op(Op::Load(Mem::I64, 0), &[p], I64);
    let new = set.add(old, v);
    set.ops(Op::Store(Mem::I64, 0), &[p, new], &[]);
    let r = set.op(Op::PtrOff(8), &[p], Ptr);
    set.ret(&[r]);

    let mut b = B::new("main", &[I64], &[I64]);
    let slot = b.slot(16, &[8]);
    let head = b.block(&[I64, Ptr]);
    let (body, done) = (b.block(&[]), b.block(&[]));
    let n = b.arg(0);
    let zero = b.i64(0);
    let a = b.op(Op::SlotAddr(slot, 0), &[], Ptr);
    b.ops(Op::Store(Mem::I64, 0), &[a, zero], &[]);
    let inner = b.op(Op::SlotAddr(slot, 8), &[], Ptr);
    b.jump(head, &[zero, inner]);
    b.go(head);
    let (i, p) = (b.param(head, 0), b.param(head, 1));
    let c = b.cmp(CmpOp::LtS, i, n);
    b.branch(c, (body, &[]), (done, &[]));
    b.go(body);
    let a = b.op(Op::SlotAddr(slot, 0), &[], Ptr);
    let p2 = b.call(0, &[a, i], &[Ptr])[0];
    let i2 = b.addi(i, 1);
    b.jump(head, &[i2, p2]);
    b.go(done);
    // The sum in the slot, and the last value through the pointer into the slot.
    let q = b.op(Op::Load(Mem::Ptr, 0), &[p], Ptr);
    let last = b.op(Op::Load(Mem::I64, 0), &[q], I64);
    let sum = b.op(Op::Load(Mem::I64, 0), &[a], I64);
    let k = b.i64(1000);
    let r = b.bin(BinOp::Mul, last, k);
    let r = b.add(r, sum);
    b.ret(&[r]);
    expect(&module(vec![set, b]), &[10], "9045", "[]");
}

/// Results of a blocking runtime call come through the result record.
#[test]
fn blocking_calls_take_results_from_the_record() {
    let mut b = B::new("main", &[I64], &[I64]);
    let ch = b.nil();
    let one = b.op(Op::PtrOff(4), &[ch], Ptr);
    let x = b.rt(RtFn::ChanRecv, &[one, ch]).unwrap();
    let two = b.op(Op::PtrOff(10), &[ch], Ptr);
    let y = b.rt(RtFn::ChanRecv, &[two, ch]).unwrap();
    let k = b.i32(100);
    let x = b.bin(BinOp::Mul, x, k);
    let s = b.add(x, y);
    let s = b.op(Op::Un(UnOp::ExtendU), &[s], I64);
    let n = b.arg(0);
    let s = b.add(s, n);
    b.ret(&[s]);
    expect(&module(vec![b]), &[7], "928", "[]");
}

/// Two blocks that jump into each other, entered at both: a goto.
#[test]
fn irreducible_loops_run() {
    let mut leaf = B::new("leaf", &[I64], &[I64]);
    let k = leaf.i32(8);
    let p = leaf.rt(RtFn::NewNoscan, &[k]).unwrap();
    let v = leaf.arg(0);
    leaf.ops(Op::Store(Mem::I64, 0), &[p, v], &[]);
    let v = leaf.op(Op::Load(Mem::I64, 0), &[p], I64);
    leaf.ret(&[v]);

    let mut b = B::new("main", &[I64, I64], &[I64]);
    let (x, y, done) = (b.block(&[I64, I64]), b.block(&[I64, I64]), b.block(&[I64]));
    let (n, first) = (b.arg(0), b.arg(1));
    let zero = b.i64(0);
    let c = b.op(Op::Un(UnOp::Eqz), &[first], I32);
    b.branch(c, (x, &[n, zero]), (y, &[n, zero]));
    b.go(x);
    let (i, s) = (b.param(x, 0), b.param(x, 1));
    let i = b.addi(i, -1);
    let i = b.call(0, &[i], &[I64])[0];
    let s = b.addi(s, 1);
    let zero = b.i64(0);
    let c = b.cmp(CmpOp::LeS, i, zero);
    b.branch(c, (done, &[s]), (y, &[i, s]));
    b.go(y);
    let (i, s) = (b.param(y, 0), b.param(y, 1));
    let i = b.addi(i, -2);
    let s = b.addi(s, 1000);
    let s = b.call(0, &[s], &[I64])[0];
    let zero = b.i64(0);
    let c = b.cmp(CmpOp::LeS, i, zero);
    b.branch(c, (done, &[s]), (x, &[i, s]));
    b.go(done);
    let s = b.param(done, 0);
    b.ret(&[s]);
    let m = module(vec![leaf, b]);
    expect(&m, &[10, 0], "3004", "[]");
    expect(&m, &[10, 1], "4003", "[]");
}

/// Parallel copies that swap, a switch, and floating point.
#[test]
fn swaps_and_switches() {
    let mut b = B::new("main", &[I64], &[I64]);
    let head = b.block(&[I64, I64, I64]);
    let (zero_case, one_case, other, next) =
        (b.block(&[]), b.block(&[]), b.block(&[I64]), b.block(&[I64]));
    let (body, done) = (b.block(&[]), b.block(&[]));
    let n = b.arg(0);
    let (one, two) = (b.i64(1), b.i64(2));
    b.jump(head, &[n, one, two]);
    b.go(head);
    let (i, x, y) = (b.param(head, 0), b.param(head, 1), b.param(head, 2));
    let c = b.op(Op::Un(UnOp::Eqz), &[i], I32);
    b.branch(c, (done, &[]), (body, &[]));
    b.go(body);
    let three = b.i64(3);
    let k = b.bin(BinOp::RemU, i, three);
    let k = b.op(Op::Un(UnOp::Wrap), &[k], I32);
    b.switch(k, &[(zero_case, &[]), (one_case, &[])], (other, &[x]));
    b.go(zero_case);
    let t = b.addi(x, 5);
    b.jump(next, &[t]);
    b.go(one_case);
    let f = b.op(Op::Un(UnOp::ConvertS), &[x], Ty::F64);
    let half = b.op(Op::FConst(1.5f64.to_bits()), &[], Ty::F64);
    let f = b.op(Op::Bin(BinOp::Mul), &[f, half], Ty::F64);
    let t = b.op(Op::Un(UnOp::TruncS), &[f], I64);
    b.jump(next, &[t]);
    b.go(other);
    let o = b.param(other, 0);
    let t = b.bin(BinOp::Mul, o, o);
    let seven = b.i64(7);
    let t = b.bin(BinOp::RemS, t, seven);
    b.jump(next, &[t]);
    b.go(next);
    let t = b.param(next, 0);
    let i2 = b.addi(i, -1);
    b.jump(head, &[i2, y, t]);
    b.go(done);
    let k = b.i64(1000);
    let x = b.bin(BinOp::Mul, x, k);
    let r = b.add(x, y);
    b.ret(&[r]);
    let (mut x, mut y) = (1i64, 2i64);
    for i in (1..=3000i64).rev() {
        let t = match i % 3 {
            0 => x + 5,
            1 => (x as f64 * 1.5) as i64,
            _ => x * x % 7,
        };
        (x, y) = (y, t);
    }
    expect(&module(vec![b]), &[3000], &(x * 1000 + y).to_string(), "[]");
}
