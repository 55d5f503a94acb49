//! Go's maps, for Rust programs and for runtimes.
//!
//! # The problem
//!
//! A Go map may be changed while it is iterated over, by several iterators at once: an entry that is there throughout is
//! produced exactly once, a deleted one that was not reached yet never, a new one at most once, and where an iteration starts is
//! random. Growth must not stall the program; and in a runtime, a collector may look at the map at any moment.
//!
//! # Two mechanisms
//!
//! [`GoMap`] stands on hashbrown's table. Its iterations over a map that is changed are known to it, and it tells them where the buckets
//! went when it moves its entries; a large table is moved bit by bit.
//!
//! [`raw::RawMap`] keeps its entries in tables of groups of eight, found by control bytes (a Swiss table). A table has at most
//! 1024 slots (512 where keys are not numbers); a full one of that size is split by the next bit of the hash (Fagin's extendible hashing). A table that is
//! replaced is never written again, so that iterators go on reading it and ask the map whether an entry still is there.
//! Everything else, from memory to hashing, comes from a [`raw::Port`].
//!
//! `tests/` holds both against a model, with iterators alive across every change.
#![no_std]

#[cfg(feature = "typed")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod flag;
pub mod hash;
pub mod raw;
mod sync;
#[cfg(feature = "typed")]
mod typed;

#[cfg(feature = "typed")]
pub use typed::{
    Cursor, Entry, F32, F64, GoMap, IntoIter, Iter, IterMut, Keys, OccupiedEntry, VacantEntry,
    Values, ValuesMut,
};

#[cfg(all(doctest, feature = "default-hasher"))]
#[doc = include_str!("../README.md")]
mod readme {}
