//! One share beside another: shares a view this week and the week before, visits that read to the end.

use super::{NINETEEN_OF_TWENTY, SIGNIFICANT, beyond};

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Those counted.
    pub some: u64,
    /// Those they are counted among; at least as many.
    pub of: u64,
}

/// How far two shares lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The one share less the other: 0.02 is two points more.
    pub difference: f64,
    /// Its 95 % interval (Newcombe 1998, method 10).
    pub interval: [f64; 2],
    /// The chance of shares as far apart without a difference, two-sided (the pooled test of two
    /// proportions).
    pub p_value: f64,
    /// Whether that is too small a chance (5 %) to call the difference noise.
    pub significant: bool,
}

/// Compares two shares, each of things independent of one another. Nothing where one is of nothing, or more
/// than all.
pub fn difference(now: Counted, before: Counted) -> Option<Difference> {
    if now.of == 0 || before.of == 0 || now.some > now.of || before.some > before.of {
        return None;
    }
    let difference = now.share() - before.share();
    let (wilson, earlier) = (now.wilson(), before.wilson());
    let root = |one: f64, other: f64| (one.powi(2) + other.powi(2)).sqrt();
    let p_value = p_value(now, before);
    Some(Difference {
        difference,
        interval: [
            difference - root(now.share() - wilson[0], earlier[1] - before.share()),
            difference + root(wilson[1] - now.share(), before.share() - earlier[0]),
        ],
        p_value,
        significant: p_value <= SIGNIFICANT,
    })
}

fn p_value(now: Counted, before: Counted) -> f64 {
    let pooled = (now.some + before.some) as f64 / (now.of + before.of) as f64;
    let variance = pooled * (1.0 - pooled) * (1.0 / now.of as f64 + 1.0 / before.of as f64);
    if variance > 0.0 { beyond((now.share() - before.share()) / variance.sqrt()) } else { 1.0 }
}

impl Counted {
    fn share(self) -> f64 {
        self.some as f64 / self.of as f64
    }

    /// The score interval of a share (Wilson 1927).
    fn wilson(self) -> [f64; 2] {
        let (share, of) = (self.share(), self.of as f64);
        let square = NINETEEN_OF_TWENTY.powi(2);
        let middle = share + square / (2.0 * of);
        let reach = NINETEEN_OF_TWENTY * (share * (1.0 - share) / of + square / (4.0 * of * of)).sqrt();
        [middle - reach, middle + reach].map(|end| end / (1.0 + square / of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::tests::same;

    /// Newcombe's (1998) first example: 56 of 70 beside 48 of 80.
    #[test]
    fn shares_are_compared_as_published() {
        let found = difference(Counted { some: 56, of: 70 }, Counted { some: 48, of: 80 }).expect("shares");
        assert!((found.difference - 0.2).abs() < 1e-12);
        assert!(
            (found.interval[0] - 0.0524).abs() < 5e-5 && (found.interval[1] - 0.3339).abs() < 5e-5,
            "{found:?}"
        );
        assert!(found.significant && same(found.p_value, 0.008_045_081_4), "{}", found.p_value);
    }

    #[test]
    fn shares_of_nothing_are_not_compared() {
        assert_eq!(difference(Counted { some: 0, of: 0 }, Counted { some: 1, of: 2 }), None);
        assert_eq!(difference(Counted { some: 3, of: 2 }, Counted { some: 1, of: 2 }), None);
        let none = difference(Counted { some: 0, of: 50 }, Counted { some: 0, of: 70 }).expect("shares");
        assert!(none.p_value == 1.0 && none.interval[0] < 0.0 && none.interval[1] > 0.0);
    }
}
