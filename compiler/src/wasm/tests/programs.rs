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

#[test]
fn show_fib() {
    let m = fib();
    println!("{}", text(&m));
    println!("{:?}", run(&m, &[35], PLAIN));
}
