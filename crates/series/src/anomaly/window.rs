//! The last few values of a series and what they have in common.

use std::collections::VecDeque;

/// What a full window shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) mean: f64,
    /// Standard deviation over the window's own mean.
    pub(super) spread: f64,
    pub(super) lowest: f64,
    pub(super) highest: f64,
}

/// A sliding window of a fixed number of values.
#[derive(Debug, Clone)]
pub(super) struct Window {
    values: VecDeque<f64>,
    size: usize,
}

impl Window {
    pub(super) fn new(size: usize) -> Self {
        Self { values: VecDeque::with_capacity(size + 1), size }
    }

    /// Adds a value, drops the oldest; `None` until the window is full. Everything is computed anew, since a running
    /// sum would carry the rounding of a value of 1e15 into all later ones.
    pub(super) fn push(&mut self, value: f64) -> Option<Shape> {
        self.values.push_back(value);
        if self.values.len() > self.size {
            self.values.pop_front();
        }
        (self.values.len() == self.size).then(|| self.shape())
    }

    fn shape(&self) -> Shape {
        let count = self.size as f64;
        let mean = self.values.iter().sum::<f64>() / count;
        let variance = self.values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        let (lowest, highest) = self
            .values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (value.min(low), value.max(high)));
        Shape { mean, spread: variance.sqrt(), lowest, highest }
    }
}

#[cfg(test)]
mod tests {
    use super::{Shape, Window};

    #[test]
    fn a_window_is_silent_until_it_is_full_and_then_forgets_the_oldest() {
        let mut window = Window::new(2);
        assert_eq!(window.push(1.0), None);
        assert_eq!(window.push(3.0), Some(Shape { mean: 2.0, spread: 1.0, lowest: 1.0, highest: 3.0 }));
        assert_eq!(window.push(5.0), Some(Shape { mean: 4.0, spread: 1.0, lowest: 3.0, highest: 5.0 }));
    }
}
