//! How far apart values lie, and the patterns that repeat among them.

/// How far apart values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// An hour; seasons of a day and a week.
    Hourly,
    /// A day; a season of a week.
    Daily,
}

/// What repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// Nothing.
    Flat,
    /// The hours of a day.
    Daily,
    /// The days of a week, and with hours the hours of each.
    Weekly,
}

impl Step {
    /// Season lengths in steps, the shortest first.
    pub fn seasons(self) -> &'static [usize] {
        match self {
            Self::Hourly => &[24, 168],
            Self::Daily => &[7],
        }
    }

    /// The steps of a week.
    pub(super) fn week(self) -> usize {
        Pattern::Weekly.period(self)
    }

    /// How many values are looked at: eight weeks of hours, eighty of days. What was before says little of
    /// what comes.
    pub(super) fn longest_history(self) -> usize {
        match self {
            Self::Hourly => 8 * self.week(),
            Self::Daily => 80 * self.week(),
        }
    }
}

impl Pattern {
    /// After how many steps it repeats.
    pub fn period(self, step: Step) -> usize {
        match (self, step) {
            (Self::Weekly, Step::Hourly) => 168,
            (Self::Weekly, Step::Daily) => 7,
            (Self::Daily, Step::Hourly) => 24,
            (Self::Daily, Step::Daily) | (Self::Flat, _) => 1,
        }
    }
}
