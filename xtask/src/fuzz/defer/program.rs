//! Random programs that call, defer, panic, recover and exit, and how they read in Go.

use core::fmt::Write as _;

use crate::fuzz::random::Random;

/// A function is a list of these.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// `println(n)`
    Print(u32),
    /// `println("result", f())`
    Call(usize),
    /// `r = r*10 + n`, the function's result.
    Set(u32),
    /// `defer ...`
    Defer(Deferred),
    /// `panic("vN")`
    Panic(u32),
    /// `show(recover())`
    Recover,
    /// `if x := recover(); x != nil { panic(x) }`
    Repanic,
    /// `runtime.Goexit()`
    Goexit,
    /// `return`
    Return,
    /// `break`; only in loops.
    Break,
    /// `if yes { ... }` or `if no { ... }`
    If(bool, Vec<Op>),
    /// `for range n { ... }`
    Loop(u32, Vec<Op>),
    /// `for range iterator(name, n) { ... }`
    Range(Iterator, u32, u32, Vec<Op>),
}

impl Op {
    /// Whether it, or something in it, is wanted.
    pub(super) fn any(&self, wanted: &dyn Fn(&Op) -> bool) -> bool {
        let (Op::If(_, ops)
        | Op::Loop(_, ops)
        | Op::Range(_, _, _, ops)
        | Op::Defer(Deferred::Literal(ops))) = self
        else {
            return wanted(self);
        };
        wanted(self) || ops.iter().any(|op| op.any(wanted))
    }
}

/// What is deferred.
#[derive(Clone, Debug)]
pub(super) enum Deferred {
    /// `defer f()`
    Func(usize),
    /// `defer func() { ... }()`
    Literal(Vec<Op>),
    /// `defer func() { r = r*3 + n }()`
    Affect(u32),
    /// `defer println(n)`
    Print(u32),
    /// `defer recover()`
    Recover,
    /// A nil function.
    Nil,
}

/// A function to range over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Iterator {
    /// Yields as it should.
    Plain,
    /// Defers a call that prints.
    Defers,
    /// Defers a call that recovers.
    Recovers,
    /// Goes on whatever the body answers.
    Stubborn,
}

/// What every program of a file uses.
const COMMON: &str = r#"// Random programs of calls, deferred calls, panics, recoveries and exits, made by `cargo xtask fuzz defer`.
package main

import (
	"os"
	"runtime"
	"strconv"
)

var (
	yes     = len(os.Args) > 0
	no      = !yes
	nilFunc func()
)

func show(r any) {
	switch r := r.(type) {
	case error:
		println(r.Error())
	case string:
		println(r)
	default:
		println("nil")
	}
}

func plain(name, n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func defers(name, n int) func(func() bool) {
	return func(yield func() bool) {
		defer println("iterator", name)
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func recovers(name, n int) func(func() bool) {
	return func(yield func() bool) {
		defer func() { println("iterator", name); show(recover()) }()
		for range n {
			if !yield() {
				return
			}
		}
	}
}

func stubborn(name, n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			yield()
		}
	}
}

func run(n int, f func() int) {
	println("program", n)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("end")
		defer func() {
			if r := recover(); r != nil {
				print("panic ")
				show(r)
			}
		}()
		println("result", f())
	}()
	<-done
}

var programs = []func() int{
"#;

/// With an argument that program runs alone, and nobody recovers what it panics with.
const MAIN: &str = r#"
func main() {
	if len(os.Args) > 1 {
		n, _ := strconv.Atoi(os.Args[1])
		println("result", programs[n]())
		return
	}
	for n, f := range programs {
		run(n, f)
	}
}

var _ = runtime.Goexit
"#;

/// A file of programs, each a list of functions of which the first is its main.
pub(super) fn file(programs: &[Vec<Vec<Op>>]) -> String {
    let mut out = COMMON.to_owned();
    for n in 0..programs.len() {
        _ = writeln!(out, "\tp{n}f0,");
    }
    out += "}\n";
    for (n, program) in programs.iter().enumerate() {
        for (f, ops) in program.iter().enumerate() {
            out += "\n";
            out += &function(n, f, ops);
        }
    }
    out + MAIN
}

/// One function of a program.
pub(super) fn function(program: usize, number: usize, ops: &[Op]) -> String {
    let mut out = format!("func p{program}f{number}() (r int) {{\n");
    statements(&mut out, program, ops, 1);
    out + "\treturn\n}\n"
}

fn statements(out: &mut String, p: usize, ops: &[Op], depth: usize) {
    for op in ops {
        let tabs = "\t".repeat(depth);
        *out += &tabs;
        let block = |out: &mut String, head: String, ops: &[Op], tail: &str| {
            *out += &head;
            *out += "\n";
            statements(out, p, ops, depth + 1);
            *out += &tabs;
            *out += tail;
        };
        match op {
            Op::Print(n) => _ = write!(out, "println({n})"),
            Op::Call(f) => _ = write!(out, "println(\"result\", p{p}f{f}())"),
            Op::Set(n) => _ = write!(out, "r = r*10 + {n}"),
            Op::Defer(Deferred::Func(f)) => _ = write!(out, "defer p{p}f{f}()"),
            Op::Defer(Deferred::Literal(ops)) => block(out, "defer func() {".into(), ops, "}()"),
            Op::Defer(Deferred::Affect(n)) => _ = write!(out, "defer func() {{ r = r*3 + {n} }}()"),
            Op::Defer(Deferred::Print(n)) => _ = write!(out, "defer println({n})"),
            Op::Defer(Deferred::Recover) => *out += "defer recover()",
            Op::Defer(Deferred::Nil) => *out += "defer nilFunc()",
            Op::Panic(n) => _ = write!(out, "panic(\"v{n}\")"),
            Op::Recover => *out += "show(recover())",
            Op::Repanic => {
                block(
                    out,
                    "if x := recover(); x != nil {".into(),
                    &[],
                    "\tpanic(x)\n",
                );
                *out += &tabs;
                *out += "}";
            }
            Op::Goexit => *out += "runtime.Goexit()",
            Op::Return => *out += "return",
            Op::Break => *out += "break",
            Op::If(cond, ops) => {
                let cond = if *cond { "yes" } else { "no" };
                block(out, format!("if {cond} {{"), ops, "}");
            }
            Op::Loop(n, ops) => block(out, format!("for range {n} {{"), ops, "}"),
            Op::Range(iterator, name, n, ops) => {
                let iterator = match iterator {
                    Iterator::Plain => "plain",
                    Iterator::Defers => "defers",
                    Iterator::Recovers => "recovers",
                    Iterator::Stubborn => "stubborn",
                };
                block(
                    out,
                    format!("for range {iterator}({name}, {n}) {{"),
                    ops,
                    "}",
                );
            }
        }
        *out += "\n";
    }
}

/// What a list of statements is part of.
#[derive(Clone, Copy)]
struct Place {
    function: usize,
    /// Of a function literal there is no result.
    literal: bool,
    /// How many loops are around it, in this function.
    loops: usize,
    depth: usize,
}

/// A program whose functions call only later ones, so that it ends. Every number in it is used once.
pub(super) fn random(rng: &mut Random) -> Vec<Vec<Op>> {
    let functions = 2 + rng.below(6);
    let mut unique = 0;
    (0..functions)
        .map(|function| {
            let place = Place {
                function,
                literal: false,
                loops: 0,
                depth: 0,
            };
            list(rng, functions, &mut unique, place, 5)
        })
        .collect()
}

fn list(rng: &mut Random, n: usize, unique: &mut u32, place: Place, most: usize) -> Vec<Op> {
    (0..rng.below(most + 1))
        .map(|_| op(rng, n, unique, place))
        .collect()
}

fn op(rng: &mut Random, n: usize, unique: &mut u32, place: Place) -> Op {
    *unique += 1;
    let fresh = *unique;
    let later = |rng: &mut Random| {
        let first = place.function + 1;
        (first < n).then(|| first + rng.below(n - first))
    };
    let inner = Place {
        depth: place.depth + 1,
        ..place
    };
    let in_loop = Place {
        loops: place.loops + 1,
        ..inner
    };
    // Loops multiply what is in them.
    let loops = place.loops < 2 && place.depth < 3;
    match rng.below(30) {
        0..=2 => later(rng).map_or(Op::Print(fresh), Op::Call),
        3..=6 => later(rng).map_or(Op::Print(fresh), |f| Op::Defer(Deferred::Func(f))),
        7..=9 if place.depth < 3 => {
            let literal = Place {
                literal: true,
                loops: 0,
                ..inner
            };
            Op::Defer(Deferred::Literal(list(rng, n, unique, literal, 3)))
        }
        10 | 11 if !place.literal => Op::Defer(Deferred::Affect(fresh)),
        12 => Op::Defer(Deferred::Print(fresh)),
        13 => Op::Defer(Deferred::Recover),
        14 if rng.below(2) == 0 => Op::Defer(Deferred::Nil),
        15 | 16 => Op::Panic(fresh),
        17 | 18 => Op::Recover,
        19 => Op::Repanic,
        20 if rng.below(2) == 0 => Op::Goexit,
        21 if rng.below(2) == 0 => Op::Return,
        22 if place.loops > 0 => Op::Break,
        23 if place.depth < 3 => Op::If(rng.below(3) > 0, list(rng, n, unique, inner, 3)),
        24 if loops => Op::Loop(1 + rng.below(3) as u32, list(rng, n, unique, in_loop, 3)),
        25..=27 if loops => {
            let iterator = [
                Iterator::Plain,
                Iterator::Plain,
                Iterator::Defers,
                Iterator::Recovers,
                Iterator::Stubborn,
            ][rng.below(5)];
            let turns = 1 + rng.below(3) as u32;
            Op::Range(iterator, fresh, turns, list(rng, n, unique, in_loop, 4))
        }
        28 if !place.literal => Op::Set(fresh % 10),
        _ => Op::Print(fresh),
    }
}
