//! What was written is found, and damage is noticed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::state::Totals;

fn totals(pages: &[(&str, &str, u64)]) -> Totals {
    let mut totals = Totals::default();
    pages.iter().for_each(|(site, path, views)| totals.add(site, path, *views));
    totals
}

fn write(dir: &tempfile::TempDir, number: u64, old: &Base, since: &Totals) -> Base {
    let path = path(dir, number);
    write_base(&path, old, since).unwrap();
    Base::open(&path, number).unwrap()
}

fn path(dir: &tempfile::TempDir, number: u64) -> PathBuf {
    dir.path().join(format!("views-{number}.base"))
}

#[test]
fn pages_are_found_and_strangers_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let base =
        write(&dir, 1, &Base::empty(), &totals(&[("a.b", "/şuşa", 3), ("a.b", "/", 1), ("c.d", "/", 9)]));
    for (site, path, views) in
        [("a.b", "/şuşa", 3), ("a.b", "/", 1), ("c.d", "/", 9), ("a.b", "/x", 0), ("", "", 0)]
    {
        // Twice: from the file, then from the cache.
        assert_eq!(
            (base.get(site, path).unwrap(), base.get(site, path).unwrap()),
            (views, views),
            "{site}{path}"
        );
    }
    assert_eq!(base.pages(), 3);
    assert_eq!(Base::empty().get("a.b", "/").unwrap(), 0);
}

#[test]
fn a_base_of_many_blocks_is_merged_with_what_came_since() {
    let dir = tempfile::tempdir().unwrap();
    let mut expect = BTreeMap::new();
    let mut base = Base::empty();
    for round in 0..3_u64 {
        let mut since = Totals::default();
        for page in 0..2_000_u64 {
            let path = format!("/a-page-with-a-name/{}", page * 7919 % (1_000 + round * 1_000));
            since.add("news.example", &path, page);
            *expect.entry(path).or_insert(0) += page;
        }
        base = write(&dir, round + 1, &base, &since);
    }
    let mut found = BTreeMap::new();
    base.visit(|_, path, views| {
        found.insert(path.to_owned(), views);
        Ok(())
    })
    .unwrap();
    assert_eq!(found, expect);
    assert_eq!(base.pages(), expect.len() as u64);
    for (path, views) in &expect {
        assert_eq!(base.get("news.example", path).unwrap(), *views, "{path}");
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir, 1, &Base::empty(), &totals(&[("a.b", "/x", 3), ("c.d", "/y", 4)]));
    let bytes = std::fs::read(path(&dir, 1)).unwrap();
    let open = |bytes: &[u8]| {
        std::fs::write(path(&dir, 2), bytes).unwrap();
        Base::open(&path(&dir, 2), 2)
    };
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(open(&flipped).is_err(), "bit {bit}");
    }
    for cut in 0..bytes.len() {
        assert!(open(&bytes[..cut]).is_err(), "cut at {cut}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_pages_come_back(pages in prop::collection::btree_map("[a-c]{1,2}/[a-zş/]{0,12}", 1_u64..9, 0..400)) {
        let dir = tempfile::tempdir().unwrap();
        let mut since = Totals::default();
        for (key, views) in &pages {
            let (site, path) = key.split_once('/').unwrap();
            since.add(site, path, *views);
        }
        let base = write(&dir, 1, &Base::empty(), &since);
        for (key, views) in &pages {
            let (site, path) = key.split_once('/').unwrap();
            prop_assert_eq!(base.get(site, path).unwrap(), *views);
        }
        prop_assert_eq!(base.pages(), pages.len() as u64);
    }
}
