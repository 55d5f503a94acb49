//! A port on a host.

use burrow_maps::hash::Secret;
use burrow_maps::raw::{Port, Slot};
use core::convert::Infallible;

/// Memory that is given back when the test ends; keys and elements are numbers of 64 bits.
pub(crate) struct Host {
    blocks: Vec<Vec<u64>>,
    pub(crate) random: u64,
    secret: Secret,
}

impl Default for Host {
    fn default() -> Host {
        let mut host = Host {
            blocks: Vec::new(),
            random: 1,
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
}

// SAFETY: blocks are zeroed, aligned to 8, and live as long as the port; the map's keys are plain numbers.
unsafe impl Port for Host {
    type Error = Infallible;

    fn table(&mut self, slot: &Slot, slots: usize, tail: usize) -> *mut u8 {
        self.block(slot.stride() * slots + tail)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
        self.block(n * 2 * size_of::<usize>())
    }

    fn key(&mut self) -> *mut u8 {
        self.block(8)
    }

    fn elem(&mut self) -> *mut u8 {
        self.block(8)
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
