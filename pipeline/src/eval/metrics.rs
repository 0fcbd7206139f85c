//! Measures of agreement with a known truth, one family a file; pure functions.
//!
//! Every one is checked in its tests against scikit-learn 1.9.1 or scipy 1.17.1 on labels made by
//! integer arithmetic (`samples`), so that anyone can make the constants again.

pub mod agreement;
pub mod contingency;
pub mod labels;
pub mod names;
pub mod ranking;
pub mod tree;

#[cfg(test)]
pub(crate) mod samples {
    //! The labels and scores that the constants in the tests were computed from.
    //!
    //! In Python: `t = [(i*i*7+i*3+1)%11%6 for i in range(300)]`,
    //! `f = [(t[i]+(1 if (i*5)%7<2 else 0)+(3 if i%13==0 else 0))%8 for i in range(300)]`,
    //! `g = [(i*i*3+i)%17%5 for i in range(300)]`, `score = [(i*37)%101/10 for i in range(300)]`,
    //! `y = [((i*37)%101)+(i*i)%61 > 90 for i in range(300)]`,
    //! `z = [(i*37)%101%9+(i*11)%5 for i in range(300)]`.

    const COUNT: u32 = 300;

    pub(crate) fn truth() -> Vec<u32> {
        (0..COUNT)
            .map(|i| (i * i * 7 + i * 3 + 1) % 11 % 6)
            .collect()
    }

    pub(crate) fn found() -> Vec<u32> {
        let shift = |i: u32| u32::from((i * 5) % 7 < 2) + if i.is_multiple_of(13) { 3 } else { 0 };
        (0..)
            .zip(truth())
            .map(|(i, truth)| (truth + shift(i)) % 8)
            .collect()
    }

    pub(crate) fn unrelated() -> Vec<u32> {
        (0..COUNT).map(|i| (i * i * 3 + i) % 17 % 5).collect()
    }

    pub(crate) fn scores() -> Vec<f64> {
        (0..COUNT)
            .map(|i| f64::from((i * 37) % 101) / 10.0)
            .collect()
    }

    pub(crate) fn positives() -> Vec<bool> {
        (0..COUNT)
            .map(|i| (i * 37) % 101 + (i * i) % 61 > 90)
            .collect()
    }

    pub(crate) fn other_scores() -> Vec<f64> {
        (0..COUNT)
            .map(|i| f64::from((i * 37) % 101 % 9 + (i * 11) % 5))
            .collect()
    }

    pub(crate) fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }
}
