//! Seeded hashes of words and bytes, cheap where a product of two words has only one word (wasm32).

const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xd6e8_feb8_6659_fd93;

/// Two rounds of multiplication; every bit of the input reaches the high half.
#[inline(always)]
const fn mix(x: u64) -> u64 {
    let x = x.wrapping_mul(K1);
    (x ^ (x >> 32)).wrapping_mul(K0)
}

#[inline(always)]
const fn spread(seed: u32) -> u64 {
    (seed as u64) << 32 | seed as u64
}

/// Hash of one word.
#[inline(always)]
pub const fn hash_word(word: u64, seed: u32) -> u32 {
    (mix(word ^ spread(seed)) >> 32) as u32
}

/// The first `N` bytes of a slice that has as many.
#[inline(always)]
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    *bytes.first_chunk().unwrap_or(&[0; N])
}

#[inline(always)]
fn last<const N: usize>(bytes: &[u8]) -> [u8; N] {
    *bytes.last_chunk().unwrap_or(&[0; N])
}

/// Hash of bytes.
pub fn hash_bytes(bytes: &[u8], seed: u32) -> u32 {
    let n = bytes.len();
    let mut h = spread(seed) ^ (n as u64).wrapping_mul(K0);
    let tail = if n >= 8 {
        let mut rest = bytes;
        while rest.len() > 8 {
            h = mix(h ^ u64::from_le_bytes(first(rest)));
            h ^= h >> 32;
            rest = &rest[8..];
        }
        // The last word overlaps the one before it.
        u64::from_le_bytes(last(bytes))
    } else if n >= 4 {
        u64::from(u32::from_le_bytes(first(bytes)))
            | u64::from(u32::from_le_bytes(last(bytes))) << 32
    } else if n > 0 {
        // First, middle and last byte: all there are.
        u64::from(bytes[0]) | u64::from(bytes[n / 2]) << 8 | u64::from(bytes[n - 1]) << 16
    } else {
        0
    };
    (mix(h ^ tail) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::collections::HashSet;
    use std::vec::Vec;

    #[test]
    fn every_byte_and_the_length_matter() {
        for n in 0..40 {
            let mut bytes: Vec<u8> = (0..n).collect();
            let h = hash_bytes(&bytes, 1);
            assert_ne!(h, hash_bytes(&bytes, 2));
            for i in 0..bytes.len() {
                bytes[i] ^= 0x40;
                assert_ne!(h, hash_bytes(&bytes, 1), "{n} {i}");
                bytes[i] ^= 0x40;
            }
            bytes.push(0);
            assert_ne!(h, hash_bytes(&bytes, 1), "{n}");
        }
    }

    #[test]
    fn regular_keys_spread_over_tags_and_groups() {
        for step in [1u64, 8, 4096, 7919, 1 << 32, 1 << 56] {
            let hashes: HashSet<u32> = (0..256).map(|i| hash_word(i * step, 7)).collect();
            let low: HashSet<u32> = hashes.iter().map(|h| h & 0xff).collect();
            let high: HashSet<u32> = hashes.iter().map(|h| h >> 24).collect();
            // 256 balls into 256 bins fill about 162.
            assert!(
                hashes.len() > 250 && low.len() > 120 && high.len() > 120,
                "{step}"
            );
        }
    }
}
