//! The score of the Numenta anomaly benchmark, standard profile (Lavin & Ahmad, *Evaluating real-time anomaly detection
//! algorithms*, 2015), as its published figures are computed.

/// Cost of a false alarm, where a missed window costs 1 and one found at its very start brings 1.
const FALSE_ALARM: f64 = 0.11;
/// Share of a file that is not scored, at its beginning.
const PROBATION: f64 = 0.15;
/// Files longer than this have the probation of one of this length.
const PROBATION_AT_MOST: usize = 5_000;

/// First and last row of an anomaly.
pub(crate) type Window = (usize, usize);

/// What the alarms of one file, or of several, are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) windows: usize,
    pub(crate) found: usize,
    pub(crate) false_alarms: usize,
    /// Sum of what each window brings and each false alarm costs.
    pub(crate) raw: f64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.windows += other.windows;
        self.found += other.found;
        self.false_alarms += other.false_alarms;
        self.raw += other.raw;
    }

    /// 0 for who never raises an alarm, 100 for who raises one at the start of every window and no other.
    pub(crate) fn normalised(&self) -> f64 {
        let windows = self.windows as f64;
        100.0 * (self.raw + windows) / (2.0 * windows)
    }
}

/// Number of rows at the start of a file that are not scored.
pub(crate) fn probation(rows: usize) -> usize {
    (PROBATION * rows.min(PROBATION_AT_MOST) as f64) as usize
}

/// Scores the alarms of one file, one flag a row.
pub(crate) fn tally(alarms: &[bool], windows: &[Window]) -> Tally {
    let probation = probation(alarms.len());
    let scored = windows.iter().filter(|window| window.1 >= probation);
    let mut tally = Tally::default();
    for &window in scored {
        let first = (window.0.max(probation)..=window.1).find(|&row| alarms[row]);
        tally.windows += 1;
        tally.found += usize::from(first.is_some());
        tally.raw += first.map_or(-1.0, |row| reward(row, window));
    }
    let outside = |row: &usize| !windows.iter().any(|window| (window.0..=window.1).contains(row));
    for row in (probation..alarms.len()).filter(|&row| alarms[row]).filter(outside) {
        let before = windows.iter().rfind(|window| window.1 < row);
        tally.false_alarms += 1;
        tally.raw -= before.map_or(FALSE_ALARM, |&window| cost(row, window));
    }
    tally
}

/// What the first alarm in a window brings: 1 in its first row, nearly nothing in its last.
fn reward(row: usize, window: Window) -> f64 {
    let rows = (window.1 - window.0 + 1) as f64;
    let position = -((window.1 - row + 1) as f64) / rows;
    sigmoid(position) / sigmoid(-1.0)
}

/// What an alarm behind a window costs: nothing right behind it, all of it from three widths on.
fn cost(row: usize, window: Window) -> f64 {
    let position = (row - window.1) as f64 / (window.1 - window.0) as f64;
    -FALSE_ALARM * if position >= 3.0 { -1.0 } else { sigmoid(position) }
}

/// 1 far before the end of a window, 0 at it, -1 far behind.
fn sigmoid(position: f64) -> f64 {
    2.0 / (1.0 + (5.0 * position).exp()) - 1.0
}

#[cfg(test)]
mod tests {
    use super::{Tally, probation, tally};

    /// A file of 1,000 rows, anomalous from 500 to 599, with alarms in these rows.
    fn score(rows: &[usize]) -> Tally {
        let mut alarms = vec![false; 1_000];
        rows.iter().for_each(|&row| alarms[row] = true);
        tally(&alarms, &[(500, 599)])
    }

    fn close(raw: f64, expected: f64) {
        assert!((raw - expected).abs() < 5e-4, "{raw} is not {expected}");
    }

    #[test]
    fn the_silent_and_the_perfect_detector_bound_the_scale() {
        assert_eq!(score(&[]), Tally { windows: 1, found: 0, false_alarms: 0, raw: -1.0 });
        assert_eq!(score(&[]).normalised(), 0.0);
        assert_eq!(score(&[500]).normalised(), 100.0);
    }

    #[test]
    fn an_alarm_is_worth_less_the_later_it_comes_and_only_the_first_counts() {
        // Half a window is left: (2 / (1 + e^-2.5) - 1) / (2 / (1 + e^-5) - 1) = 0.84828 / 0.98661.
        close(score(&[550]).raw, 0.8598);
        close(score(&[550, 551, 599]).raw, 0.8598);
        // One of a hundred rows is left: 2 / (1 + e^-0.05) - 1 = 0.02499.
        close(score(&[599]).raw, 0.0253);
    }

    #[test]
    fn a_false_alarm_costs_all_before_a_window_and_little_right_behind_one() {
        close(score(&[300, 500]).raw, 1.0 - 0.11);
        close(score(&[300, 301, 500]).raw, 1.0 - 0.22);
        // One of 99 steps behind: 0.11 * (1 - 2 / (1 + e^0.0505)) = 0.00278.
        close(score(&[500, 600]).raw, 1.0 - 0.00278);
        // A whole width behind: 0.11 * 0.98661.
        close(score(&[500, 698]).raw, 1.0 - 0.10853);
        close(score(&[500, 950]).raw, 1.0 - 0.11);
    }

    #[test]
    fn nothing_in_the_probation_counts() {
        assert_eq!((probation(1_000), probation(4_032), probation(22_695)), (150, 604, 750));
        close(score(&[149, 500]).raw, 1.0);
        close(score(&[150, 500]).raw, 1.0 - 0.11);
        let early = tally(&[false; 1_000], &[(10, 90), (140, 160)]);
        assert_eq!((early.windows, early.raw), (1, -1.0));
    }
}
