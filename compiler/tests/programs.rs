//! Go programs that are compiled and run under node, each with the output that is expected of it beside it, in the modes in
//! which the runtime parks frames, moves stacks and collects at every opportunity, and with and without optimisation.
//!
//! Both streams are in it, and `exit status N` at the end of a program that fails. Of paths only what lies below the
//! program's folder is kept, and lines of the standard library have no numbers.

mod common;

#[test]
fn programs() {
    common::check_folder("tests/programs", &common::WAYS);
}
