//! What the threads of a module agree on by words of shared memory: a lock, the stopped world, calls that another thread
//! makes. They need a [`Futex`] and nothing else of the runtime, so that `tests/loom_protocols.rs` can explore them.

pub mod errand;
pub mod lock;
mod sync;
pub mod world;

pub use sync::AtomicU32;

/// Sleeping on a word.
pub trait Futex {
    /// Sleeps while the word has this value, for so many nanoseconds at most (negative: for ever). It may return early.
    fn wait(word: &AtomicU32, expected: u32, nanoseconds: i64);
    /// Wakes so many of those who sleep on the word.
    fn notify(word: &AtomicU32, count: u32);
}
