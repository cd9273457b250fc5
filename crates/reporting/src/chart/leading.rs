//! Which of many are shown, and which are summed as all others.

/// The greatest `most` of them, the greatest first, and those beyond; the last place is given up for the
/// sum of those beyond.
pub(crate) fn leading<T>(items: &[T], most: usize, size: impl Fn(&T) -> u128) -> (Vec<&T>, Vec<&T>) {
    let mut ranked: Vec<&T> = items.iter().collect();
    ranked.sort_by_key(|item| std::cmp::Reverse(size(item)));
    let shown = if ranked.len() > most { most - 1 } else { ranked.len() };
    let rest = ranked.split_off(shown);
    (ranked, rest)
}

/// The sum of counts, at most the greatest count.
pub(crate) fn total(values: impl IntoIterator<Item = u64>) -> u64 {
    values.into_iter().fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_is_for_all_others() {
        let (shown, rest) = leading(&[1_u64, 9, 5, 7], 3, |value| u128::from(*value));
        assert_eq!((shown, rest), (vec![&9, &7], vec![&5, &1]));
        let (shown, rest) = leading(&[1_u64, 9], 3, |value| u128::from(*value));
        assert_eq!((shown, rest.len()), (vec![&9, &1], 0));
    }
}
