//! Calls through values, panics, frames that defer, stores with barriers.

use super::build::B;
use super::programs::module;
use super::*;
use crate::ir::abi::RtFn;
use crate::ir::*;
use Ty::{I32, I64, Ptr};

fn closure_of(f: u32) -> Data {
    Data {
        name: format!("closure{f}"),
        size: 4,
        align: 4,
        bytes: Vec::new(),
        relocs: vec![DataReloc {
            offset: 0,
            target: DataTarget::Func(FuncId(f)),
        }],
        roots: Vec::new(),
        mutable: false,
    }
}

/// A closure, a plain function as a value (through a thunk), and a method whose wrapper is a tail call.
#[test]
fn calls_through_values() {
    // 0: func(ctx, x) = x + 1, allocating.
    let mut a = B::new("a", &[Ptr, I64], &[I64]);
    a.f.has_ctx = true;
    let x = a.arg(1);
    let n = a.i32(8);
    let p = a.rt(RtFn::NewNoscan, &[n]).unwrap();
    a.ops(Op::Store(Mem::I64, 0), &[p, x], &[]);
    let x = a.op(Op::Load(Mem::I64, 0), &[p], I64);
    let r = a.addi(x, 1);
    a.ret(&[r]);
    // 1: plain and pure: x * 2.
    let mut d = B::new("d", &[I64], &[I64]);
    let two = d.i64(2);
    let x = d.arg(0);
    let r = d.bin(BinOp::Mul, x, two);
    d.ret(&[r]);
    // 2: wrapper of 0 with a nil check: panics when its context is nil.
    let mut w = B::new("w", &[Ptr, I64], &[I64]);
    w.f.has_ctx = true;
    w.f.wrapper = true;
    let (ctx, x) = (w.arg(0), w.arg(1));
    let nil = w.op(Op::Un(UnOp::Eqz), &[ctx], I32);
    w.ops(Op::PanicIf(PanicKind::Nil), &[nil], &[]);
    w.tail(Callee::Direct(FuncId(0)), &[ctx, x]);

    let mut b = B::new("main", &[I64], &[I64]);
    let x = b.arg(0);
    let sig = SigId(0);
    let mut r = x;
    for d in 0..2 {
        let c = b.op(Op::DataAddr(DataId(d), 0), &[], Ptr);
        r = b.ops(Op::Call(Callee::Closure(sig)), &[c, r], &[I64])[0];
    }
    let word = b.op(Op::DataAddr(DataId(2), 0), &[], Ptr);
    let index = b.op(Op::Load(Mem::I32, 0), &[word], I32);
    let r = b.ops(Op::Call(Callee::Method(sig)), &[index, word, r], &[I64])[0];
    let s = b.add(r, x);
    b.ret(&[s]);
    let mut m = module(vec![a, d, w, b]);
    m.data = (0..3).map(closure_of).collect();
    m.sigs.push(Sig {
        params: vec![I64],
        results: vec![I64],
    });
    expect(&m, &[20], "63", "[]");
    assert!(
        !text(&m).contains("i32.load offset=0"),
        "the slot of the method is a constant"
    );

    // With a nil receiver, the wrapper's own frame is on the stack.
    let mut nil = m.clone_for_test();
    let last = nil.funcs.len() - 1;
    for i in &mut nil.funcs[last].insts {
        if let Op::Call(Callee::Method(_)) = i.op {
            i.args[1] = i.args[0];
        }
    }
    let zero = nil.funcs[last].insts.len() as u32;
    let v = nil.funcs[last].values.len() as u32;
    nil.funcs[last].values.push(ValueInfo {
        ty: Ptr,
        def: Def::Inst(InstId(zero), 0),
    });
    nil.funcs[last].insts.push(Inst {
        op: Op::Const(0),
        args: Vec::new(),
        results: vec![Value(v)],
        pos: crate::syntax::source::Pos::NONE,
        scope: ScopeId(0),
    });
    nil.funcs[last].blocks[0].insts.insert(0, InstId(zero));
    for i in &mut nil.funcs[last].insts {
        if let Op::Call(Callee::Method(_)) = i.op {
            i.args[1] = Value(v);
        }
    }
    let (obj, joined) = compile(&nil, &Options::default());
    let info = joined.address(&obj, "w$info");
    for mode in MODES {
        assert_eq!(
            run(&nil, &[20], mode).out,
            format!("[\"panic 10 0 0 in {info} at 1\"]")
        );
    }
}

impl Module {
    fn clone_for_test(&self) -> Module {
        Module {
            funcs: self.funcs.clone(),
            data: self.data.clone(),
            sigs: self.sigs.clone(),
            files: self.files.clone(),
            entries: self.entries,
            punning: false,
            threads: false,
            decisions: None,
        }
    }
}

/// A bounds check in a leaf that may panic only: the frame of the leaf names the point, operands come through.
#[test]
fn failed_checks_name_their_point() {
    let mut leaf = B::new("leaf", &[I64, I32], &[I64]);
    let (i, len) = (leaf.arg(0), leaf.arg(1));
    let wide = leaf.op(Op::Un(UnOp::ExtendU), &[len], I64);
    let bad = leaf.cmp(CmpOp::GeU, i, wide);
    let again = leaf.op(Op::Un(UnOp::ExtendU), &[len], I64);
    leaf.ops(Op::PanicIf(PanicKind::Index), &[bad, i, again], &[]);
    let zero = leaf.op(Op::Un(UnOp::Eqz), &[i], I32);
    leaf.ops(Op::PanicIf(PanicKind::Divide), &[zero], &[]);
    let k = leaf.i64(100);
    let r = leaf.bin(BinOp::DivS, k, i);
    leaf.ret(&[r]);
    let mut b = B::new("main", &[I64], &[I64]);
    let i = b.arg(0);
    let n = b.i32(10);
    let r = b.call(0, &[i, n], &[I64])[0];
    let r2 = b.addi(r, 1);
    let s = b.call(0, &[i, n], &[I64])[0];
    let r = b.add(r2, s);
    b.ret(&[r]);
    let m = module(vec![leaf, b]);
    let classes = super::super::classify(&m);
    assert_eq!(classes.class[0], crate::opt::classes::FuncClass::MayPanic);
    // main is may-panic, too; it is an entry here, so it must be enterable.
    let mut m = m;
    m.entries.gostart = Some(FuncId(1));
    expect(&m, &[5], "41", "[]");
    let (obj, joined) = compile(&m, &Options::default());
    let info = joined.address(&obj, "leaf$info");
    for (i, want) in [
        (10, format!("panic 0 10 10 in {info} at 1")),
        (-1, format!("panic 0 -1 10 in {info} at 1")),
        (0, format!("panic 11 0 0 in {info} at 1")),
    ] {
        for mode in MODES {
            assert_eq!(run(&m, &[i], mode).out, format!("[\"{want}\"]"), "{mode:?}");
        }
    }
}

/// Pairs, pointers with barriers, small moves.
#[test]
fn stores() {
    let mut b = B::new("main", &[I64], &[I64]);
    let slot = b.slot(40, &[0, 4]);
    let n = b.i32(64);
    let p = b.rt(RtFn::NewNoscan, &[n]).unwrap();
    let q = b.op(Op::PtrOff(32), &[p], Ptr);
    let len = b.i32(77);
    b.ops(Op::StorePair(8, [true, false]), &[p, q, len], &[]);
    b.ops(Op::StorePtr(16), &[p, q], &[]);
    let x = b.arg(0);
    b.ops(Op::Store(Mem::I64, 24), &[p, x], &[]);
    let a = b.op(Op::SlotAddr(slot, 8), &[], Ptr);
    let from = b.op(Op::PtrOff(8), &[p], Ptr);
    let size = b.i32(27);
    b.ops(Op::MemCopy, &[a, from, size], &[]);
    let z = b.i32(3);
    let hole = b.op(Op::PtrOff(16), &[a], Ptr);
    b.ops(Op::MemZero, &[hole, z], &[]);
    let l = b.op(Op::Load(Mem::I32, 4), &[a], I32);
    let l = b.op(Op::Un(UnOp::ExtendU), &[l], I64);
    let v = b.op(Op::Load(Mem::I64, 16), &[a], I64);
    let same = b.op(Op::Load(Mem::Ptr, 8), &[a], Ptr);
    let first = b.op(Op::Load(Mem::Ptr, 0), &[a], Ptr);
    let same = b.cmp(CmpOp::Eq, same, first);
    let same = b.op(Op::Un(UnOp::ExtendU), &[same], I64);
    let k = b.i64(1000);
    let r = b.bin(BinOp::Mul, l, k);
    let r = b.add(r, v);
    let big = b.i64(1_000_000_000);
    let r2 = b.bin(BinOp::Mul, same, big);
    let r = b.add(r, r2);
    b.ret(&[r]);
    let m = module(vec![b]);
    // The low three bytes of the word are zeroed, the rest of it is 0x2b.
    let want = (1_000_000_000 + 77_000 + (0x2b << 24)).to_string();
    let x = (0x2b << 24) + 0x112233;
    expect(&m, &[x], &want, "[]");
    for options in [
        Options::default(),
        Options {
            shared_barrier: true,
            ..Options::default()
        },
    ] {
        let r = run_with(&m, &[x], &["barrier"], &options);
        assert_eq!(r.result, want);
        assert_eq!(r.out.matches("barrier").count(), 2, "{}", r.out);
    }
}

/// Single-threaded atomics are plain; their operands survive.
#[test]
fn atomics_without_threads() {
    let mut b = B::new("main", &[I64], &[I64]);
    let slot = b.slot(16, &[]);
    let x = b.arg(0);
    let a = b.op(Op::SlotAddr(slot, 0), &[], Ptr);
    b.ops(Op::Atomic(AtomicOp::Store, Mem::I64, 0), &[a, x], &[]);
    let one = b.i64(1);
    let old = b.op(Op::Atomic(AtomicOp::Add, Mem::I64, 0), &[a, one], I64);
    let (want, new) = (b.addi(old, 1), b.i64(500));
    let ok = b.op(Op::Atomic(AtomicOp::Cas, Mem::I64, 0), &[a, want, new], I32);
    let no = b.op(Op::Atomic(AtomicOp::Cas, Mem::I64, 0), &[a, want, x], I32);
    let ten = b.i32(10);
    let ok = b.bin(BinOp::Mul, ok, ten);
    let flags = b.add(ok, no);
    let flags = b.op(Op::Un(UnOp::ExtendU), &[flags], I64);
    let swapped = b.op(Op::Atomic(AtomicOp::Swap, Mem::I64, 0), &[a, x], I64);
    let r = b.add(flags, swapped);
    let last = b.op(Op::Atomic(AtomicOp::Load, Mem::I64, 0), &[a], I64);
    let r = b.add(r, last);
    b.ret(&[r]);
    let mut m = module(vec![b]);
    m.entries.gostart = Some(FuncId(0));
    expect(&m, &[7], "517", "[]");
}

/// A function that defers describes its exit, and its exit block is entered at that point.
#[test]
fn defers_have_an_exit_point() {
    let mut b = B::new("main", &[I64], &[I64]);
    let (mask, closures, result) = (b.slot(8, &[]), b.slot(4, &[0]), b.slot(8, &[]));
    let exit = b.block(&[]);
    b.f.defers = Some(Defers {
        mask,
        closures,
        count: 1,
        records: true,
        indirect: false,
        exit,
    });
    let f = b.op(Op::DataAddr(DataId(0), 0), &[], Ptr);
    b.rt(RtFn::DeferPush, &[f]);
    let at = b.op(Op::SlotAddr(result, 0), &[], Ptr);
    let x = b.arg(0);
    b.ops(Op::Store(Mem::I64, 0), &[at, x], &[]);
    let n = b.i32(8);
    b.rt(RtFn::NewNoscan, &[n]);
    let more = b.addi(x, 1);
    b.ret(&[more]);
    b.go(exit);
    let at = b.op(Op::SlotAddr(result, 0), &[], Ptr);
    let v = b.op(Op::Load(Mem::I64, 0), &[at], I64);
    b.ret(&[v]);
    let mut m = module(vec![b]);
    m.data.push(Data {
        relocs: Vec::new(),
        ..closure_of(0)
    });
    let (obj, joined) = compile(&m, &Options::default());
    let info = joined.address(&obj, "main$info");
    expect(&m, &[9], "10", &format!("[\"defer in {info}\"]"));
    // The description: exit point behind the two resume points, the list behind the slots.
    let d = obj
        .data
        .iter()
        .find(|d| d.name == "defers")
        .expect("a description");
    let words: Vec<u32> = d
        .bytes
        .chunks(4)
        .map(|w| u32::from_le_bytes(w.try_into().unwrap()))
        .collect();
    assert_eq!((words[0], words[3]), (3, 1));
    assert!(words[4] > words[1] && words[4] > words[2]);
    let run = run_with_exit(&m, words[0]);
    assert_eq!(run, "9");
}

/// Runs until the first park, then resumes at another point.
fn run_with_exit(m: &Module, point: u32) -> String {
    assert!(point > 0);
    run(m, &[9], &["park", "move", "exit"]).result
}
