//! Hosts that send false referrers to be seen in reports.

use std::collections::HashSet;
use std::sync::LazyLock;

/// One host a line, in lower case and in order.
const LIST: &str = include_str!("../data/spammers.txt");

static SPAMMERS: LazyLock<HashSet<&str>> = LazyLock::new(|| LIST.lines().collect());

/// Whether a host, or a domain above it, is known for referrer spam.
#[must_use]
pub fn is_spammer(host: &str) -> bool {
    let mut rest = host;
    loop {
        if SPAMMERS.contains(rest) {
            return true;
        }
        let Some((_, above)) = rest.split_once('.') else { return false };
        rest = above;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spammer_stands_for_all_below_it() {
        assert!(is_spammer("semalt.com") && is_spammer("best.of.semalt.com"));
        for honest in ["", "com", "notsemalt.com", "semalt.com.example", "google.com", "t.me"] {
            assert!(!is_spammer(honest), "{honest}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_holds_hosts_only() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.is_sorted_by(|a, b| a < b));
        let is_host = |line: &&str| {
            line.contains('.') && !line.contains(['/', ' ', ':']) && *line == line.to_lowercase()
        };
        assert_eq!(lines.iter().find(|line| !is_host(line)), None);
    }

    #[test]
    fn no_known_place_is_a_spammer() {
        assert_eq!(LIST.lines().find(|host| crate::sources::find_host(host).is_some()), None);
    }
}
