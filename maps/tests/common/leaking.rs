use burrow_maps::hash::Secret;
use burrow_maps::raw::{KeyKind, Port, RawMap, Shape, Slot};
use core::convert::Infallible;

/// Memory is never given back. Elements, and keys of other kinds, are numbers of 64 bits.
pub struct Leaking {
    secret: Secret,
    random: u64,
}

impl Leaking {
    pub fn new() -> Leaking {
        let mut random = 1;
        // A runtime has something better.
        let secret = Secret::new(|| {
            random = next(random);
            random
        });
        Leaking { secret, random }
    }

    /// An empty map with keys of this kind.
    pub fn map(&mut self, kind: KeyKind) -> &'static RawMap {
        let key_size = match kind {
            KeyKind::Word32 => 4,
            KeyKind::Str => 2 * size_of::<usize>(),
            KeyKind::Word64 | KeyKind::Bytes | KeyKind::Other => 8,
        };
        let shape = Shape {
            kind,
            key_size,
            key_align: key_size.min(8),
            elem_size: 8,
            elem_align: 8,
            noscan: true,
        };
        let header = leaked(size_of::<RawMap>());
        let seed = self.random() as u32;
        // SAFETY: a block of that size that nobody else has, for ever.
        unsafe { &*RawMap::init_in(header, &shape, 0, seed) }
    }
}

fn next(random: u64) -> u64 {
    let next = random.wrapping_mul(6_364_136_223_846_793_005);
    let next = next.wrapping_add(1_442_695_040_888_963_407);
    next ^ next >> 29
}

fn leaked(bytes: usize) -> *mut u8 {
    vec![0u64; bytes.div_ceil(8)].leak().as_mut_ptr().cast()
}

// SAFETY: blocks are zeroed, aligned to 8, and stay for ever; equal numbers have equal hashes.
unsafe impl Port for Leaking {
    type Error = Infallible;

    fn table(&mut self, slot: &Slot, slots: usize, tail: usize) -> *mut u8 {
        leaked(slots * slot.stride() + tail)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
        leaked(n * 2 * size_of::<usize>())
    }

    // Keys and elements of eight bytes lie in the tables.
    fn key(&mut self) -> *mut u8 {
        unreachable!()
    }

    fn elem(&mut self) -> *mut u8 {
        unreachable!()
    }

    fn secret(&self) -> &Secret {
        &self.secret
    }

    unsafe fn hash(&self, key: *const u8, seed: u32) -> Result<u32, Infallible> {
        // SAFETY: the address of a key.
        let key = unsafe { key.cast::<u64>().read() };
        Ok(burrow_maps::hash::hash_word(&self.secret, key, seed))
    }

    unsafe fn equal(&self, p: *const u8, q: *const u8) -> bool {
        // SAFETY: addresses of keys.
        unsafe { p.cast::<u64>().read() == q.cast::<u64>().read() }
    }

    fn reflexive(&self) -> bool {
        true
    }

    fn random(&mut self) -> u64 {
        self.random = next(self.random);
        self.random
    }

    // There is no collector.
    fn is_marking(&self) -> bool {
        false
    }

    fn shade(&mut self, _object: *const u8) {}

    unsafe fn shade_key(&mut self, _key: *const u8) {}

    unsafe fn shade_elem(&mut self, _elem: *const u8) {}
}
