//! Given these words, where does each path belong?

use proptest::prelude::*;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn alias(path: &str, target: &str, origin: ArticleOrigin, second: i64) -> Alias {
    Alias { path: path.into(), target: target.into(), origin, said_at: at(second) }
}

fn article(path: &str, published: i64, translations: &[&str]) -> Standing {
    Standing {
        path: path.into(),
        published_at: (published > 0).then(|| at(published)),
        is_vouched: false,
        translations: translations.iter().map(SmolStr::new).collect(),
    }
}

/// Places as `path>canonical` and `path=story`, where they are not the path's own.
fn show(places: &Places) -> String {
    let mut words = Vec::new();
    for (path, Place { canonical, story }) in places.iter() {
        words.extend((canonical != path).then(|| format!("{path}>{canonical}")));
        words.extend((story != canonical).then(|| format!("{path}={story}")));
    }
    words.join(" ")
}

fn check(aliases: &[Alias], standings: &[Standing], expect: &str) {
    assert_eq!(show(&Places::find(aliases.to_vec(), standings)), expect);
    let backwards = aliases.iter().rev().cloned().collect();
    assert_eq!(
        show(&Places::find(backwards, standings)),
        expect,
        "the order in which it is told changes nothing"
    );
}

use ArticleOrigin::{Cms, Import, Page};

#[test]
fn chains_lead_to_their_end() {
    check(&[alias("/a", "/b", Cms, 1), alias("/b", "/c", Page, 2)], &[], "/a>/c /b>/c");
}

#[test]
fn long_chains_take_no_long_time() {
    let link = |nth: i64| alias(&format!("/{nth}"), &format!("/{}", nth + 1), Page, nth);
    let upwards: Vec<_> = (0..50_000).map(link).collect();
    let downwards =
        upwards.iter().map(|alias| Alias { said_at: at(-alias.said_at.as_second()), ..alias.clone() });
    for aliases in [upwards.clone(), downwards.collect()] {
        let places = Places::find(aliases, &[]);
        assert_eq!((places.0.len(), &*places.get("/0").unwrap().canonical), (50_000, "/50000"));
    }
}

#[test]
fn the_stronger_and_then_the_later_word_counts() {
    check(&[alias("/a", "/b", Cms, 1), alias("/a", "/c", Import, 9)], &[], "/a>/b");
    check(&[alias("/a", "/b", Cms, 1), alias("/a", "/c", Cms, 9)], &[], "/a>/c");
    check(&[alias("/a", "/a", Cms, 9), alias("/a", "/c", Import, 1)], &[], "");
}

#[test]
fn a_page_that_moved_back_stands_where_it_was_moved_to_last() {
    check(&[alias("/a", "/b", Cms, 1), alias("/b", "/a", Cms, 2)], &[], "/b>/a");
    check(
        &[alias("/a", "/b", Cms, 1), alias("/b", "/c", Cms, 2), alias("/c", "/a", Cms, 3)],
        &[],
        "/b>/a /c>/a",
    );
}

#[test]
fn a_page_is_not_believed_of_what_others_describe() {
    let vouched = Standing { is_vouched: true, ..article("/a", 1, &[]) };
    check(&[alias("/a", "/b", Page, 1)], std::slice::from_ref(&vouched), "");
    check(&[alias("/a", "/b", Page, 1), alias("/c", "/b", Page, 1)], &[vouched], "/c>/b");
}

#[test]
fn translations_join_in_either_direction_and_through_aliases() {
    check(
        &[alias("/old-ru", "/ru", Cms, 1)],
        &[article("/en", 3, &["/az"]), article("/az", 2, &["/old-ru"]), article("/ru", 5, &[])],
        "/en=/az /old-ru>/ru /old-ru=/az /ru=/az",
    );
}

#[test]
fn the_first_published_names_the_story_and_the_unpublished_none() {
    check(&[], &[article("/b", 0, &["/c"]), article("/c", 7, &[])], "/b=/c");
    check(&[], &[article("/b", 7, &["/a"]), article("/a", 7, &[])], "/b=/a");
}

#[test]
fn front_pages_are_no_translations() {
    check(&[], &[article("/a", 1, &["/"]), article("/b", 1, &["/"])], "");
    let paths: Vec<String> = (0..40).map(|nth| format!("/az/{nth}")).collect();
    let all: Vec<_> = paths.iter().map(|path| article(path, 1, &["/ru"])).collect();
    check(&[], &all, "");
    check(&[], &all[..2], "/az/1=/az/0 /ru=/az/0");
}

proptest! {
    #[test]
    fn whatever_is_told_every_path_ends_at_one_that_stays(
        told in proptest::collection::vec((0..6_u8, 0..6_u8, 0..3_usize, 0..4_i64), 0..20),
        links in proptest::collection::vec((0..6_u8, 0..6_u8, 0..3_i64), 0..8),
    ) {
        let path = |number: u8| format!("/{number}");
        let aliases: Vec<_> = told
            .iter()
            .map(|(from, to, origin, second)| alias(&path(*from), &path(*to), ArticleOrigin::ALL[*origin], *second))
            .collect();
        let standings: Vec<_> =
            links.iter().map(|(from, to, second)| article(&path(*from), *second, &[&path(*to)])).collect();
        let places = Places::find(aliases.clone(), &standings);
        for (_, Place { canonical, story }) in places.iter() {
            for end in [canonical, story] {
                prop_assert!(places.get(end).is_none_or(|place| place.canonical == *end));
            }
            prop_assert_eq!(places.get(story).map_or(story, |place| &place.story), story);
        }
        let backwards = aliases.into_iter().rev().collect();
        prop_assert_eq!(Places::find(backwards, &standings), places);
    }
}
