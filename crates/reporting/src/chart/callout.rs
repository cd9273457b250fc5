//! Labels beside what they name, moved apart where they would touch.

use super::ChartError;
use super::canvas::{Area, Backend, Canvas, Type};
use super::font::{self, Weight};
use super::theme::Ink;

/// The size of labels.
pub(crate) const SIZE: f64 = 12.5;
/// From baseline to baseline.
const LINE: f64 = 17.0;
/// From the plot to a label's text, bridged by a line in the label's colour.
const LEADER: f64 = 22.0;
/// How wide a label may be.
const WIDEST: f64 = 190.0;

/// The points of a drawn line.
pub(crate) type Line = Vec<(f64, f64)>;

/// A label at the right end of a line.
#[derive(Debug, Clone)]
pub(crate) struct Callout {
    /// Where the line ends.
    pub(crate) at: (f64, f64),
    pub(crate) name: String,
    /// A number behind the name; may be empty.
    pub(crate) value: String,
    pub(crate) ink: Ink,
}

/// The room that labels of these names and values need beside the plot.
pub(crate) fn room<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> f64 {
    let widths = texts.into_iter().map(|(name, value)| breadth(name, value));
    let widest = widths.fold(0.0, f64::max);
    if widest > 0.0 { widest.min(WIDEST) + LEADER + 4.0 } else { 0.0 }
}

/// Whether a line that ends there is named beside the plot rather than in it.
pub(crate) fn is_beside(plot: &Area, end: (f64, f64)) -> bool {
    plot.right - end.0 < 2.0 * LEADER
}

fn breadth(name: &str, value: &str) -> f64 {
    let gap = if value.is_empty() { 0.0 } else { 6.0 };
    font::width(name, SIZE, Weight::Regular) + gap + font::width(value, SIZE, Weight::Bold)
}

/// Draws labels to the right of the plot, each joined with the end of its line.
pub(crate) fn draw<DB: Backend>(
    canvas: &Canvas<DB>,
    plot: &Area,
    callouts: &[Callout],
) -> Result<(), ChartError> {
    let wanted: Vec<f64> = callouts.iter().map(|callout| callout.at.1).collect();
    let places = apart(&wanted, LINE, plot.top, plot.bottom);
    for (callout, y) in callouts.iter().zip(places) {
        let (x, end) = (callout.at.0 + 4.0, plot.right + LEADER - 5.0);
        // What moved by less than a line's width would look like a tremble.
        let y = if (y - callout.at.1).abs() < 1.5 { callout.at.1 } else { y };
        let bend = [(x, callout.at.1), (end - 8.0, y), (end, y)];
        let leader = if y == callout.at.1 { &[bend[0], bend[2]] } else { &bend[..] };
        canvas.line(leader, 1.5, callout.ink)?;
        let left = plot.right + LEADER;
        let value = font::width(&callout.value, SIZE, Weight::Bold);
        let name = font::fit(&callout.name, SIZE, Weight::Regular, WIDEST - value - 6.0);
        canvas.text(&name, (left, y + 4.5), Type::new(SIZE, Ink::Text))?;
        let behind = left + font::width(&name, SIZE, Weight::Regular) + 6.0;
        canvas.text(&callout.value, (behind, y + 4.5), Type::new(SIZE, Ink::Text).bold())?;
    }
    Ok(())
}

/// Names a line that ends inside the plot beside its end, where no line runs through the name.
pub(crate) fn draw_inside<DB: Backend>(
    canvas: &Canvas<DB>,
    plot: &Area,
    callout: &Callout,
    (lines, taken): (&[Line], &mut Vec<Area>),
) -> Result<(), ChartError> {
    let width = breadth(&callout.name, "").min(WIDEST);
    let (left, middle) = (callout.at.0 + 10.0, callout.at.1);
    let place = |shift: f64| {
        let middle = middle + shift;
        Area::new(left, middle - LINE / 2.0, left + width, middle + LINE / 2.0)
    };
    let free = |area: &Area| {
        area.top >= plot.top
            && area.bottom <= plot.bottom
            && !lines.iter().any(|line| area.is_crossed(line))
            && !taken.iter().any(|other| area.touches(other))
    };
    let shifts = (0..8).flat_map(|step| [-6.0, 6.0].map(|side| side * f64::from(step)));
    let area = shifts.map(place).find(free).unwrap_or_else(|| place(0.0));
    taken.push(area);
    let name = font::fit(&callout.name, SIZE, Weight::Bold, WIDEST);
    canvas.text(&name, (area.left, area.bottom - 4.0), Type::new(SIZE, callout.ink).bold())
}

/// Places at least `gap` apart, between `low` and `high`, as near to the wanted ones as can be in the sense
/// of least squares, and in their order; the gap shrinks where there is no room.
///
/// With each place less its rank times the gap, this is isotonic regression, solved by pooling adjacent
/// violators (Barlow, Bartholomew, Bremner and Brunk, "Statistical Inference under Order Restrictions", 1972).
pub(crate) fn apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let gaps = wanted.len().saturating_sub(1) as f64;
    let gap = gap.min((high - low).max(0.0) / gaps.max(1.0));
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
    // Sum and number of the values of each pool.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        pools.push((wanted[*index] - gap * rank as f64, 1));
        while let [.., (one, many), (sum, count)] = pools[..]
            && one / many as f64 > sum / count as f64
        {
            pools.truncate(pools.len() - 2);
            pools.push((one + sum, many + count));
        }
    }
    let means = pools.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    let highest = (high - gap * gaps).max(low);
    let mut places = vec![0.0; wanted.len()];
    for ((rank, index), mean) in order.iter().enumerate().zip(means) {
        places[*index] = mean.clamp(low, highest) + gap * rank as f64;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_touch_stays() {
        assert_eq!(apart(&[10.0, 90.0, 50.0], 17.0, 0.0, 100.0), [10.0, 90.0, 50.0]);
        assert!(apart(&[], 17.0, 0.0, 100.0).is_empty());
    }

    #[test]
    fn what_touches_moves_apart_evenly() {
        assert_eq!(apart(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(apart(&[100.0, 100.0], 10.0, 0.0, 100.0), [90.0, 100.0]);
    }

    #[test]
    fn without_room_the_gap_shrinks() {
        assert_eq!(apart(&[5.0; 3], 50.0, 0.0, 10.0), [0.0, 5.0, 10.0]);
    }
}
