//! Go's scheduler. Under construction.
#![no_std]

extern crate alloc;

mod blocking;
mod global;
mod heap;
mod idle;
mod machine;
mod p;
mod ring;
mod scheduler;
mod sync;
mod task;
mod timer;

pub use blocking::{Monitor, RETAKE};
pub use machine::Machine;
pub use scheduler::{FOREVER, Next, SLICE, Scheduler, Worker};
pub use task::{Task, TaskHeader, TaskState};
pub use timer::{Action, Setting, Timer, TimerFn};
