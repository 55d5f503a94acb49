//! Random programs of calls, defers, panics, recovers and Goexits, run by the interpreter of the examples, which uses the
//! machine, and by a direct model, which unwinds by returning and never looks at a frame. Same trace, same report.
//!
//! With `BURROW_GO` naming a Go tool, the programs are also printed as Go source and run by Go itself.

#[allow(dead_code, unreachable_pub, reason = "an example is a program")]
#[path = "../examples/interpreter.rs"]
mod interpreter;

use interpreter::{Deferred, NIL, Op};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// A panic or Goexit in progress.
struct Active {
    value: Option<u32>,
    recovered: bool,
    /// How deep the function was nested in which it began.
    depth: usize,
}

struct Model<'a> {
    program: &'a [Vec<Op>],
    active: Vec<Active>,
    out: Vec<String>,
}

impl Model<'_> {
    fn begin(&mut self, value: Option<u32>, depth: usize) -> bool {
        self.active.push(Active {
            value,
            recovered: false,
            depth,
        });
        true
    }

    fn recover(&mut self, direct: bool) -> Option<u32> {
        let top = self
            .active
            .last_mut()
            .filter(|t| direct && !t.recovered && t.value.is_some())?;
        top.recovered = true;
        top.value
    }

    /// Runs a function; `direct` says that a panic calls it. Returns whether it unwinds.
    fn call(&mut self, what: Deferred, depth: usize, direct: bool) -> bool {
        let code = match what {
            Deferred::Func(code) | Deferred::Wrapped(code) => code,
            Deferred::Recover => return false,
            // It is the caller that panics.
            Deferred::Nil => return self.begin(Some(NIL), depth - 1),
        };
        let mut defers = vec![];
        let mut unwinding = false;
        // What recover looks at is the panic that was there when the function was called.
        let mine = self.active.len();
        for op in &self.program[code] {
            unwinding = match *op {
                Op::Print(n) => {
                    self.out.push(n.to_string());
                    false
                }
                Op::Call(f) => self.call(Deferred::Func(f), depth + 1, false),
                Op::Defer(d) => {
                    defers.push(d);
                    false
                }
                Op::Panic(v) => self.begin(Some(v), depth),
                Op::Recover => {
                    assert_eq!(mine, self.active.len());
                    let value = self.recover(direct);
                    self.out.push(
                        value
                            .map_or("nil".into(), |v| format!("v{v}"))
                            .replace("v4294967295", "nil func"),
                    );
                    false
                }
                Op::Repanic => self
                    .recover(direct)
                    .is_some_and(|v| self.begin(Some(v), depth)),
                Op::Goexit => self.begin(None, depth),
            };
            if unwinding {
                break;
            }
        }
        while let Some(d) = defers.pop() {
            if !unwinding {
                // The function itself runs what it deferred, so a deferred `recover` is called directly by it.
                if matches!(d, Deferred::Recover) {
                    self.recover(direct);
                }
                unwinding = self.call(d, depth + 1, false);
            } else {
                // Deferred calls run on top of the frames that the panic left behind.
                let deeper = self.active.last().unwrap().depth + 1;
                let another = self.call(d, deeper, true);
                if !another && self.active.last().unwrap().recovered {
                    unwinding = self.recovered(depth);
                }
            }
        }
        unwinding
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

    fn report(&mut self) {
        let mut tab = "";
        for i in 0..self.active.len() {
            let p = &self.active[i];
            let again = |i: usize| {
                self.active
                    .get(i + 1)
                    .is_some_and(|above| above.value == self.active[i].value)
            };
            if i > 0 {
                if again(i - 1) {
                    continue;
                }
                if self.active[i - 1].value.is_some() {
                    tab = "\t";
                }
            }
            let Some(value) = p.value else { continue };
            let note = match (p.recovered, again(i)) {
                (true, true) => " [recovered, repanicked]",
                (true, false) => " [recovered]",
                _ => "",
            };
            let value = if value == NIL {
                "nil func".into()
            } else {
                format!("v{value}")
            };
            self.out.push(format!("{tab}panic: {value}{note}"));
            tab = "";
        }
    }
}

fn model(program: &[Vec<Op>]) -> Vec<String> {
    let mut m = Model {
        program,
        active: vec![],
        out: vec![],
    };
    if m.call(Deferred::Func(0), 0, false) {
        match m.active.last().unwrap().value {
            None => m.out.push("exit".into()),
            Some(_) => m.report(),
        }
    }
    m.out
}

/// Programs whose functions call only later ones, so that they end. Every value and number is used once.
fn programs() -> impl Strategy<Value = Vec<Vec<Op>>> {
    let op = (0..16u8, any::<u8>());
    prop::collection::vec(prop::collection::vec(op, 0..5), 2..8).prop_map(|functions| {
        let n = functions.len();
        let mut unique = 0;
        let later = |f: usize, k: u8| (f + 1 < n).then(|| f + 1 + k as usize % (n - f - 1));
        let op = |f, (what, k)| {
            unique += 1;
            match (what, later(f, k)) {
                (0..=2, Some(g)) => Op::Call(g),
                (3..=5, Some(g)) => Op::Defer(Deferred::Func(g)),
                (6 | 7, Some(g)) => Op::Defer(Deferred::Wrapped(g)),
                (8, _) if k < 100 => Op::Defer(Deferred::Recover),
                (8, _) if k < 160 => Op::Defer(Deferred::Nil),
                (9 | 10, _) => Op::Panic(unique),
                (11, _) => Op::Repanic,
                (12, _) if k < 160 => Op::Goexit,
                (13 | 14, _) => Op::Recover,
                _ => Op::Print(unique),
            }
        };
        let mut op = op;
        functions
            .into_iter()
            .enumerate()
            .map(|(f, ops)| ops.into_iter().map(|o| op(f, o)).collect())
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 20 } else { 10_000 }))]

    #[test]
    fn the_machine_follows_the_model(program in programs()) {
        prop_assert_eq!(interpreter::run(&program), model(&program));
    }
}

/// The programs as one Go program that takes the number of the one to run.
fn go_source(programs: &[Vec<Vec<Op>>]) -> String {
    let mut s = String::from(
        "package main\nimport (\"os\"; \"reflect\"; \"runtime\"; \"strconv\")\n\
         type none = []reflect.Value\n\
         func wrapped(f func(none) none) func() { return reflect.MakeFunc(reflect.TypeOf(func() {}), f).Interface().(func()) }\n\
         var nilFunc func()\nvar _ = runtime.Goexit\n\
         func show(r any) { if e, ok := r.(error); ok { _ = e; println(\"nil func\") } else if r == nil { println(\"nil\") } else { println(r.(string)) } }\n",
    );
    let mut mains = String::new();
    for (p, program) in programs.iter().enumerate() {
        mains += &format!("case {p}: f{p}_0(nil)\n");
        for (f, ops) in program.iter().enumerate() {
            s += &format!("func f{p}_{f}(none) (_ none) {{\n");
            for op in ops {
                s += &match op {
                    Op::Print(n) => format!("println({n})\n"),
                    Op::Call(g) => format!("f{p}_{g}(nil)\n"),
                    Op::Defer(Deferred::Func(g)) => format!("defer f{p}_{g}(nil)\n"),
                    Op::Defer(Deferred::Wrapped(g)) => {
                        format!("defer wrapped(f{p}_{g})()\n")
                    }
                    Op::Defer(Deferred::Recover) => "defer recover()\n".into(),
                    Op::Defer(Deferred::Nil) => "defer nilFunc()\n".into(),
                    Op::Panic(v) => format!("panic(\"v{v}\")\n"),
                    Op::Recover => "show(recover())\n".into(),
                    Op::Repanic => "if r := recover(); r != nil { panic(r) }\n".into(),
                    Op::Goexit => "runtime.Goexit()\n".into(),
                };
            }
            s += "return\n}\n";
        }
    }
    s + "func main() { n, _ := strconv.Atoi(os.Args[1]); switch n {\n" + &mains + "} }\n"
}

/// What Go printed, in the interpreter's terms.
fn from_go(stderr: &str) -> Vec<String> {
    let mut out = vec![];
    for line in stderr.lines() {
        if line.starts_with("goroutine ") || line.is_empty() {
            break;
        }
        if line.starts_with("fatal error: no goroutines (main called runtime.Goexit)") {
            out.push("exit".into());
        } else if !line.starts_with("[signal ") {
            out.push(line.replace(
                "runtime error: invalid memory address or nil pointer dereference",
                "nil func",
            ));
        }
    }
    out
}

#[test]
fn go_agrees() {
    let Ok(go) = std::env::var("BURROW_GO") else {
        return;
    };
    let mut runner = TestRunner::deterministic();
    let batches = std::env::var("BURROW_GO_BATCHES").map_or(1, |n| n.parse().unwrap());
    for batch in 0..batches {
        let programs: Vec<_> = (0..200)
            .map(|_| programs().new_tree(&mut runner).unwrap().current())
            .collect();
        let dir = std::env::temp_dir().join(format!("burrow-defer-{}-{batch}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("main.go"), go_source(&programs)).unwrap();
        let build = std::process::Command::new(&go)
            .args(["build", "-o", "prog", "main.go"])
            .current_dir(&dir)
            .output()
            .unwrap();
        assert!(
            build.status.success(),
            "{}",
            String::from_utf8_lossy(&build.stderr)
        );
        for (n, program) in programs.iter().enumerate() {
            let out = std::process::Command::new(dir.join("prog"))
                .arg(n.to_string())
                .output()
                .unwrap();
            let go_says = from_go(&String::from_utf8_lossy(&out.stderr));
            assert_eq!(
                interpreter::run(program),
                go_says,
                "program {n} in {}: {program:?}",
                dir.display()
            );
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
