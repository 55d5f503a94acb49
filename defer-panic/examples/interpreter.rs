//! A small interpreter with all of Go's panics: `cargo run -p burrow-defer-panic --example interpreter`.
//!
//! Its frames lie in a vector, so it can see them, which is all that the machine asks for.

use core::ptr::NonNull;

use burrow_defer_panic::{Frames, PanicState, Record, Step};

/// A function is a list of these.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Prints a number.
    Print(u32),
    /// Calls a function of the program.
    Call(usize),
    /// Defers a call.
    Defer(Deferred),
    /// `panic(value)`
    Panic(u32),
    /// `println(recover())`
    Recover,
    /// `if r := recover(); r != nil { panic(r) }`
    Repanic,
    /// `runtime.Goexit()`
    Goexit,
}

/// What is deferred.
#[derive(Clone, Copy, Debug)]
pub enum Deferred {
    /// A function of the program.
    Func(usize),
    /// A wrapper that calls a function of the program, which may recover in its stead.
    Wrapped(usize),
    /// `defer recover()`: recovers when a function that a panic called runs it at its end, not when a panic calls it.
    Recover,
    /// A nil function, which panics when it is called.
    Nil,
}

/// What a nil function panics with.
pub const NIL: u32 = u32::MAX;

enum Frame {
    /// Which function, where in it, and what it has deferred.
    Func(usize, usize, Vec<Deferred>),
    /// A wrapper: what it calls, or has called.
    Wrapper(Option<usize>),
    /// What it calls, or has called.
    Helper(Option<Deferred>),
}

/// Frames are named so that outer ones have larger names.
#[derive(Default)]
struct Stack(Vec<Frame>);

const fn name(index: usize) -> usize {
    usize::MAX - index
}

impl Stack {
    /// Calls what was deferred. Returns whether it can be called.
    fn call(&mut self, call: Deferred) -> bool {
        match call {
            Deferred::Func(code) => self.0.push(Frame::Func(code, 0, vec![])),
            Deferred::Wrapped(code) => self.0.push(Frame::Wrapper(Some(code))),
            Deferred::Recover | Deferred::Nil => {}
        }
        !matches!(call, Deferred::Nil)
    }
}

impl Frames for Stack {
    type Value = u32;
    type Closure = Deferred;

    fn innermost(&self) -> usize {
        name(self.0.len() - 1)
    }

    fn caller(&self, frame: usize) -> Option<usize> {
        (frame != name(0)).then(|| frame + 1)
    }

    fn pop_defer(&mut self, frame: usize) -> Option<Deferred> {
        match &mut self.0[name(frame)] {
            Frame::Func(_, _, defers) => defers.pop(),
            Frame::Wrapper(_) | Frame::Helper(_) => None,
        }
    }

    fn push_call(&mut self, call: Deferred) -> usize {
        self.0.push(Frame::Helper(Some(call)));
        self.innermost()
    }

    fn cut(&mut self, frame: usize) {
        self.0.truncate(name(frame) + 1);
    }

    fn cut_to_exit(&mut self, frame: usize) {
        self.cut(frame);
        if let Some(Frame::Func(_, at, _)) = self.0.last_mut() {
            *at = usize::MAX;
        }
    }

    fn push_text_call(&mut self, _: u32) -> Option<usize> {
        None
    }

    fn take_text(&mut self) -> u32 {
        unreachable!("numbers need no call")
    }

    fn new_record(&mut self) -> NonNull<Record<u32>> {
        Record::boxed()
    }

    fn free_record(&mut self, record: NonNull<Record<u32>>) {
        // SAFETY: it came from `new_record`.
        unsafe { Record::free_boxed(record) }
    }
}

fn show(value: u32) -> String {
    let text = format!("v{value}");
    if value == NIL {
        "nil func".into()
    } else {
        text
    }
}

/// Runs function 0 of a program and returns what it prints, the report of a panic included.
pub fn run(program: &[Vec<Op>]) -> Vec<String> {
    let mut out = vec![];
    let mut panics = PanicState::new();
    let mut stack = Stack::default();
    stack.call(Deferred::Func(0));
    loop {
        let caller = name(stack.0.len().saturating_sub(2));
        // The trampoline: run the innermost frame a little.
        let step = match stack.0.last_mut() {
            None => return out,
            Some(Frame::Helper(call)) => match call.take() {
                None => Some(panics.next(&mut stack)),
                Some(call) => (!stack.call(call)).then(|| panics.panic(&mut stack, NIL)),
            },
            Some(Frame::Wrapper(call)) => {
                match call.take() {
                    None => _ = stack.0.pop(),
                    Some(code) => {
                        panics.hand_on(caller, stack.innermost());
                        stack.call(Deferred::Func(code));
                    }
                }
                None
            }
            Some(Frame::Func(code, at, defers)) => {
                let op = program[*code].get(*at);
                *at = at.saturating_add(1);
                match op {
                    Some(Op::Print(n)) => out.push(n.to_string()),
                    Some(Op::Call(f)) => _ = stack.call(Deferred::Func(*f)),
                    Some(Op::Defer(d)) => defers.push(*d),
                    Some(Op::Recover) => {
                        out.push(panics.recover(caller).map_or("nil".into(), show))
                    }
                    _ => {}
                }
                match op {
                    Some(Op::Panic(value)) => Some(panics.panic(&mut stack, *value)),
                    Some(Op::Repanic) => {
                        panics.recover(caller).map(|v| panics.panic(&mut stack, v))
                    }
                    Some(Op::Goexit) => Some(panics.goexit(&mut stack)),
                    Some(_) => None,
                    None => match stack.pop_defer(stack.innermost()) {
                        // Called by the function itself, at its end.
                        Some(Deferred::Recover) => panics.recover(caller).and(None),
                        Some(d) => (!stack.call(d)).then(|| panics.panic(&mut stack, NIL)),
                        None => stack.0.pop().and(None),
                    },
                }
            }
        };
        match step {
            None | Some(Step::Call | Step::Recovered) => {}
            Some(Step::Exit | Step::PrintFailed) => return [out, vec!["exit".into()]].concat(),
            Some(Step::Report) => {
                for line in panics.report() {
                    out.push([line.prefix(), &show(line.value), line.suffix()].concat());
                }
                panics.clear(&mut stack);
                return out;
            }
        }
    }
}

fn main() {
    use Deferred::Func;
    use Op::*;
    let program = [
        vec![Defer(Func(1)), Defer(Func(2)), Call(3), Print(1)],
        vec![Print(2), Recover],
        vec![Print(3), Repanic],
        vec![Defer(Func(4)), Panic(7)],
        vec![Print(4), Panic(8)],
    ];
    // 4: the deferred call of 3 replaces panic 7 by 8; 3: raised again; 2, v8: recovered; so 0 returns without a 1.
    assert_eq!(run(&program), ["4", "3", "2", "v8"]);
    println!("{}", run(&program[1..]).join("\n"));
}
