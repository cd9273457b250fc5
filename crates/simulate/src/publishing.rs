//! The desk: what is written, by whom, when, and how well it does.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_distr::{Distribution, LogNormal};
use smol_str::{SmolStr, format_smolstr};
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, Site};

use crate::draw::{Dice, by_running_total, by_weight, evenly};
use crate::hour::{HOUR, Hour, moment};
use crate::language::Lang;
use crate::page::{Page, Post};
use crate::rhythm;
use crate::slug::slug;
use crate::vocabulary::{AUTHORS, DESKS, Desk, Headline};

/// Spread of popularity, as the standard deviation of its logarithm: a tenth of the stories takes 60 %.
const SPREAD: f64 = 1.5;
/// The probability that a story is posted in the Telegram channel of its language.
const POSTED: f64 = 0.2;
/// Addresses and CMS ids are numbered from here.
const FIRST_ID: usize = 10_000;

/// The desk of one newsroom.
#[derive(Debug)]
pub(crate) struct Publishing<'a> {
    site: &'a Site,
    /// The hours in which something may be published.
    hours: &'a [Hour],
    dice: Dice,
    /// The next free id.
    next_id: usize,
}

/// An article, as the registry knows it and as readers meet it.
pub(crate) type Publication = (Article, Page);

impl<'a> Publishing<'a> {
    pub(crate) fn new(site: &'a Site, hours: &'a [Hour], dice: Dice) -> Self {
        Self { site, hours, dice, next_id: FIRST_ID }
    }

    /// Writes that many articles, in the order of publication.
    pub(crate) fn publish(mut self, articles: usize) -> Vec<Publication> {
        let stories = self.plan(articles);
        let mut times = self.draw_times(stories.len());
        times.sort_unstable();
        let mut publications = Vec::with_capacity(articles);
        for (langs, published) in stories.iter().zip(times) {
            publications.extend(self.write_story(langs, published));
        }
        publications.sort_by_key(|(_, page)| page.published);
        publications
    }

    /// The languages of each story, so that there are as many articles as wanted.
    fn plan(&mut self, articles: usize) -> Vec<Vec<Lang>> {
        let mut stories = Vec::new();
        let mut left = articles;
        while left > 0 {
            let mut langs: Vec<_> =
                Lang::ALL.into_iter().filter(|lang| self.dice.random_bool(lang.coverage())).collect();
            langs.truncate(left);
            left -= langs.len();
            stories.push(langs);
        }
        stories
    }

    fn draw_times(&mut self, stories: usize) -> Vec<i64> {
        let mut sum = 0.0;
        let totals: Vec<_> = self
            .hours
            .iter()
            .map(|hour| {
                sum += rhythm::publishing(hour);
                sum
            })
            .collect();
        let mut draw = || {
            let place = by_running_total(&totals, |total| *total, &mut self.dice)?;
            let hour = self.hours.get(place)?;
            Some(self.dice.random_range(hour.start..hour.end))
        };
        (0..stories).filter_map(|_| draw()).collect()
    }

    fn write_story(&mut self, langs: &[Lang], published: i64) -> Vec<Publication> {
        let desk = *by_weight(DESKS, &mut self.dice);
        let headline = Headline::draw(desk, &mut self.dice);
        let authors = self.draw_authors();
        let popularity = LogNormal::new(0.0, SPREAD).map_or(1.0, |curve| curve.sample(&mut self.dice));
        let pages: Vec<_> =
            langs.iter().map(|lang| self.lay_out(*lang, desk, &headline, published, popularity)).collect();
        let describe = |(id, page): &(SmolStr, Page)| ArticleMeta {
            id: id.clone(),
            title: headline.title(page.lang).into(),
            section: desk.section.into(),
            authors: authors.clone(),
            lang: page.lang.code().into(),
            published_at: Some(moment(page.published)),
            tags: vec![headline.tag(page.lang).into()],
            translations: self.translations(page.lang, &pages),
            ..ArticleMeta::default()
        };
        let metas: Vec<_> = pages.iter().map(describe).collect();
        pages.into_iter().zip(metas).map(|((_, page), meta)| (self.register(&page, meta), page)).collect()
    }

    fn register(&self, page: &Page, meta: ArticleMeta) -> Article {
        Article::new(self.site.name.clone(), page.path.clone(), ArticleOrigin::Cms, meta)
    }

    fn draw_authors(&mut self) -> Vec<SmolStr> {
        let first = *evenly(AUTHORS, &mut self.dice);
        let second = *evenly(AUTHORS, &mut self.dice);
        let both = second != first && self.dice.random_bool(0.12);
        [first].into_iter().chain(both.then_some(second)).map(SmolStr::new_static).collect()
    }

    /// The page of a story in one language; translations follow the original within three hours.
    fn lay_out(
        &mut self,
        lang: Lang,
        desk: &Desk,
        headline: &Headline,
        published: i64,
        popularity: f64,
    ) -> (SmolStr, Page) {
        let id = format_smolstr!("{}", self.next_id);
        self.next_id += 1;
        let path = format_smolstr!("/{}/{}/{}-{id}", lang.code(), desk.folder, slug(&headline.title(lang)));
        let delay = if lang == Lang::Az { 0 } else { self.dice.random_range(HOUR / 3..3 * HOUR) };
        // What would appear after the end appears sooner.
        let published = published + delay.min((self.last_moment() - published) / 2);
        let popularity = popularity * lang.reach() * self.dice.random_range(0.6..1.6);
        let page = Page {
            referrer: format_smolstr!("{}{path}", self.site.name),
            path,
            lang,
            published,
            popularity,
            life: desk.life,
            post: self.draw_post(published, popularity),
        };
        (id, page)
    }

    fn draw_post(&mut self, published: i64, popularity: f64) -> Option<Post> {
        let at = published + self.dice.random_range(HOUR / 20..4 * HOUR);
        let reach = popularity * self.dice.random_range(0.2..0.8);
        self.dice.random_bool(POSTED).then_some(Post { at, reach })
    }

    fn translations(&self, lang: Lang, pages: &[(SmolStr, Page)]) -> BTreeMap<SmolStr, SmolStr> {
        let others = pages.iter().map(|(_, page)| page).filter(|page| page.lang != lang);
        others
            .map(|page| (page.lang.code().into(), format_smolstr!("https://{}{}", self.site.name, page.path)))
            .collect()
    }

    fn last_moment(&self) -> i64 {
        self.hours.last().map_or(0, |hour| hour.end - 1)
    }
}
