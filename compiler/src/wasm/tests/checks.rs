//! The verifier finds what is wrong; the line table and the classes say what is right.

use super::programs::{fib, module};
use crate::ir::{FuncId, Mem, Module, Op, Ty};
use crate::opt::classes::{self, FuncClass};
use crate::opt::{edit, poll};
use crate::wasm::Options;
use crate::wasm::plan::{self, Plan};
use crate::wasm::verify::verify;

fn broken(spoil: impl FnOnce(&mut Plan<'_>)) -> String {
    broken_in(&fib(), spoil)
}

/// What the verifier says of the first function when its plan is spoilt.
fn broken_in(m: &Module, spoil: impl FnOnce(&mut Plan<'_>)) -> String {
    let classes = classes::classify(m);
    let mut f = m.funcs[0].clone();
    edit::compact(&mut f);
    let polls = poll::insert(&mut f, FuncId(0), &classes, false);
    let mut plan = plan::plan(m, &classes, FuncId(0), &f, &polls, &Options::default());
    assert_eq!(verify(&plan), Ok(()));
    spoil(&mut plan);
    verify(&plan).expect_err("a mistake was made")
}

#[test]
fn the_verifier_finds_mistakes() {
    let e = broken(|p| p.locals.live[1].clear());
    assert!(e.contains("live []"), "{e}");
    let e = broken(|p| {
        let n = p.f.blocks[0].params[0];
        let other = *p
            .locals
            .live
            .iter()
            .flatten()
            .find(|&&v| v != n)
            .expect("two values");
        p.locals.of[other.index()] = p.locals.of[n.index()];
    });
    assert!(e.contains("share a local"), "{e}");
    let e = broken(|p| p.frame.homes.fill(None));
    assert!(e.contains("no home"), "{e}");
    let e = broken(|p| p.groups.iter_mut().for_each(|g| g.locals.clear()));
    assert!(e.contains("does not store"), "{e}");
    let e = broken(|p| p.frame.homes.iter_mut().flatten().for_each(|h| *h = 4));
    assert!(e.contains("home 4"), "{e}");
    // The first call's result, folded into its user behind the second call.
    let e = broken(|p| {
        let first = p.locals.points.len() - 2;
        let r = p.f.insts[p.locals.points[first].index()].results[0];
        p.fold.mode[r.index()] = crate::wasm::fold::Mode::Fold;
    });
    assert!(e.contains("effect is folded") || e.contains("moved"), "{e}");
}

/// A function that keeps so many pointers across a call that most of them live in its frame.
fn crowded() -> Module {
    use super::build::B;
    let mut b = B::new("crowded", &[Ty::Ptr], &[]);
    let p = b.arg(0);
    let pointers: Vec<_> = (0..300)
        .map(|n| b.op(Op::Load(Mem::Ptr, 4 * n), &[p], Ty::Ptr))
        .collect();
    b.call(0, &[p], &[]);
    for (n, &v) in pointers.iter().enumerate() {
        b.ops(Op::Store(Mem::Ptr, 1200 + 4 * n as u32), &[p, v], &[]);
    }
    b.ret(&[]);
    module(vec![b])
}

#[test]
fn the_verifier_finds_mistakes_with_spilled_locals() {
    let m = crowded();
    let spilled = |p: &Plan<'_>| {
        let mut live = p
            .locals
            .live
            .iter()
            .flatten()
            .map(|v| p.locals.of[v.index()]);
        live.find(|&l| p.spilled[l as usize])
            .expect("a spilled local") as usize
    };
    let e = broken_in(&m, |p| {
        let home = p.frame.homes[spilled(p)];
        for slots in &mut p.mapped {
            slots.retain(|&slot| Some(slot) != home);
        }
    });
    assert!(e.contains("does not map the pointer"), "{e}");
    let e = broken_in(&m, |p| {
        let l = spilled(p);
        p.spilled[l] = false;
    });
    assert!(e.contains("does not store"), "{e}");
    let e = broken_in(&m, |p| {
        let l = spilled(p);
        let other = p
            .frame
            .homes
            .iter()
            .flatten()
            .find(|h| Some(**h) != p.frame.homes[l]);
        p.frame.homes[l] = other.copied();
    });
    assert!(e.contains("live at"), "{e}");
    let e = broken_in(&m, |p| p.mapped[0].push(p.frame.size));
    assert!(e.contains("no pointer"), "{e}");
    // A pointer that was loaded before the call stays on the operand stack until it is stored.
    let e = broken_in(&m, |p| {
        let loads = p.f.insts.iter().filter(|i| matches!(i.op, Op::Load(..)));
        let v = loads.map(|i| i.results[0]).next().expect("a load");
        p.fold.mode[v.index()] = crate::wasm::fold::Mode::Fold;
    });
    assert!(e.contains("moved too far"), "{e}");
}

#[test]
fn recursion_spends_fuel_before_its_first_call() {
    let m = fib();
    let classes = classes::classify(&m);
    assert_eq!(classes.class, [FuncClass::Yielding, FuncClass::Yielding]);
    assert_eq!(classes.spends, [true, false]);
    let mut f = m.funcs[0].clone();
    poll::insert(&mut f, FuncId(0), &classes, false);
    let polls = |b: usize| {
        let ops = f.blocks[b].insts.iter().map(|i| &f.insts[i.index()].op);
        ops.filter(|op| matches!(op, crate::ir::Op::Poll)).count()
    };
    assert_eq!((polls(0), polls(1), polls(2)), (0, 0, 1));
}

/// A chain of functions that can only panic fits the red zone, or yields.
#[test]
fn long_chains_look_at_the_guard() {
    use super::build::B;
    use crate::ir::*;
    let chain = |n: u32| {
        let mut funcs = Vec::new();
        for k in 0..n {
            let mut b = B::new(&format!("f{k}"), &[Ty::I64], &[Ty::I64]);
            let x = b.arg(0);
            let zero = b.op(Op::Un(UnOp::Eqz), &[x], Ty::I32);
            b.ops(Op::PanicIf(PanicKind::Divide), &[zero], &[]);
            let y = b.addi(x, -1);
            let r = if k == 0 {
                y
            } else {
                b.call(k - 1, &[y], &[Ty::I64])[0]
            };
            b.ret(&[r]);
            funcs.push(b);
        }
        module(funcs)
    };
    let of = |n: u32| classes::classify(&chain(n)).class;
    assert!(of(4).iter().all(|&c| c == FuncClass::MayPanic));
    assert!(of(40).contains(&FuncClass::Yielding));
    // A function that looks at the guard starts the count anew.
    assert!(of(40).iter().filter(|&&c| c == FuncClass::MayPanic).count() > 4);
}
