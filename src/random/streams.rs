//! Streams by name: where the draws of one replication come from.

use super::generator::Generator;
use super::philox::{high, join, low, philox4x32};

/// Bits of a draw's key; the rest of the counter's second half numbers the blocks drawn under that key.
pub(super) const KEY_BITS: u32 = 48;

/// All streams of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    key: [u32; 2],
}

/// One named source of randomness of one replication: a table of draws, looked up by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    pub(super) key: [u32; 2],
    pub(super) id: [u32; 2],
}

impl Streams {
    /// The streams of replication `replication` under `seed`.
    ///
    /// Nothing else enters: scenarios that are to be compared share their streams by sharing the seed.
    #[must_use]
    pub const fn new(seed: u64, replication: u32) -> Streams {
        let seeded = mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
        // An odd multiplier keeps distinct replications distinct before they meet the seed.
        let key = mix(seeded ^ mix((replication as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93)));
        Streams { key: [low(key), high(key)] }
    }

    /// The stream of draws for `purpose` at `place`.
    ///
    /// Named, not numbered, so that adding, removing or reordering places leaves every other stream as it
    /// was.
    #[must_use]
    pub fn stream(&self, place: &str, purpose: &str) -> Stream {
        // 0xFF occurs in no UTF-8 text, so ("ab", "c") and ("a", "bc") are different byte strings.
        let bytes = place.bytes().chain([0xFF]).chain(purpose.bytes());
        let id = mix(fnv1a(bytes));
        Stream { key: self.key, id: [low(id), high(id)] }
    }
}

impl Stream {
    /// The 64 random bits under `key`.
    ///
    /// They are also the first output of [`Stream::generator`] for that key: use one key for one variate.
    ///
    /// # Panics
    ///
    /// When `key` has more than 48 bits, because its draws would overlap those of another key.
    #[inline]
    #[must_use]
    pub fn bits(&self, key: u64) -> u64 {
        self.block(key, 0).0
    }

    /// The uniform variate under `key`, in the open interval (0, 1).
    ///
    /// An odd multiple of 2^-53: never 0 or 1, and `1 - u` is exact and on the same grid.
    ///
    /// # Panics
    ///
    /// When `key` has more than 48 bits.
    #[inline]
    #[must_use]
    pub fn uniform(&self, key: u64) -> f64 {
        const GRID: f64 = 1.0 / (1_u64 << 53) as f64;
        // Signed, for which there is an instruction.
        ((self.bits(key) >> 11) | 1) as i64 as f64 * GRID
    }

    /// A generator of as many numbers as one variate under `key` may need (rejection methods).
    ///
    /// Its first output panics when `key` has more than 48 bits.
    #[inline]
    #[must_use]
    pub fn generator(&self, key: u64) -> Generator {
        Generator::new(*self, key)
    }

    /// Block `number` of the draws under `key`: 128 random bits.
    ///
    /// A pair, which is handed back in registers; an array of four goes through memory and doubles the time
    /// of a draw.
    #[inline]
    pub(super) fn block(&self, key: u64, number: u16) -> (u64, u64) {
        assert!(key >> KEY_BITS == 0, "the key of a draw has at most {KEY_BITS} bits");
        let counter = u64::from(number) << KEY_BITS | key;
        let [a, b, c, d] = philox4x32([self.id[0], self.id[1], low(counter), high(counter)], self.key);
        (join(a, b), join(c, d))
    }
}

/// A number of `bits` bits that stands for a name, for keys that must tell things of different names apart.
#[must_use]
pub fn name_bits(name: &str, bits: u32) -> u64 {
    mix(fnv1a(name.bytes())) >> (64 - bits)
}

/// The SplitMix64 finaliser: a bijection in which every input bit reaches every output bit.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (Stafford's
/// variant 13).
const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo).
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn hashes_as_published() {
        assert_eq!(fnv1a([].into_iter()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a("foobar".bytes()), 0x8594_4171_f739_67e8);
        // The first output of SplitMix64 seeded with 0.
        assert_eq!(mix(0x9E37_79B9_7F4A_7C15), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn no_two_pairs_of_seed_and_replication_share_a_key() {
        let mut seen = BTreeSet::new();
        for seed in (0..200).chain([u64::MAX, u64::MAX - 1, 1 << 32, 1 << 63]) {
            for replication in (0..500).chain([u32::MAX]) {
                assert!(seen.insert(Streams::new(seed, replication).key), "{seed} {replication}");
            }
        }
        assert_eq!(seen.len(), 204 * 501);
    }

    #[test]
    fn neighbours_differ_in_half_of_their_bits() {
        let key = |seed, replication| {
            let [a, b] = Streams::new(seed, replication).key;
            join(a, b)
        };
        let mut flipped = [0_u32; 2];
        for n in 0..1_000 {
            flipped[0] += (key(n, 0) ^ key(n + 1, 0)).count_ones();
            flipped[1] += (key(7, n as u32) ^ key(7, n as u32 + 1)).count_ones();
        }
        // Of 64,000 bits half flip; 4 standard deviations are 506.
        for flips in flipped {
            assert!((31_494..=32_506).contains(&flips), "{flips}");
        }
    }

    #[test]
    fn streams_are_told_apart_by_both_names() {
        let streams = Streams::new(1, 0);
        let ids: BTreeSet<_> = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("c", "ab")]
            .into_iter()
            .map(|(place, purpose)| streams.stream(place, purpose).id)
            .collect();
        assert_eq!(ids.len(), 5);
        assert_eq!(streams.stream("aktau", "crane"), Streams::new(1, 0).stream("aktau", "crane"));
        assert_ne!(streams.stream("aktau", "crane"), Streams::new(1, 1).stream("aktau", "crane"));
    }

    #[test]
    fn uniform_stays_strictly_between_zero_and_one() {
        const GRID: f64 = 1.0 / (1_u64 << 53) as f64;
        let extreme = |bits: u64| ((bits >> 11) | 1) as f64 * GRID;
        assert_eq!(extreme(0), GRID);
        assert_eq!(extreme(u64::MAX), 1.0 - GRID);
        assert!(extreme(u64::MAX) < 1.0);
        let stream = Streams::new(3, 0).stream("dostyk", "service");
        let draws: Vec<f64> = (0..100_000).map(|key| stream.uniform(key)).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        // 4 standard errors of the mean of 100,000 uniforms.
        assert!((mean - 0.5).abs() < 4.0 * 0.288_675 / 316.2278, "{mean}");
        let lag: f64 = draws.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum::<f64>() / 1e5 * 12.0;
        assert!(lag.abs() < 4.0 / 316.2278, "{lag}");
    }

    #[test]
    #[should_panic(expected = "at most 48 bits")]
    fn refuses_a_key_that_would_overlap_another() {
        let _ = Streams::new(0, 0).stream("a", "b").bits(1 << 48);
    }

    /// The promise that a release does not silently change every result. An independent implementation
    /// agrees.
    #[test]
    fn golden_bits() {
        let stream = Streams::new(20_260_101, 0).stream("aktau", "crane");
        assert_eq!(stream.bits(0), 0x2020_a3f9_f3cb_2ef2);
        assert_eq!(stream.bits(1), 0x7524_3567_06b9_37ec);
        assert_eq!(stream.bits((1 << 48) - 1), 0x6b2a_cdd6_8599_e731);
        assert_eq!(
            Streams::new(20_260_101, 29).stream("kuryk", "wind").bits(123_456_789),
            0xb3f4_f569_0da5_ea31
        );
        assert_eq!(Streams::new(0, 0).stream("", "").bits(0), 0x27e4_5fbf_293b_d541);
    }
}
