//! A port on a host.

#![allow(dead_code, reason = "not every test needs all of it")]

pub(crate) mod maps;

use burrow_maps::hash::Secret;
use burrow_maps::raw::{KeyKind, Port, RawMap, Shape, Slot};
use core::convert::Infallible;

/// From here on keys equal nothing, where the host says so.
pub(crate) const NAN: u64 = 1 << 63;

/// Memory that is given back when the test ends; keys and elements begin with a number of 64 bits.
pub(crate) struct Host {
    blocks: Vec<Vec<u64>>,
    pub(crate) random: u64,
    /// Bytes of a key and of an element.
    pub(crate) sizes: [usize; 2],
    /// Whether keys from [`NAN`] on equal nothing.
    pub(crate) nan: bool,
    /// Once in so many times there is no memory; 0 is never.
    pub(crate) fails: u64,
    secret: Secret,
}

impl Default for Host {
    fn default() -> Host {
        let mut host = Host {
            blocks: Vec::new(),
            random: 1,
            sizes: [8; 2],
            nan: false,
            fails: 0,
            secret: Secret::ZERO,
        };
        host.secret = Secret::new(|| host.random());
        host
    }
}

impl Host {
    /// An empty map whose keys and elements have eight bytes. It lives as long as the host.
    pub(crate) fn map(&mut self, kind: KeyKind, hint: usize) -> &'static RawMap {
        let shape = Shape {
            kind,
            key_size: 8,
            key_align: 8,
            elem_size: 8,
            elem_align: 8,
            noscan: true,
        };
        let header = self.block(size_of::<RawMap>());
        let seed = self.random() as u32;
        // SAFETY: a block of that size, which stays where it is.
        unsafe { &*RawMap::init_in(header, &shape, hint, seed) }
    }

    /// Zeroed memory.
    pub(crate) fn block(&mut self, bytes: usize) -> *mut u8 {
        self.blocks.push(vec![0; bytes.div_ceil(8).max(1)]);
        self.blocks
            .last_mut()
            .expect("just pushed")
            .as_mut_ptr()
            .cast()
    }

    /// The block in which this address lies: its own address, and how many bytes it has; zeroes if there is none.
    pub(crate) fn block_of(&self, at: *const u8) -> (usize, usize) {
        let of = |block: &&Vec<u64>| {
            let bytes = block.as_ptr().addr();
            (bytes..bytes + 8 * block.len()).contains(&at.addr())
        };
        let block = self.blocks.iter().find(of);
        block.map_or((0, 0), |block| (block.as_ptr().addr(), 8 * block.len()))
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
        self.alloc(slot.stride() * slots + tail)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
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
        let (p, q) = unsafe {
            (
                p.cast::<u64>().read_unaligned(),
                q.cast::<u64>().read_unaligned(),
            )
        };
        p == q && !(self.nan && p >= NAN)
    }

    fn reflexive(&self) -> bool {
        !self.nan
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
