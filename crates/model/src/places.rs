//! Where articles stand: which addresses mean one article, and which articles tell one story.
//!
//! Both are functions of what was said, whatever the order in which it is given: computing them again, or on another
//! node, gives the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use smol_str::SmolStr;

use crate::ArticleOrigin;

/// An address that more articles than these name as their translation is a front page or a mistake of the template, and
/// joins none of them.
const MOST_TRANSLATED: usize = 32;

/// Somebody's word that the article of one path is to be counted under another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The former path, or the variant.
    pub path: SmolStr,
    /// The path under which it counts; the same path takes an earlier word back.
    pub target: SmolStr,
    /// Who says so.
    pub origin: ArticleOrigin,
    /// Since when.
    pub said_at: Timestamp,
}

/// What is known of the article at a path, as far as its place goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its path.
    pub path: SmolStr,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Whether an import or the CMS describes it, so that the page is not believed to be another's variant.
    pub is_vouched: bool,
    /// Paths of its translations.
    pub translations: Vec<SmolStr>,
}

/// Where a path belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path under which its article is counted.
    pub canonical: SmolStr,
    /// The story that the article tells: the canonical path of the member that was published first.
    pub story: SmolStr,
}

/// The places of all paths of a site that are not simply their own article and their own story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<SmolStr, Place>);

impl Places {
    /// Places by what was said of aliases and translations.
    ///
    /// Of several words on one path that of the greatest precedence counts, then the latest. Where words would lead in a
    /// circle, the weakest of them is not heeded, so a page that moved back stands where it was moved to last.
    #[must_use]
    pub fn find(aliases: Vec<Alias>, standings: &[Standing]) -> Self {
        let moves = Moves::choose(aliases, standings);
        let stories = Stories::join(&moves, standings);
        let paths = moves.0.keys().chain(stories.0.keys());
        let places = paths.map(|path| {
            let canonical = moves.follow(path);
            let story = stories.0.get(&canonical).unwrap_or(&canonical).clone();
            (path.clone(), Place { canonical, story })
        });
        Self(places.collect())
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SmolStr, &Place)> {
        self.0.iter()
    }

    /// The place of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.0.get(path)
    }
}

/// From each moved path to the one where it ends, without circles.
#[derive(Debug, Default)]
struct Moves(BTreeMap<SmolStr, SmolStr>);

impl Moves {
    fn choose(mut aliases: Vec<Alias>, standings: &[Standing]) -> Self {
        let vouched: HashSet<&str> =
            standings.iter().filter(|standing| standing.is_vouched).map(|standing| &*standing.path).collect();
        let strength = |alias: &Alias| Reverse((alias.origin.precedence(), alias.said_at));
        aliases.sort_by(|a, b| {
            strength(a).cmp(&strength(b)).then_with(|| (&a.path, &a.target).cmp(&(&b.path, &b.target)))
        });
        let mut moves = Self::default();
        let mut settled = HashSet::new();
        for Alias { path, target, origin, .. } in aliases {
            let is_believed = origin != ArticleOrigin::Page || !vouched.contains(&*path);
            if !is_believed || settled.contains(&path) {
                continue;
            }
            if path == target {
                settled.insert(path);
            } else {
                let end = moves.shorten(&target);
                if end != path {
                    settled.insert(path.clone());
                    moves.0.insert(path, end);
                }
            }
        }
        let paths: Vec<SmolStr> = moves.0.keys().cloned().collect();
        paths.iter().for_each(|path| drop(moves.shorten(path)));
        moves
    }

    /// Where a path leads in the end; all on the way lead there in one step from now on. Strangers can tell of long
    /// chains, and walking each of them to its end every time would take for ever.
    fn shorten(&mut self, path: &SmolStr) -> SmolStr {
        let mut passed = Vec::new();
        let mut end = path.clone();
        while let Some(next) = self.0.get(&end) {
            passed.push(std::mem::replace(&mut end, next.clone()));
        }
        // The last one leads there already.
        for path in passed.into_iter().rev().skip(1) {
            self.0.insert(path, end.clone());
        }
        end
    }

    /// Where a path leads in the end.
    fn follow(&self, path: &SmolStr) -> SmolStr {
        self.0.get(path).unwrap_or(path).clone()
    }
}

/// From each article that shares a story to the story's id.
#[derive(Debug, Default)]
struct Stories(BTreeMap<SmolStr, SmolStr>);

impl Stories {
    fn join(moves: &Moves, standings: &[Standing]) -> Self {
        let mut published: HashMap<SmolStr, Timestamp> = HashMap::new();
        let mut named: HashMap<SmolStr, HashSet<SmolStr>> = HashMap::new();
        for standing in standings {
            let article = moves.follow(&standing.path);
            if let Some(moment) = standing.published_at {
                let first = published.entry(article.clone()).or_insert(moment);
                *first = moment.min(*first);
            }
            for translation in &standing.translations {
                let translation = moves.follow(translation);
                if translation != article && translation != "/" && article != "/" {
                    named.entry(translation).or_default().insert(article.clone());
                }
            }
        }
        let mut groups = Groups::default();
        for (translation, articles) in named.iter().filter(|(_, articles)| articles.len() <= MOST_TRANSLATED)
        {
            articles.iter().for_each(|article| groups.unite(translation, article));
        }
        Self(
            groups
                .name(|article| (published.get(article).copied().unwrap_or(Timestamp::MAX), article.clone())),
        )
    }
}

/// Disjoint sets of paths.
#[derive(Debug, Default)]
struct Groups {
    numbers: HashMap<SmolStr, usize>,
    /// Each path and the number of another of its set, or its own.
    nodes: Vec<(SmolStr, usize)>,
}

impl Groups {
    fn unite(&mut self, one: &SmolStr, other: &SmolStr) {
        let (one, other) = (self.number(one), self.number(other));
        let (one, other) = (self.root(one), self.root(other));
        self.nodes[one].1 = other;
    }

    fn number(&mut self, path: &SmolStr) -> usize {
        let next = self.nodes.len();
        let number = *self.numbers.entry(path.clone()).or_insert(next);
        if number == next {
            self.nodes.push((path.clone(), next));
        }
        number
    }

    /// The set's own number; the way there is shortened.
    fn root(&mut self, mut number: usize) -> usize {
        while self.nodes[number].1 != number {
            let next = self.nodes[number].1;
            self.nodes[number].1 = self.nodes[next].1;
            number = next;
        }
        number
    }

    /// Each path with the first one of its set.
    fn name<K: Ord>(mut self, rank: impl Fn(&SmolStr) -> K) -> BTreeMap<SmolStr, SmolStr> {
        let roots: Vec<usize> = (0..self.nodes.len()).map(|number| self.root(number)).collect();
        let mut firsts: HashMap<usize, &SmolStr> = HashMap::new();
        for (root, (path, _)) in roots.iter().zip(&self.nodes) {
            let first = firsts.entry(*root).or_insert(path);
            if rank(path) < rank(first) {
                *first = path;
            }
        }
        let named =
            roots.iter().zip(&self.nodes).map(|(root, (path, _))| (path.clone(), firsts[root].clone()));
        named.collect()
    }
}

#[cfg(test)]
mod tests;
