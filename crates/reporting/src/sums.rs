//! Sums over frames: the group-bys, and the plain values they give.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::ReportError;
use crate::window::{Edges, WEEKS};

/// For each key, each value's sum in each week of the window, oldest first.
pub(crate) type WeekSums<const K: usize, const V: usize> = BTreeMap<[String; K], [[u64; WEEKS]; V]>;

/// Sums `values` by `keys` and by the week that the point in time `at` falls in. Rows outside the edges
/// are left out.
pub(crate) fn by_week<const K: usize, const V: usize>(
    frame: &DataFrame,
    keys: [&str; K],
    at: &str,
    values: [&str; V],
    edges: &Edges,
) -> Result<WeekSums<K, V>, ReportError> {
    let mut by: Vec<Expr> = keys.iter().map(|key| col(*key)).collect();
    by.push(position(at, edges).alias("position"));
    let inside = col(at).gt_eq(lit(edges[0])).and(col(at).lt(lit(edges[WEEKS])));
    let sums = frame.clone().lazy().filter(inside).group_by(by).agg(summed(&values)).collect()?;

    let mut weeks = WeekSums::new();
    let positions = sums.column("position")?.i64()?;
    for row in 0..sums.height() {
        let Some(position) = positions.get(row) else { continue };
        let entry = weeks.entry(texts(&sums, keys, row)?).or_insert([[0; WEEKS]; V]);
        for (value, name) in entry.iter_mut().zip(values) {
            value[position as usize] = number(&sums, name, row)?;
        }
    }
    Ok(weeks)
}

/// Sums `values` by the point in time `at`.
pub(crate) fn by_time<const V: usize>(
    frame: &DataFrame,
    at: &str,
    values: [&str; V],
) -> Result<BTreeMap<i64, [u64; V]>, ReportError> {
    let sums = frame.clone().lazy().group_by([col(at)]).agg(summed(&values)).collect()?;
    let times = sums.column(at)?.i64()?;
    let mut rows = BTreeMap::new();
    for row in 0..sums.height() {
        let Some(time) = times.get(row) else { continue };
        rows.insert(time, numbers(&sums, values, row)?);
    }
    Ok(rows)
}

/// A row of texts and numbers.
pub(crate) type Row<const K: usize, const V: usize> = ([String; K], [u64; V]);

/// The frame's rows as they are, in their order.
pub(crate) fn rows<const K: usize, const V: usize>(
    frame: &DataFrame,
    texts_named: [&str; K],
    numbers_named: [&str; V],
) -> Result<Vec<Row<K, V>>, ReportError> {
    let row = |row| Ok((texts(frame, texts_named, row)?, numbers(frame, numbers_named, row)?));
    (0..frame.height()).map(row).collect()
}

/// A column of points in time, in the order of the rows.
pub(crate) fn times(frame: &DataFrame, name: &str) -> Result<Vec<i64>, ReportError> {
    Ok(frame.column(name)?.i64()?.iter().map(Option::unwrap_or_default).collect())
}

/// How many of the edges after the first a point in time has passed: its week's position.
fn position(at: &str, edges: &Edges) -> Expr {
    let passed = edges[1..WEEKS].iter().map(|edge| col(at).gt_eq(lit(*edge)).cast(DataType::Int64));
    passed.fold(lit(0_i64), |sum, one| sum + one)
}

fn summed(values: &[&str]) -> Vec<Expr> {
    values.iter().map(|value| col(*value).sum()).collect()
}

fn texts<const K: usize>(
    frame: &DataFrame,
    names: [&str; K],
    row: usize,
) -> Result<[String; K], ReportError> {
    let mut texts = [const { String::new() }; K];
    for (text, name) in texts.iter_mut().zip(names) {
        frame.column(name)?.str()?.get(row).unwrap_or_default().clone_into(text);
    }
    Ok(texts)
}

fn numbers<const V: usize>(frame: &DataFrame, names: [&str; V], row: usize) -> Result<[u64; V], ReportError> {
    let mut numbers = [0; V];
    for (value, name) in numbers.iter_mut().zip(names) {
        *value = number(frame, name, row)?;
    }
    Ok(numbers)
}

fn number(frame: &DataFrame, name: &str, row: usize) -> Result<u64, ReportError> {
    Ok(frame.column(name)?.u64()?.get(row).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: Edges = [0, 10, 20, 30, 40, 50];

    fn frame() -> DataFrame {
        df!(
            "key" => ["a", "a", "b", "a", "a", "b"],
            "at" => [-1_i64, 0, 9, 10, 49, 50],
            "views" => [100_u64, 1, 2, 4, 8, 100],
        )
        .unwrap()
    }

    #[test]
    fn weeks_are_half_open_and_the_rest_is_left_out() {
        let sums = by_week(&frame(), ["key"], "at", ["views"], &EDGES).unwrap();
        assert_eq!(sums[&["a".to_owned()]], [[1, 4, 0, 0, 8]]);
        assert_eq!(sums[&["b".to_owned()]], [[2, 0, 0, 0, 0]]);
    }

    #[test]
    fn without_keys_there_is_one_total() {
        let sums = by_week(&frame(), [], "at", ["views"], &EDGES).unwrap();
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), [([], [[3, 4, 0, 0, 8]])]);
    }

    #[test]
    fn equal_times_are_joined() {
        let frame = df!("at" => [5_i64, 3, 5], "views" => [1_u64, 2, 4]).unwrap();
        let sums = by_time(&frame, "at", ["views"]).unwrap();
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), [(3, [2]), (5, [5])]);
    }
}
