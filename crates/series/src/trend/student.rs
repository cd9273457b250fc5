//! Student's distribution with a whole number of degrees of freedom.

use std::f64::consts::FRAC_2_PI;

/// The chance of a number as far from 0 as `t`, two-sided (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
pub(super) fn beyond(t: f64, degrees: usize) -> f64 {
    let angle = (t.abs() / (degrees as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    // Terms of the series: cos^k times the fractions 1/2, 3/4, … (even) or 2/3, 4/5, … (odd).
    let odd = degrees % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = if degrees == 1 { 0.0 } else { term };
    let first = if odd { 2 } else { 1 };
    for over in (first..degrees.saturating_sub(2)).step_by(2) {
        term *= cosine * cosine * over as f64 / (over + 1) as f64;
        sum += term;
    }
    let within = if odd { FRAC_2_PI * (angle + sine * sum) } else { sine * sum };
    (1.0 - within).clamp(0.0, 1.0)
}

/// What is exceeded, on either side, with the given chance.
pub(super) fn quantile(chance: f64, degrees: usize) -> f64 {
    let (mut below, mut above) = (0.0, 1.0);
    while beyond(above, degrees) > chance {
        above *= 2.0;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(below, above);
        *if beyond(middle, degrees) > chance { &mut below } else { &mut above } = middle;
    }
    f64::midpoint(below, above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::tests::same;

    #[test]
    fn students_distribution_is_that_of_the_tables() {
        for (t, degrees, chance) in [
            (2.0, 1, 0.295_167_235_3),
            (2.0, 2, 0.183_503_419_1),
            (1.5, 4, 0.208),
            (2.5, 7, 0.040_992_218_6),
            (1.0, 30, 0.325_308_615_4),
        ] {
            assert!(same(beyond(t, degrees), chance), "{t} with {degrees}: {}", beyond(t, degrees));
        }
        for (degrees, t) in
            [(1, 12.706_204_74), (2, 4.302_652_73), (3, 3.182_446_31), (9, 2.262_157_16), (51, 2.007_583_77)]
        {
            assert!(same(quantile(0.05, degrees), t), "{degrees}: {}", quantile(0.05, degrees));
        }
    }
}
