//! Two rings against a sequential model, over random pushes, pops, thefts and overflows.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the modules are the crate's own, by path"
)]

#[path = "../src/ring.rs"]
mod ring;
#[path = "../src/sync.rs"]
mod sync;
#[path = "../src/task.rs"]
mod task;

use core::ptr::NonNull;
use proptest::prelude::*;
use ring::{RING, Ring};
use std::collections::VecDeque;
use task::{Task, TaskHeader};

#[derive(Clone, Copy, Debug)]
enum Op {
    Push(usize, usize),
    Pop(usize, usize),
    Next(usize),
    TakeNext(usize),
    Steal(usize, bool),
    Overflow(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..2usize, 1..150usize).prop_map(|(q, n)| Op::Push(q, n)),
        3 => (0..2usize, 1..100usize).prop_map(|(q, n)| Op::Pop(q, n)),
        1 => (0..2usize).prop_map(Op::Next),
        1 => (0..2usize).prop_map(Op::TakeNext),
        3 => (0..2usize, any::<bool>()).prop_map(|(q, next)| Op::Steal(q, next)),
        1 => (0..2usize).prop_map(Op::Overflow),
    ]
}

fn task(at: &TaskHeader) -> Task {
    // SAFETY: the headers of a test outlive its rings.
    unsafe { Task::from_raw(NonNull::from(at)) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_the_model(ops in prop::collection::vec(op(), 1..80), parallel in any::<bool>()) {
        let rings = [Ring::new(), Ring::new()];
        let mut model: [(Option<Task>, VecDeque<Task>); 2] = Default::default();
        let mut headers: Vec<Box<TaskHeader>> = vec![];
        let mut new = || {
            headers.push(Box::new(TaskHeader::new()));
            task(headers.last().unwrap())
        };
        for op in ops {
            match op {
                Op::Push(q, n) => for _ in 0..n {
                    let t = new();
                    let room = model[q].1.len() < RING;
                    prop_assert_eq!(rings[q].push(t), room);
                    if room {
                        model[q].1.push_back(t);
                    }
                },
                Op::Pop(q, n) => for _ in 0..n {
                    prop_assert_eq!(rings[q].pop(parallel), model[q].1.pop_front());
                },
                Op::Next(q) => {
                    let t = new();
                    prop_assert_eq!(rings[q].replace_next(parallel, t), model[q].0.replace(t));
                }
                Op::TakeNext(q) => {
                    prop_assert_eq!(rings[q].take_next(parallel), model[q].0.take());
                }
                Op::Steal(thief, next) => {
                    let victim = 1 - thief;
                    if !model[thief].1.is_empty() {
                        continue;
                    }
                    let n = model[victim].1.len().div_ceil(2);
                    let mut taken: VecDeque<Task> = model[victim].1.drain(..n).collect();
                    let run = match taken.pop_back() {
                        None if next => model[victim].0.take(),
                        run => run,
                    };
                    model[thief].1 = taken;
                    prop_assert_eq!(rings[victim].steal_into(&rings[thief], next), run);
                }
                Op::Overflow(q) => {
                    let half = rings[q].take_half();
                    prop_assert_eq!(half.is_some(), model[q].1.len() == RING);
                    if let Some((first, last, n)) = half {
                        prop_assert_eq!(n as usize, RING / 2);
                        let mut at = Some(first);
                        for i in 0..n {
                            prop_assert_eq!(at, model[q].1.pop_front());
                            let link = at.unwrap().header().next.load(sync::Ordering::Relaxed);
                            prop_assert!(i + 1 < n || at == Some(last));
                            // SAFETY: a list is linked by headers of the test.
                            at = NonNull::new(link).map(|l| unsafe { Task::from_raw(l) });
                        }
                    }
                }
            }
            for (ring, model) in rings.iter().zip(&model) {
                prop_assert_eq!(ring.is_queue_empty(), model.1.is_empty());
                prop_assert_eq!(ring.is_empty(), model.1.is_empty() && model.0.is_none());
            }
        }
    }
}
