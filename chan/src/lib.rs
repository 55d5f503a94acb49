//! Go's channels. Under construction: the type-erased layer.
#![no_std]

mod error;
mod port;
mod raw;
mod select;
mod sync;
mod waiter;

pub use error::ChanPanic;
pub use port::{ElemOps, Park, Plain, copy_bytes, zero_bytes};
pub use raw::{ELEM_LIMIT, RawChan, RecvStart, SendStart, TryRecv, TrySend};
pub use select::{
    CASE_LIMIT, Case, Dir, Rng, SelectStart, cancel_select, finish_select, start_select, try_select,
};
pub use waiter::{INLINE_MAX, InlineWaiter, Selection, Waiter};
