//! Hashes of words and bytes that nobody can aim at without knowing a secret.
//!
//! A word is hashed by one product of two sums, `(a + high half) * (b + low half)`, of which the high half counts (Thorup's
//! pair-multiply-shift after Dietzfelbinger's multiply-shift); bytes by the sum of such products, each word with sums of its
//! own. For any two keys chosen without knowing the numbers `a`, `b`, ... the probability that their hashes agree in some
//! bits is what it is for random hashes, up to a factor of 2 (Thorup, High Speed Hashing for Integers and Strings, 2015): so there
//! is no list of keys that collide in every program, as there is for hashes that only begin with a seed. And it takes one
//! product a word, where a product of two words has only one word (wasm32).

/// Words of a block; each has two numbers of its own.
const BLOCK: usize = 8;

/// The numbers that hashes depend on: random ones, for the whole life of the maps.
///
/// ```
/// use burrow_maps::hash::{Secret, hash_bytes, hash_word};
///
/// let mut state = 1u64;
/// let secret = Secret::new(|| {
///     // A runtime has something better.
///     state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
///     state ^ state >> 29
/// });
/// assert_eq!(hash_word(&secret, 7, 1), hash_word(&secret, 7, 1));
/// assert_ne!(hash_word(&secret, 7, 1), hash_word(&secret, 8, 1));
/// assert_ne!(hash_bytes(&secret, b"go", 1), hash_bytes(&secret, b"go", 2));
/// ```
#[derive(Clone)]
#[repr(C)]
pub struct Secret {
    pairs: [[u64; 2]; BLOCK],
    chain: [u64; 2],
    length: u64,
}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Numbers from a source of random words.
    ///
    /// ```
    /// let secret = burrow_maps::hash::Secret::new(|| 7);
    /// assert!(!secret.is_zero());
    /// ```
    pub fn new(mut random: impl FnMut() -> u64) -> Secret {
        let mut secret = Secret::ZERO;
        for pair in &mut secret.pairs {
            *pair = [random(), random()];
        }
        secret.chain = [random(), random()];
        // It is only multiplied with.
        secret.length = random() | 1;
        secret
    }

    /// Whether it still is [`Secret::ZERO`].
    ///
    /// ```
    /// assert!(burrow_maps::hash::Secret::ZERO.is_zero());
    /// ```
    #[inline]
    pub const fn is_zero(&self) -> bool {
        self.length == 0
    }

    /// For a static: to be replaced by real ones before the first map is made.
    ///
    /// ```
    /// use burrow_maps::hash::Secret;
    ///
    /// static SECRET: std::sync::Mutex<Secret> = std::sync::Mutex::new(Secret::ZERO);
    /// *SECRET.lock().unwrap() = Secret::new(|| 7);
    /// ```
    pub const ZERO: Secret = Secret {
        pairs: [[0; 2]; BLOCK],
        chain: [0; 2],
        length: 0,
    };
}

/// What a map's seed adds to the numbers, so that keys that meet in one map do not in another.
#[inline(always)]
const fn spread(seed: u32) -> u64 {
    (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline(always)]
const fn pair([a, b]: [u64; 2], seed: u64, word: u64) -> u64 {
    let high = a.wrapping_add(seed).wrapping_add(word >> 32);
    let low = b.wrapping_add(word & 0xffff_ffff);
    high.wrapping_mul(low)
}

/// The half of a sum that depends on all of it, without the regularity that equal distances between keys give it.
#[inline(always)]
const fn finish(sum: u64) -> u32 {
    let h = (sum >> 32) as u32;
    let h = (h ^ h >> 16).wrapping_mul(0x21f0_aaad);
    h ^ h >> 15
}

/// Hash of one word.
///
/// ```
/// use burrow_maps::hash::{Secret, hash_word};
///
/// let mut state = 1u64;
/// let secret = Secret::new(|| {
///     // A runtime has something better.
///     state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
///     state ^ state >> 29
/// });
/// assert_ne!(hash_word(&secret, 7, 1), hash_word(&secret, 8, 1));
/// assert_ne!(hash_word(&secret, 7, 1), hash_word(&secret, 7, 2));
/// ```
#[inline(always)]
pub const fn hash_word(secret: &Secret, word: u64, seed: u32) -> u32 {
    finish(pair(secret.pairs[0], spread(seed), word))
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
///
/// ```
/// use burrow_maps::hash::{Secret, hash_bytes};
///
/// let mut state = 1u64;
/// let secret = Secret::new(|| {
///     // A runtime has something better.
///     state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
///     state ^ state >> 29
/// });
/// assert_ne!(hash_bytes(&secret, b"go", 1), hash_bytes(&secret, b"gone", 1));
/// ```
#[inline]
pub fn hash_bytes(secret: &Secret, bytes: &[u8], seed: u32) -> u32 {
    let n = bytes.len();
    if n > 16 {
        return hash_many(secret, bytes, seed);
    }
    if n >= 8 {
        // Two words, of which the second overlaps the first: what `hash_many` comes to, without a loop.
        let seed = spread(seed);
        let [p, q, ..] = secret.pairs;
        let sum = (n as u64).wrapping_mul(secret.length);
        let sum = sum.wrapping_add(pair(p, seed, u64::from_le_bytes(first(bytes))));
        return finish(sum.wrapping_add(pair(q, seed, u64::from_le_bytes(last(bytes)))));
    }
    // All bytes, and how many there are in the eighth.
    let word = if n >= 4 {
        let low = u32::from_le_bytes(first(bytes));
        let high = u64::from(u32::from_le_bytes(last(bytes))) >> (64 - 8 * n);
        u64::from(low) | high << 32
    } else if n > 0 {
        // First, middle and last byte: all there are.
        u64::from(bytes[0]) | u64::from(bytes[n / 2]) << 8 | u64::from(bytes[n - 1]) << 16
    } else {
        0
    };
    hash_word(secret, word | (n as u64) << 56, seed)
}

fn hash_many(secret: &Secret, bytes: &[u8], seed: u32) -> u32 {
    let seed = spread(seed);
    let mut sum = (bytes.len() as u64).wrapping_mul(secret.length);
    let mut rest = bytes;
    while rest.len() > 8 * BLOCK {
        for pairs in secret.pairs {
            sum = sum.wrapping_add(pair(pairs, seed, u64::from_le_bytes(first(rest))));
            rest = &rest[8..];
        }
        // The sum so far is like one more word, in a block that has none of its own.
        sum = pair(secret.chain, seed, sum);
    }
    // The last word overlaps the one before it.
    let mut pairs = secret.pairs.iter();
    while rest.len() > 8 {
        let pairs = pairs.next().unwrap_or(&secret.chain);
        sum = sum.wrapping_add(pair(*pairs, seed, u64::from_le_bytes(first(rest))));
        rest = &rest[8..];
    }
    let pairs = pairs.next().unwrap_or(&secret.chain);
    finish(sum.wrapping_add(pair(*pairs, seed, u64::from_le_bytes(last(bytes)))))
}

/// Whether bytes are equal, eight at a time: what `==` calls on wasm32 goes byte by byte.
///
/// ```
/// assert!(burrow_maps::hash::same_bytes(b"gopher", b"gopher"));
/// assert!(!burrow_maps::hash::same_bytes(b"gopher", b"gophers"));
/// ```
#[inline(always)]
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let n = a.len();
    if n != b.len() {
        return false;
    }
    if n >= 8 {
        let (mut p, mut q) = (a, b);
        while p.len() > 8 && q.len() > 8 {
            if u64::from_ne_bytes(first(p)) != u64::from_ne_bytes(first(q)) {
                return false;
            }
            (p, q) = (&p[8..], &q[8..]);
        }
        // The last word overlaps the one before it.
        return u64::from_ne_bytes(last(a)) == u64::from_ne_bytes(last(b));
    }
    if n >= 4 {
        return first::<4>(a) == first::<4>(b) && last::<4>(a) == last::<4>(b);
    }
    // First, middle and last byte: all there are.
    n == 0 || a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::collections::HashSet;
    use std::vec;
    use std::vec::Vec;

    fn secret(from: u64) -> Secret {
        let mut state = from;
        Secret::new(|| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ z >> 31
        })
    }

    #[test]
    fn every_byte_and_the_length_matter() {
        let secret = secret(1);
        for n in 0..200u8 {
            let mut bytes: Vec<u8> = (0..n).collect();
            let h = hash_bytes(&secret, &bytes, 1);
            assert_ne!(h, hash_bytes(&secret, &bytes, 2));
            for i in 0..bytes.len() {
                bytes[i] ^= 0x40;
                assert_ne!(h, hash_bytes(&secret, &bytes, 1), "{n} {i}");
                bytes[i] ^= 0x40;
            }
            bytes.push(0);
            assert_ne!(h, hash_bytes(&secret, &bytes, 1), "{n}");
        }
    }

    #[test]
    fn regular_keys_spread_over_tags_and_groups() {
        for from in 0..50 {
            let secret = secret(from);
            for step in [1u64, 8, 4096, 7919, 1 << 32, 1 << 56] {
                let hashes: HashSet<u32> =
                    (0..256).map(|i| hash_word(&secret, i * step, 7)).collect();
                let low: HashSet<u32> = hashes.iter().map(|h| h & 0x7f).collect();
                let high: HashSet<u32> = hashes.iter().map(|h| h >> 24).collect();
                // 256 balls into 256 bins fill about 162, into 128 about 111.
                assert!(
                    hashes.len() > 250 && low.len() > 90 && high.len() > 110,
                    "{from} {step}: {} {} {}",
                    hashes.len(),
                    low.len(),
                    high.len()
                );
            }
        }
    }

    /// How full the fullest of 1024 groups is, of 4096 keys.
    fn fullest(hashes: impl Iterator<Item = u32>) -> u32 {
        let mut groups = vec![0; 1024];
        hashes
            .take(4096)
            .for_each(|h| groups[(h >> 7) as usize % 1024] += 1);
        groups.into_iter().max().unwrap_or(0)
    }

    /// Keys that meet under one secret, found by somebody who knows it, are as good as any under another one; with a hash that
    /// only starts from a seed they would go on meeting.
    #[test]
    fn chosen_keys_do_not_meet_under_another_secret() {
        let (known, other) = (secret(1), secret(2));
        let in_one_group = |h: u32| (h >> 7) % 1024 == 5;
        let words: Vec<u64> = (0..1 << 23)
            .filter(|&w| in_one_group(hash_word(&known, w, 7)))
            .take(4096)
            .collect();
        let by = |s: &Secret, seed| fullest(words.iter().map(|&w| hash_word(s, w, seed)));
        assert_eq!((words.len(), by(&known, 7)), (4096, 4096));
        assert!(by(&known, 8) < 40, "another seed: {}", by(&known, 8));
        assert!(by(&other, 7) < 40, "another secret: {}", by(&other, 7));
        let texts: Vec<Vec<u8>> = (0..1u64 << 23)
            .map(|n| [n.to_le_bytes(), [7; 8]].concat())
            .filter(|t| in_one_group(hash_bytes(&known, t, 7)))
            .take(4096)
            .collect();
        let by = |s: &Secret, seed| fullest(texts.iter().map(|t| hash_bytes(s, t, seed)));
        assert_eq!((texts.len(), by(&known, 7)), (4096, 4096));
        assert!(by(&known, 8) < 40, "another seed: {}", by(&known, 8));
        assert!(by(&other, 7) < 40, "another secret: {}", by(&other, 7));
    }

    #[test]
    fn every_byte_of_a_string_counts() {
        let mut bytes = [0; 40];
        for n in 0..bytes.len() {
            let other = bytes;
            assert!(same_bytes(&bytes[..n], &other[..n]));
            assert!(!same_bytes(&bytes[..n], &other[..n + 1]));
            for i in 0..n {
                bytes[i] = 1;
                assert!(!same_bytes(&bytes[..n], &other[..n]), "{n} {i}");
                bytes[i] = 0;
            }
        }
    }
}
