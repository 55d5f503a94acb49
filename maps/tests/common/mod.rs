//! A port on a host.

#![allow(dead_code, reason = "not every test needs all of it")]

use burrow_maps::hash::Secret;
use burrow_maps::raw::{Port, Slot};
use core::convert::Infallible;

/// Memory that is given back when the test ends; keys and elements begin with a number of 64 bits.
pub(crate) struct Host {
    blocks: Vec<Vec<u64>>,
    pub(crate) random: u64,
    /// Bytes of a key and of an element.
    pub(crate) sizes: [usize; 2],
    /// Once in so many times there is no memory; 0 is never.
    pub(crate) fails: u64,
    /// Bytes handed out as tables and directories so far.
    pub(crate) taken: usize,
    secret: Secret,
}

impl Default for Host {
    fn default() -> Host {
        let mut host = Host {
            blocks: Vec::new(),
            random: 1,
            sizes: [8; 2],
            fails: 0,
            taken: 0,
            secret: Secret::ZERO,
        };
        host.secret = Secret::new(|| host.random());
        host
    }
}

impl Host {
    /// Zeroed memory.
    pub(crate) fn block(&mut self, bytes: usize) -> *mut u8 {
        self.blocks.push(vec![0; bytes.div_ceil(8).max(1)]);
        self.blocks
            .last_mut()
            .expect("just pushed")
            .as_mut_ptr()
            .cast()
    }

    /// How many bytes has the block in which this address lies; 0 if there is none.
    pub(crate) fn block_of(&self, at: *const u8) -> usize {
        let of = |block: &&Vec<u64>| {
            let bytes = block.as_ptr().cast::<u8>();
            (bytes.addr()..bytes.addr() + 8 * block.len()).contains(&at.addr())
        };
        self.blocks
            .iter()
            .find(of)
            .map_or(0, |block| 8 * block.len())
    }

    /// The same, or null.
    fn alloc(&mut self, bytes: usize) -> *mut u8 {
        if self.fails != 0 && self.random().is_multiple_of(self.fails) {
            return core::ptr::null_mut();
        }
        self.block(bytes)
    }
}

// SAFETY: blocks are zeroed, aligned to 8, and live as long as the port; the map's keys are plain numbers.
unsafe impl Port for Host {
    type Error = Infallible;

    fn table(&mut self, slot: &Slot, slots: usize, tail: usize) -> *mut u8 {
        self.taken += slot.stride() * slots + tail;
        self.alloc(slot.stride() * slots + tail)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
        self.taken += n * 2 * size_of::<usize>();
        self.alloc(n * 2 * size_of::<usize>())
    }

    fn key(&mut self) -> *mut u8 {
        self.alloc(self.sizes[0])
    }

    fn elem(&mut self) -> *mut u8 {
        self.alloc(self.sizes[1])
    }

    fn secret(&self) -> &Secret {
        &self.secret
    }

    unsafe fn hash(&self, key: *const u8, seed: u32) -> Result<u32, Infallible> {
        // SAFETY: the address of a key.
        let key = unsafe { key.cast::<u64>().read_unaligned() };
        // A poor hash on purpose: collisions and long probes.
        Ok((key as u32).wrapping_mul(0x9e37_79b9) ^ seed & 0xff)
    }

    unsafe fn equal(&self, p: *const u8, q: *const u8) -> bool {
        // SAFETY: addresses of keys.
        unsafe { p.cast::<u64>().read_unaligned() == q.cast::<u64>().read_unaligned() }
    }

    fn reflexive(&self) -> bool {
        true
    }

    fn random(&mut self) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.random ^ self.random >> 29
    }

    fn is_marking(&self) -> bool {
        false
    }

    fn shade(&mut self, _object: *const u8) {}

    unsafe fn shade_key(&mut self, _key: *const u8) {}

    unsafe fn shade_elem(&mut self, _elem: *const u8) {}
}
