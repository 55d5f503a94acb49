//! A direct model of what Go's specification says of deferred calls, panics, recover and Goexit: it runs a program by calling
//! itself, unwinds by returning, and never looks at a frame.

use super::program::{Deferred, Iterator, Op};

const NIL: &str = "runtime error: invalid memory address or nil pointer dereference";
const DONE: &str =
    "runtime error: range function continued iteration after function for loop body returned false";
const PANICKED: &str =
    "runtime error: range function recovered a loop body panic and did not resume panicking";

/// A panic or Goexit in progress.
struct Active {
    value: Option<String>,
    recovered: bool,
    /// How deep the function was nested in which it began.
    depth: usize,
}

/// How a list of statements ends.
#[derive(Clone, Copy, PartialEq)]
enum Flow {
    Next,
    Break,
    Return,
    /// A panic or Goexit is in progress.
    Unwind,
}

/// A function that runs: what the bodies in it share.
#[derive(Default)]
struct Frame {
    defers: Vec<Deferred>,
    result: i64,
}

/// Where statements are: how deep they are nested, and whether a panic called the function that they are directly in.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    direct: bool,
}

struct Model<'a> {
    program: &'a [Vec<Op>],
    active: Vec<Active>,
    out: Vec<String>,
}

impl Model<'_> {
    fn begin(&mut self, value: Option<String>, depth: usize) -> Flow {
        self.active.push(Active {
            value,
            recovered: false,
            depth,
        });
        Flow::Unwind
    }

    fn recover(&mut self, direct: bool) -> Option<String> {
        let top = self
            .active
            .last_mut()
            .filter(|top| direct && !top.recovered && top.value.is_some())?;
        top.recovered = true;
        top.value.clone()
    }

    fn show(&mut self, value: Option<String>) {
        self.out.push(value.unwrap_or_else(|| "nil".to_owned()));
    }

    /// Calls a function; the result, or none when it unwinds.
    fn call(&mut self, ops: &[Op], place: Place) -> Option<i64> {
        let mut frame = Frame::default();
        let flow = self.run(ops, &mut frame, place);
        self.leave(frame, flow == Flow::Unwind, place)
    }

    /// Runs what a function has deferred, at its end or while unwinding.
    fn leave(&mut self, mut frame: Frame, mut unwinding: bool, place: Place) -> Option<i64> {
        while let Some(deferred) = frame.defers.pop() {
            if !unwinding {
                // The function itself calls it: so it is the one that calls recover.
                if matches!(deferred, Deferred::Recover) {
                    _ = self.recover(place.direct);
                }
                let inside = Place {
                    depth: place.depth + 1,
                    direct: false,
                };
                unwinding = self.deferred(&deferred, &mut frame, inside);
                continue;
            }
            // On top of the frames that the panic left behind.
            let top = self.active.last().expect("unwinding");
            let on_top = Place {
                depth: top.depth + 1,
                direct: true,
            };
            let another = self.deferred(&deferred, &mut frame, on_top);
            if !another && self.active.last().expect("unwinding").recovered {
                unwinding = self.recovered(place.depth);
            }
        }
        (!unwinding).then_some(frame.result)
    }

    /// Makes a deferred call; answers whether it unwinds.
    fn deferred(&mut self, deferred: &Deferred, frame: &mut Frame, place: Place) -> bool {
        match deferred {
            Deferred::Func(f) => {
                let program = self.program;
                self.call(&program[*f], place).is_none()
            }
            Deferred::Literal(ops) => self.call(ops, place).is_none(),
            Deferred::Affect(n) => {
                frame.result = frame.result.wrapping_mul(3).wrapping_add((*n).into());
                false
            }
            Deferred::Print(n) => {
                self.out.push(n.to_string());
                false
            }
            Deferred::Recover => false,
            // It is the caller that panics.
            Deferred::Nil => self.begin(Some(NIL.to_owned()), place.depth - 1) == Flow::Unwind,
        }
    }

    /// Recovery in a function drops what began in it or in what it called, up to a Goexit, which goes on.
    fn recovered(&mut self, depth: usize) -> bool {
        self.active.pop();
        while let Some(top) = self.active.last()
            && top.depth >= depth
        {
            if top.value.is_none() {
                return true;
            }
            self.active.pop();
        }
        false
    }

    fn run(&mut self, ops: &[Op], frame: &mut Frame, place: Place) -> Flow {
        for op in ops {
            let flow = self.statement(op, frame, place);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn statement(&mut self, op: &Op, frame: &mut Frame, place: Place) -> Flow {
        match op {
            Op::Print(n) => self.out.push(n.to_string()),
            Op::Call(f) => {
                let inner = Place {
                    depth: place.depth + 1,
                    direct: false,
                };
                let program = self.program;
                match self.call(&program[*f], inner) {
                    Some(result) => self.out.push(format!("result {result}")),
                    None => return Flow::Unwind,
                }
            }
            Op::Set(n) => frame.result = frame.result.wrapping_mul(10).wrapping_add((*n).into()),
            Op::Defer(deferred) => frame.defers.push(deferred.clone()),
            Op::Panic(n) => return self.begin(Some(format!("v{n}")), place.depth),
            Op::Recover => {
                let value = self.recover(place.direct);
                self.show(value);
            }
            Op::Repanic => {
                if let Some(value) = self.recover(place.direct) {
                    return self.begin(Some(value), place.depth);
                }
            }
            Op::Goexit => return self.begin(None, place.depth),
            Op::Return => return Flow::Return,
            Op::Break => return Flow::Break,
            Op::If(true, ops) => return self.run(ops, frame, place),
            Op::If(false, _) => {}
            Op::Loop(n, ops) => {
                for _ in 0..*n {
                    match self.run(ops, frame, place) {
                        Flow::Next => {}
                        Flow::Break => break,
                        flow => return flow,
                    }
                }
            }
            Op::Range(iterator, name, n, ops) => {
                return self.range((*iterator, *name, *n), ops, frame, place);
            }
        }
        Flow::Next
    }

    /// The iterator is called by the function, and the body, as a function of its own, by the iterator. What the body defers
    /// and returns is the function's.
    fn range(
        &mut self,
        (iterator, name, n): (Iterator, u32, u32),
        ops: &[Op],
        frame: &mut Frame,
        place: Place,
    ) -> Flow {
        let body = Place {
            depth: place.depth + 2,
            direct: false,
        };
        let mut left = Flow::Next;
        let mut unwinding = false;
        for _ in 0..n {
            if left != Flow::Next {
                if iterator == Iterator::Stubborn {
                    return self.begin(Some(DONE.to_owned()), body.depth);
                }
                break;
            }
            match self.run(ops, frame, body) {
                Flow::Unwind => {
                    unwinding = true;
                    break;
                }
                flow => left = flow,
            }
        }
        if matches!(iterator, Iterator::Defers | Iterator::Recovers) {
            self.out.push(format!("iterator {name}"));
        }
        if iterator == Iterator::Recovers {
            let value = self.recover(unwinding);
            let recovered = value.is_some();
            self.show(value);
            if recovered && !self.recovered(place.depth + 1) {
                return self.begin(Some(PANICKED.to_owned()), place.depth);
            }
        }
        match left {
            _ if unwinding => Flow::Unwind,
            Flow::Break => Flow::Next,
            left => left,
        }
    }

    /// What is printed of the panics when nobody recovered.
    fn report(&mut self) {
        let mut tab = "";
        for (i, p) in self.active.iter().enumerate() {
            let again = |i: usize| {
                let above = self.active.get(i + 1);
                above.is_some_and(|above| above.value == self.active[i].value)
            };
            if i > 0 {
                if again(i - 1) {
                    continue;
                }
                if self.active[i - 1].value.is_some() {
                    tab = "\t";
                }
            }
            let Some(value) = &p.value else { continue };
            let note = match (p.recovered, again(i)) {
                (true, true) => " [recovered, repanicked]",
                (true, false) => " [recovered]",
                _ => "",
            };
            self.out.push(format!("{tab}panic: {value}{note}"));
            tab = "";
        }
    }
}

/// What a program prints among others, where what it panics with is recovered and shown.
pub(super) fn among_others(program: &[Vec<Op>]) -> Vec<String> {
    let (mut model, result) = start(program, 2);
    let ended = match result {
        Some(result) => Some(format!("result {result}")),
        None => model.recover(true).map(|value| format!("panic {value}")),
    };
    model.out.extend(ended);
    model.out.push("end".to_owned());
    model.out
}

/// What a program prints alone, up to the trace, if nobody recovers what it panics with.
pub(super) fn alone(program: &[Vec<Op>]) -> Option<Vec<String>> {
    let (mut model, result) = start(program, 1);
    if result.is_some() || model.active.last()?.value.is_none() {
        return None;
    }
    model.report();
    Some(model.out)
}

fn start(program: &[Vec<Op>], depth: usize) -> (Model<'_>, Option<i64>) {
    let mut model = Model {
        program,
        active: Vec::new(),
        out: Vec::new(),
    };
    let place = Place {
        depth,
        direct: false,
    };
    let result = model.call(&program[0], place);
    (model, result)
}
