//! Sampling of allocations, for profiles of the heap.
//!
//! Samples are a Poisson process over the bytes that are allocated: on average one in every `rate` bytes. Each span class may have a
//! process of its own, since the sum of such processes is one again; and since they have no memory, one can be cut off anywhere and begun
//! anew. So nothing is counted. When a cache has claimed a [window](crate::Cache), the embedder has it *cut short*
//! ([`Cache::cut_window`]): the objects from the next sample on are held back, so that the fast path runs dry exactly there. The slow path
//! then learns that the object it is about to hand out is to be sampled ([`Cache::is_sample`]).
//!
//! An embedder that never calls these has no code of them, and its fast path is the same with and without.

use crate::cache::{Cache, TINY, TINY_CLASS};
use crate::class::{MAX_SMALL, class_size, size_class};
use crate::layout::Layout;

/// Bytes until the next sample of a process with a mean distance of `rate`: exponentially distributed if the bits of `random` are even.
fn distance(rate: usize, random: u64) -> usize {
    if rate <= 1 {
        return 0;
    }
    // -log2 of a number between 0 and 1, by squaring its mantissa: 16 binary places.
    let zeros = random.leading_zeros();
    let mut mantissa = (random | 1) << zeros.min(63) >> 32;
    let mut fraction = 0;
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        let bit = mantissa >> 32;
        mantissa >>= bit;
        fraction = fraction << 1 | bit;
    }
    let log2 = (u64::from(zeros.min(63) + 1) << 16) - fraction;
    // Times ln 2.
    let ln = (log2 * 45426) >> 16;
    usize::try_from(ln.saturating_mul(rate as u64) >> 16).unwrap_or(usize::MAX)
}

/// The span class of a small object, and the bytes that it takes; `None` for a large one.
fn class_of(size: usize, layout: &Layout) -> Option<(usize, usize)> {
    match size {
        _ if size > MAX_SMALL => None,
        _ if size < TINY && layout.is_noscan() => Some((TINY_CLASS, TINY)),
        _ => {
            let class = size_class(size);
            Some((class * 2 + layout.is_noscan() as usize, class_size(class)))
        }
    }
}

impl Cache {
    /// Whether an allocation would take the first object of a new window, or be large: after it,
    /// [`cut_window`](Cache::cut_window) is due.
    pub fn is_dry(&self, size: usize, layout: &Layout) -> bool {
        class_of(size, layout).is_none_or(|(class, _)| self.slots[class].free == 0)
    }

    /// Whether an allocation, for which [`alloc`](Cache::alloc) has found nothing, is to be sampled. `rate` is the mean distance of
    /// two samples in bytes (1: every object), `random` any 64 bits. When asked again for the same allocation the answer may be another.
    pub fn is_sample(&self, size: usize, layout: &Layout, rate: usize, random: u64) -> bool {
        let bytes = match class_of(size, layout) {
            Some((class, _)) if self.slots[class].free != 0 => return false,
            Some((class, _)) if self.slots[class].held != 0 => return true,
            Some((_, bytes)) => bytes,
            None => size,
        };
        distance(rate, random) < bytes
    }

    /// Holds the objects of a new window back from the next sample on. To be called after each allocation for which the cache
    /// [was dry](Cache::is_dry); without it there are no samples before the next window.
    pub fn cut_window(&mut self, size: usize, layout: &Layout, rate: usize, random: u64) {
        let Some((class, bytes)) = class_of(size, layout) else {
            return;
        };
        let slot = &mut self.slots[class];
        let mut rest = slot.free;
        for _ in 0..(distance(rate, random) / bytes).min(64) {
            rest &= rest.wrapping_sub(1);
        }
        slot.held |= rest;
        slot.free &= !rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FixedMemory, Heap};
    extern crate std;
    use std::{boxed::Box, vec};

    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    #[test]
    fn distances_are_exponential() {
        let (mut state, n, rate) = (1, 200_000, 1 << 19);
        let (mut sum, mut beyond) = (0.0, [0_usize; 4]);
        for _ in 0..n {
            let d = distance(rate, random(&mut state)) as f64 / rate as f64;
            sum += d;
            for (k, beyond) in beyond.iter_mut().enumerate() {
                *beyond += usize::from(d > (k + 1) as f64);
            }
        }
        let mean = sum / f64::from(n);
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        for (k, beyond) in beyond.iter().enumerate() {
            let (is, should) = (*beyond as f64 / f64::from(n), (-((k + 1) as f64)).exp());
            assert!((is / should - 1.0).abs() < 0.06, "{k}: {is} {should}");
        }
        assert_eq!(distance(1, 0), 0);
        assert!(distance(1000, 0) > 40_000);
        assert_eq!(distance(1000, u64::MAX), 0);
    }

    /// Allocates as an embedder does; returns how many objects were sampled.
    fn allocate(n: usize, size: usize, layout: &Layout, rate: usize) -> usize {
        let memory = Box::leak(vec![0_u64; 8 << 20].into_boxed_slice());
        let bytes = size_of_val(memory);
        // SAFETY: leaked memory that nobody else uses.
        let heap = Heap::new(unsafe { FixedMemory::new(memory.as_mut_ptr().cast(), bytes) });
        let (mut cache, mut state, mut samples) = (Cache::new(), size as u64, 0);
        for _ in 0..n {
            if cache.alloc(size, layout).is_some() {
                continue;
            }
            let dry = cache.is_dry(size, layout);
            samples += usize::from(cache.is_sample(size, layout, rate, random(&mut state)));
            heap.alloc_slow(&mut cache, size, layout).expect("memory");
            if dry {
                cache.cut_window(size, layout, rate, random(&mut state));
            }
        }
        heap.flush(&mut cache);
        let small = if size < TINY && layout.is_noscan() {
            n / (TINY / size)
        } else {
            n
        };
        assert_eq!(
            heap.stats().heap_alloc as usize,
            small * crate::round_up_size(size.max(TINY))
        );
        assert_eq!(heap.verify(), Ok(()));
        samples
    }

    #[test]
    fn every_size_is_sampled_at_its_rate() {
        for (size, n, layout) in [
            (16, 1 << 20, Layout::NOSCAN),
            (32, 1 << 20, Layout::mask(2, 0b11)),
            (1024, 30_000, Layout::NOSCAN),
            (
                2048,
                10_000,
                Layout::mask(1, 1).repeat(2048 / crate::class::WORD),
            ),
            (40 << 10, 1_500, Layout::NOSCAN),
        ] {
            let rate = 8 << 10;
            let is = allocate(n, size, &layout, rate) as f64;
            let should = n as f64 * (1.0 - (-(size as f64) / rate as f64).exp());
            // Four standard deviations.
            assert!(
                (is - should).abs() < 4.0 * should.sqrt(),
                "{size}: {is} {should}"
            );
        }
    }

    #[test]
    fn at_rate_one_every_object_is_sampled() {
        assert_eq!(allocate(10_000, 48, &Layout::mask(1, 1), 1), 10_000);
        assert_eq!(allocate(10_000, 16, &Layout::NOSCAN, 1), 10_000);
        assert_eq!(allocate(100, 33 << 10, &Layout::NOSCAN, 1), 100);
        // Each block of tiny objects counts once.
        assert_eq!(allocate(40_000, 4, &Layout::NOSCAN, 1), 10_000);
    }
}
