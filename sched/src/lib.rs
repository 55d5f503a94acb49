//! Go's scheduler, without a standard library.
//!
//! # The problem
//!
//! A Go program has thousands of goroutines and a few threads. Who runs next must be found in nanoseconds, by each
//! thread from its own queue; idle threads must find work without burning time and never sleep through it; two
//! goroutines that wake each other must not starve the rest; a call that blocks must not take the right to run
//! along; timers belong to all of it; and when everybody waits for ever, somebody must notice. On wasm32 there is often
//! one thread and no interrupt, and whatever only threads need should not be there.
//!
//! # The mechanism
//!
//! A **G** is a [`Task`]: anything whose record begins with a [`TaskHeader`]. An **M** is a thread of a [`Machine`], with
//! a [`Worker`]. A **P** is the right to run tasks, with a ring of 256 that others steal halves of, the task to run
//! next, and a 4-ary heap of [`Timer`]s. [`Scheduler`] holds the Ps, the queue that all share, and the idle. An M loops:
//!
//! ```text
//! schedule ─▶ Run(task): resume it ─▶ parked | yielded | exited ─▶ schedule
//!          ─▶ Idle:      sleep, or return to the host            ─▶ schedule
//!          ─▶ Deadlock:  report
//! ```
//!
//! Parking is not instant: from when a task's waiter can be seen until its frames are stored it still is running, and a
//! `ready` in that time is remembered ([`TaskState::Notified`]). What only threads need is behind [`Machine::PARALLEL`],
//! a constant, so on one thread a task is picked with a few loads and stores and the code is about 5 KB of wasm, 7 with timers.
//!
//! The protocols are checked by loom models, each shown to fail with a seeded bug: `tests/loom_*.rs`.
//!
//! # Example
//!
//! Two tasks take turns; their record counts how often they ran.
//!
//! ```
//! use burrow_sched::{Machine, Next, Scheduler, Task, TaskHeader};
//! use core::ptr::NonNull;
//!
//! /// A host with one thread, which never sleeps.
//! struct Host;
//! impl Machine for Host {
//!     const PARALLEL: bool = false;
//!     fn now(&self) -> i64 { 0 }
//!     fn sleep(&self, _id: usize, _deadline: i64) {}
//!     fn wake(&self, _id: usize) {}
//!     fn start(&self) -> bool { false }
//! }
//!
//! #[repr(C)]
//! struct G {
//!     header: TaskHeader,
//!     turns: u32,
//! }
//!
//! let sched = Scheduler::new(Host, 1, 1);
//! let worker = sched.worker(0).unwrap();
//! let mut gs = [0, 1].map(|_| Box::new(G { header: TaskHeader::new(), turns: 0 }));
//! for g in &mut gs {
//!     let at = NonNull::from(&mut **g).cast();
//!     // SAFETY: the records stay until all tasks are over.
//!     worker.spawn(unsafe { Task::from_raw(at) });
//! }
//! loop {
//!     match worker.schedule() {
//!         Next::Run(task) => {
//!             // SAFETY: all tasks are `G`s, and this one is ours while it runs.
//!             let g = unsafe { &mut *task.as_ptr().cast::<G>() };
//!             g.turns += 1;
//!             if g.turns < 3 { worker.yielded() } else { worker.exited() }
//!         }
//!         Next::Idle { deadline } => worker.sleep(deadline),
//!         Next::Deadlock | Next::Stopped => break,
//!     }
//! }
//! assert_eq!(sched.tasks(), 0);
//! assert!(gs.iter().all(|g| g.turns == 3));
//! ```
#![cfg_attr(
    all(feature = "async", feature = "std"),
    doc = "
With the features `async` and `std`, as an executor:

```
use burrow_sched::{Executor, OneThread, yield_now};

let exec = Executor::new(OneThread::default(), 1, 1);
let answer = exec.spawn(async {
    yield_now().await;
    42
});
assert!(exec.run().is_ok());
assert_eq!(answer.take(), Some(42));
```
"
)]
//!
//! # Features
//!
//! - `async`: `Executor`, a `no_std` executor for Rust futures with this scheduling.
//! - `std`: machines of the operating system, `OneThread` and `Threads`.
//!
//! The crate allocates: the Ps once, the timer heaps as they grow.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod blocking;
#[cfg(feature = "async")]
mod exec;
mod global;
mod heap;
mod idle;
mod machine;
#[cfg(feature = "std")]
mod os;
mod p;
mod ring;
mod scheduler;
mod stats;
mod sync;
mod task;
mod timer;
mod wired;
mod yields;

pub use blocking::{Monitor, RETAKE};
#[cfg(feature = "async")]
pub use exec::{Executor, JoinHandle, Sleep, Stalled, yield_now};
pub use machine::Machine;
#[cfg(feature = "std")]
pub use os::{OneThread, Threads};
pub use scheduler::{FOREVER, Next, SLICE, Scheduler, Worker};
pub use stats::Stats;
pub use task::{Task, TaskHeader, TaskState};
pub use timer::{Action, Setting, Timer, TimerFn};

/// The README's examples run.
#[cfg(all(doctest, feature = "std", feature = "async"))]
#[doc = include_str!("../README.md")]
struct Readme;
