//! Random numbers that are the same for the same seed, in every version and on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014, OOPSLA, figure 16).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `count` of `0..from`, all different, ascending; all of them where there are no more.
    pub(crate) fn sample(&mut self, from: usize, count: usize) -> Vec<usize> {
        // Selection sampling (Knuth, volume 2, algorithm S).
        let mut chosen = Vec::with_capacity(count.min(from));
        for index in 0..from {
            let (left, needed) = (from - index, count.min(from) - chosen.len());
            if self.unit() * (left as f64) < needed as f64 {
                chosen.push(index);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_reference() {
        // Vigna's splitmix64.c, seed 1234567.
        let mut dice = Dice::new(1_234_567);
        assert_eq!(dice.next(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_sample_has_the_size_asked_for() {
        let mut dice = Dice::new(5);
        let sample = dice.sample(100, 30);
        assert_eq!(sample.len(), 30);
        assert!(sample.is_sorted_by(|a, b| a < b));
        assert_eq!(dice.sample(4, 9), [0, 1, 2, 3]);
    }
}
