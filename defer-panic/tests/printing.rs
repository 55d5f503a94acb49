//! The parts that the interpreter does not reach: values whose text needs the program's code, stacks that move, roots.

use core::ops::Range;
use core::ptr::NonNull;

use burrow_defer_panic::{Frames, Line, PanicState, Record, Step};

/// What a panic carries here.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    /// Shown as it is.
    Plain(u32),
    /// An error: its text needs a call.
    Error(u32),
    /// The text of an error.
    Text(u32),
}
use Value::*;

/// Frames are named by addresses below `base`, 16 apart; each holds its pending deferred calls.
struct Stack {
    base: usize,
    frames: Vec<Vec<&'static str>>,
    calls: Vec<String>,
    records: usize,
    text: Option<Value>,
    /// How far the next push moves the stack.
    shift: usize,
    moved: Option<(Range<usize>, usize)>,
}

impl Stack {
    fn new(frames: &[&[&'static str]]) -> Self {
        Stack {
            base: 0x1000,
            frames: frames.iter().map(|f| f.to_vec()).collect(),
            calls: vec![],
            records: 0,
            text: None,
            shift: 0,
            moved: None,
        }
    }

    fn push_frame(&mut self) -> usize {
        if self.shift != 0 {
            self.moved = Some((self.innermost()..self.base, self.shift));
            self.base += self.shift;
        }
        self.frames.push(vec![]);
        self.innermost()
    }

    fn index(&self, frame: usize) -> usize {
        (self.base - frame) / 16 - 1
    }

    fn name(&self, index: usize) -> usize {
        self.base - 16 * (index + 1)
    }
}

impl Frames for Stack {
    type Value = Value;
    type Closure = &'static str;

    fn innermost(&self) -> usize {
        self.name(self.frames.len() - 1)
    }
    fn caller(&self, frame: usize) -> Option<usize> {
        (frame + 16 < self.base).then_some(frame + 16)
    }
    fn pop_defer(&mut self, frame: usize) -> Option<&'static str> {
        let at = self.index(frame);
        self.frames[at].pop()
    }
    fn push_call(&mut self, closure: &'static str) -> usize {
        self.calls.push(closure.into());
        self.push_frame()
    }
    fn moved(&mut self) -> Option<(Range<usize>, usize)> {
        self.moved.take()
    }
    fn cut(&mut self, frame: usize) {
        self.frames.truncate(self.index(frame) + 1);
    }
    fn cut_to_exit(&mut self, frame: usize) {
        self.cut(frame);
        self.calls.push(format!("exit {}", self.index(frame)));
    }
    fn push_text_call(&mut self, value: Value) -> Option<usize> {
        let Error(n) = value else { return None };
        self.text = Some(Text(n));
        self.calls.push(format!("text of {n}"));
        Some(self.push_frame())
    }
    fn take_text(&mut self) -> Value {
        self.text.take().unwrap()
    }
    fn new_record(&mut self) -> NonNull<Record<Value>> {
        self.records += 1;
        Record::boxed()
    }
    fn free_record(&mut self, record: NonNull<Record<Value>>) {
        self.records -= 1;
        // SAFETY: it came from `new_record`.
        unsafe { Record::free_boxed(record) }
    }
}

fn line(indent: bool, value: Value, recovered: bool, repanicked: bool) -> Line<Value> {
    Line {
        indent,
        value,
        recovered,
        repanicked,
    }
}

#[test]
fn errors_are_turned_into_text_newest_first() {
    let mut s = Stack::new(&[&["c"], &["b", "a"]]);
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call);
    assert_eq!(p.panic(&mut s, Plain(2)), Step::Call); // in a
    assert_eq!(p.panic(&mut s, Error(3)), Step::Call); // in b
    assert_eq!(p.next(&mut s), Step::Call); // c returned; the text of 3
    assert_eq!(
        p.recover(s.innermost()),
        None,
        "a method that makes text is no deferred call"
    );
    assert_eq!(p.next(&mut s), Step::Call); // the text of 1
    assert_eq!(p.next(&mut s), Step::Report);
    assert_eq!(s.calls, ["a", "b", "c", "text of 3", "text of 1"]);
    let report: Vec<_> = p.report().collect();
    assert_eq!(
        report,
        [
            line(false, Text(1), false, false),
            line(true, Plain(2), false, false),
            line(true, Text(3), false, false)
        ]
    );
    p.clear(&mut s);
    assert_eq!((s.records, p.is_active()), (0, false));
}

#[test]
fn a_value_raised_again_is_shown_once() {
    let mut s = Stack::new(&[&[], &["a"]]);
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call);
    assert_eq!(p.recover(s.innermost()), Some(Error(1)));
    assert_eq!(p.recover(s.innermost()), None, "recovered already");
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call); // the text of 1, for the older record
    assert_eq!(p.next(&mut s), Step::Report);
    assert_eq!(s.calls, ["a", "text of 1"]);
    assert_eq!(
        p.report().collect::<Vec<_>>(),
        [line(false, Text(1), true, true)]
    );
    p.clear(&mut s);
}

#[test]
fn a_panic_while_making_text_is_fatal_unless_recovered() {
    let mut s = Stack::new(&[&[]]);
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call);
    // The method defers a call, and panics; the deferred call recovers.
    s.frames.push(vec!["r"]);
    assert_eq!(p.panic(&mut s, Plain(2)), Step::Call);
    assert_eq!(p.recover(s.innermost()), Some(Plain(2)));
    assert_eq!(p.next(&mut s), Step::Recovered);
    assert_eq!(s.calls, ["text of 1", "r", "exit 2"]);
    // Again, and nobody recovers.
    assert_eq!(p.panic(&mut s, Plain(3)), Step::PrintFailed);
    assert_eq!(p.value(), Some(Plain(3)));
    p.clear(&mut s);
    assert_eq!(s.records, 0);
}

#[test]
fn goexit_passed_by_a_recovery_goes_on() {
    let mut s = Stack::new(&[&["d"], &["c", "b"], &["a"]]);
    let mut p = PanicState::new();
    assert_eq!(p.goexit(&mut s), Step::Call);
    assert_eq!(
        p.recover(s.innermost()),
        None,
        "a Goexit cannot be recovered"
    );
    assert_eq!(p.panic(&mut s, Plain(1)), Step::Call); // in a; runs b
    assert_eq!(p.recover(s.innermost()), Some(Plain(1)));
    assert_eq!(p.next(&mut s), Step::Call); // the Goexit runs c
    assert_eq!(s.frames.len(), 4, "on top of the frame that called Goexit");
    assert_eq!(p.value(), None);
    assert_eq!(p.next(&mut s), Step::Call); // d
    assert_eq!(p.next(&mut s), Step::Exit);
    assert_eq!(s.calls, ["a", "b", "c", "d"]);
    assert_eq!((s.records, p.is_active()), (0, false));
}

#[test]
fn frames_may_move_and_values_are_roots() {
    let mut s = Stack::new(&[&["b"], &["a"], &[]]);
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Plain(1)), Step::Call);
    let mut seen = vec![];
    assert_eq!(p.goexit(&mut s), Step::Call); // in a; runs b
    p.for_each_value(|v| seen.push(core::mem::replace(v, Plain(10))));
    assert_eq!(seen, [Plain(1)]);
    // The stack moves while b runs. Names elsewhere stay.
    let old = s.base - 16 * s.frames.len()..s.base;
    p.adjust(0..old.start, 1);
    p.adjust(old, 0x9000);
    s.base += 0x9000;
    assert_eq!(p.panic(&mut s, Plain(2)), Step::Report); // in b: nothing is left to run
    let report: Vec<_> = p.report().collect();
    assert_eq!(
        report,
        [
            line(false, Plain(10), false, false),
            line(true, Plain(2), false, false)
        ]
    );
    p.clear(&mut s);
}

#[test]
fn fatal_errors_mark_without_making_text() {
    let mut s = Stack::new(&[&["b", "a"]]);
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call);
    assert_eq!(p.recover(s.innermost()), Some(Error(1)));
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call); // in a; runs b, which is fatal
    p.mark_repanicked();
    assert_eq!(
        p.report().collect::<Vec<_>>(),
        [line(false, Error(1), true, true)]
    );
    assert_eq!(s.calls, ["a", "b"]);
    p.clear(&mut s);
}

#[test]
fn every_push_may_move_the_stack() {
    let mut s = Stack::new(&[&["e"], &["d", "c"], &["b", "a"]]);
    s.shift = 0x10000;
    let mut p = PanicState::new();
    assert_eq!(p.panic(&mut s, Error(1)), Step::Call); // a
    assert_eq!(p.next(&mut s), Step::Call); // b
    assert_eq!(p.recover(s.innermost()), Some(Error(1)));
    s.frames.push(vec![]);
    assert_eq!(p.panic(&mut s, Error(2)), Step::Call); // in b; c
    assert_eq!(p.next(&mut s), Step::Call); // d
    assert_eq!(p.recover(s.innermost()), Some(Error(2)));
    assert_eq!(p.next(&mut s), Step::Recovered);
    assert_eq!(s.frames.len(), 2);
    assert_eq!(p.panic(&mut s, Error(3)), Step::Call); // e
    assert_eq!(p.next(&mut s), Step::Call); // the text of 3
    assert_eq!(p.next(&mut s), Step::Report);
    assert_eq!(s.calls, ["a", "b", "c", "d", "exit 1", "e", "text of 3"]);
    p.clear(&mut s);
    assert_eq!(s.records, 0);
}
