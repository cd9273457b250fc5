//! What readers look at in an hour.

use rand::RngExt;

use crate::draw::{Dice, by_running_total};
use crate::hour::{HOUR, Hour};
use crate::language::Lang;
use crate::life::LIFE;
use crate::page::{Page, Pages, Post};

/// The share of views that front pages have, against all articles of their language.
const FRONT: f64 = 0.16;
/// What front pages attract when there is no article at all.
const FRONT_ALONE: f64 = 0.01;
/// How fast a Telegram post sinks: of its readers, 63 % come within this many milliseconds.
const POST_DECAY: f64 = 0.7 * HOUR as f64;
/// The age after which a post brings nobody.
const POST_LIFE: i64 = 8 * HOUR;

/// What a reader comes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice<'a> {
    /// The page.
    pub(crate) page: &'a Page,
    /// The post in Telegram that brought them.
    pub(crate) post: Option<Post>,
}

/// A choice, and the weight of it and of all before it.
#[derive(Debug)]
struct Interest {
    running_total: f64,
    /// Index of the article; none for the front page.
    article: Option<usize>,
    by_post: bool,
}

/// The choices of one hour, by language. Buffers are kept from hour to hour.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    by_lang: [Vec<Interest>; 3],
}

impl Attention {
    /// Makes it that of another hour.
    pub(crate) fn turn_to(&mut self, hour: &Hour, pages: &Pages) {
        self.by_lang.iter_mut().for_each(Vec::clear);
        let first = pages.articles.partition_point(|page| page.published < hour.start - LIFE);
        let after = pages.articles.partition_point(|page| page.published < hour.end);
        for (offset, page) in pages.articles[first..after].iter().enumerate() {
            let article = Some(first + offset);
            self.add(page.lang, article, false, page.popularity * life_share(page, hour));
            if let Some(post) = page.post {
                self.add(page.lang, article, true, post.reach * post_share(post, hour));
            }
        }
        for lang in Lang::ALL {
            self.add(lang, None, false, self.weight(lang) * FRONT + FRONT_ALONE * lang.reach());
        }
    }

    fn add(&mut self, lang: Lang, article: Option<usize>, by_post: bool, weight: f64) {
        if weight > 0.0 {
            let running_total = self.weight(lang) + weight;
            self.by_lang[lang as usize].push(Interest { running_total, article, by_post });
        }
    }

    fn weight(&self, lang: Lang) -> f64 {
        self.by_lang[lang as usize].last().map_or(0.0, |interest| interest.running_total)
    }

    /// How much there is to read in this hour.
    pub(crate) fn total(&self) -> f64 {
        Lang::ALL.into_iter().map(|lang| self.weight(lang)).sum()
    }

    /// What the next reader comes to.
    pub(crate) fn draw<'a>(&self, pages: &'a Pages, dice: &mut Dice) -> Choice<'a> {
        let mut ticket = self.total() * dice.random::<f64>();
        for lang in [Lang::Az, Lang::Ru] {
            let weight = self.weight(lang);
            if ticket < weight {
                return self.draw_in(lang, pages, dice);
            }
            ticket -= weight;
        }
        self.draw_in(Lang::En, pages, dice)
    }

    /// What a reader of that language looks at.
    pub(crate) fn draw_in<'a>(&self, lang: Lang, pages: &'a Pages, dice: &mut Dice) -> Choice<'a> {
        let interests = &self.by_lang[lang as usize];
        let place = by_running_total(interests, |interest| interest.running_total, dice);
        let front = Choice { page: &pages.fronts[lang as usize], post: None };
        let Some(interest) = place.map(|place| &interests[place]) else { return front };
        interest.article.map_or(front, |article| {
            let page = &pages.articles[article];
            Choice { page, post: page.post.filter(|_| interest.by_post) }
        })
    }
}

/// The share of an article's readers in an hour, of which it may see only the end.
fn life_share(page: &Page, hour: &Hour) -> f64 {
    let seen = (hour.end - page.published.max(hour.start)) as f64 / (hour.end - hour.start) as f64;
    page.life.share(hour.start - page.published) * seen
}

/// The share of a post's readers in an hour.
fn post_share(post: Post, hour: &Hour) -> f64 {
    if post.at >= hour.end || hour.start - post.at > POST_LIFE {
        return 0.0;
    }
    let left = |at: i64| (-((at - post.at).max(0) as f64) / POST_DECAY).exp();
    left(hour.start) - left(hour.end)
}
