//! The timer heaps against a sequential model, over random settings, stops and steps of the clock.

#[path = "common/one.rs"]
mod one;

use burrow_sched::*;
use core::cell::RefCell;
use one::Host;
use proptest::prelude::*;

thread_local! {
    static FIRED: RefCell<Vec<(usize, i64)>> = const { RefCell::new(vec![]) };
}

fn fired(_cx: usize, arg: usize, _seq: usize, late: i64) {
    FIRED.with_borrow_mut(|f| f.push((arg, late)));
}

#[derive(Clone, Debug)]
enum Op {
    /// Timer, time from now, period.
    Set(usize, i64, i64),
    Stop(usize),
    Step(i64),
}

const TIMERS: usize = 40;

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..TIMERS, -5..100i64, prop_oneof![3 => Just(0), 1 => 1..50i64])
            .prop_map(|(t, when, period)| Op::Set(t, when, period)),
        2 => (0..TIMERS).prop_map(Op::Stop),
        2 => (0..30i64).prop_map(Op::Step),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_the_model(ops in prop::collection::vec(op(), 1..200)) {
        let timers: Vec<Timer> = (0..TIMERS).map(|_| Timer::new(true)).collect();
        let sched = Scheduler::new(Host::default(), 1, 1);
        let worker = sched.worker(0).unwrap();
        let mut model: [Option<(i64, i64)>; TIMERS] = [None; TIMERS];
        for op in ops {
            let now = sched.machine().now();
            match op {
                Op::Set(t, after, period) => {
                    let action = Action::Call { f: fired, arg: t, seq: 0 };
                    let setting = Setting { when: now + after, period, action };
                    // SAFETY: the timers outlive the scheduler that could fire them.
                    let was = unsafe { worker.set_timer(&timers[t], setting) };
                    prop_assert_eq!(was, model[t].is_some());
                    model[t] = Some((now + after, period));
                }
                Op::Stop(t) => {
                    prop_assert_eq!(sched.stop_timer(&timers[t]), model[t].take().is_some());
                }
                Op::Step(d) => {
                    let now = now + d;
                    sched.machine().pass(d);
                    let _ = worker.schedule();
                    let got = FIRED.take();
                    // In the order of their times; each that was due, once.
                    prop_assert!(got.is_sorted_by_key(|(_, late)| -late));
                    let mut expected = vec![];
                    for (t, timer) in model.iter_mut().enumerate() {
                        let Some((when, period)) = *timer else { continue };
                        if when > now {
                            continue;
                        }
                        expected.push((t, now - when));
                        *timer = (period > 0).then(|| (when + period * (1 + (now - when) / period), period));
                    }
                    let mut got = got;
                    got.sort_unstable();
                    prop_assert_eq!(got, expected);
                }
            }
            let first = model.iter().flatten().map(|m| m.0).min();
            prop_assert_eq!(sched.deadline(), first.unwrap_or(FOREVER));
        }
    }
}
