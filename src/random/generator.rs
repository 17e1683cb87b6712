//! A generator for variates that need an unknown number of random words.

use std::convert::Infallible;

use rand::TryRng;
use rand::rand_core::utils::fill_bytes_via_next_word;

use super::streams::Stream;

/// The numbers under one key of one stream, one after another.
///
/// The n-th output depends on seed, replication, stream, key and n alone. Two generators of the same key give
/// the same numbers.
#[derive(Clone, Debug)]
pub struct Generator {
    stream: Stream,
    key: u64,
    next_block: Option<u16>,
    /// The second half of the last block, while unused.
    spare: Option<u64>,
}

impl Generator {
    pub(super) fn new(stream: Stream, key: u64) -> Generator {
        Generator { stream, key, next_block: Some(0), spare: None }
    }

    /// The next 64 bits.
    ///
    /// # Panics
    ///
    /// After 131,072 outputs: the next block would be that of another key. No law comes near.
    #[inline]
    fn next(&mut self) -> u64 {
        if let Some(word) = self.spare.take() {
            return word;
        }
        let number = self.next_block.expect("one variate needs fewer than 131,072 random words");
        self.next_block = number.checked_add(1);
        let (first, second) = self.stream.block(self.key, number);
        self.spare = Some(second);
        first
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    /// Returns the upper half of the next 64 bits.
    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(bytes, || Ok(self.next()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use rand::Rng;
    use std::collections::BTreeSet;

    fn stream() -> Stream {
        Streams::new(5, 2).stream("baku", "customs")
    }

    #[test]
    fn begins_with_the_bits_of_its_key_and_can_be_repeated() {
        let mut first = stream().generator(77);
        let words: Vec<u64> = (0..9).map(|_| first.next_u64()).collect();
        assert_eq!(words[0], stream().bits(77));
        let mut again = stream().generator(77);
        assert_eq!(words, (0..9).map(|_| again.next_u64()).collect::<Vec<_>>());
    }

    #[test]
    fn keys_and_outputs_never_meet() {
        let mut seen = BTreeSet::new();
        for key in (0..300).chain([(1 << 48) - 1]) {
            let mut generator = stream().generator(key);
            for _ in 0..64 {
                assert!(seen.insert(generator.next_u64()));
            }
        }
        assert_eq!(seen.len(), 301 * 64);
    }

    #[test]
    fn the_shorter_reads_take_the_same_words() {
        let mut whole = stream().generator(1);
        let (a, b) = (whole.next_u64(), whole.next_u64());
        let mut halves = stream().generator(1);
        assert_eq!(u64::from(halves.next_u32()), a >> 32);
        let mut bytes = [0; 8];
        halves.fill_bytes(&mut bytes);
        assert_eq!(u64::from_le_bytes(bytes), b);
    }

    #[test]
    #[should_panic(expected = "131,072")]
    fn stops_before_it_reaches_the_next_key() {
        let mut generator = stream().generator(0);
        for _ in 0..=131_072 {
            let _ = generator.next_u64();
        }
    }
}
