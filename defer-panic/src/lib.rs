//! Go's defer, panic, recover and Goexit.
#![no_std]

mod frames;
mod machine;
mod record;
mod report;

pub use frames::Frames;
pub use machine::{PanicState, Step};
pub use record::Record;
pub use report::{Line, Report};
