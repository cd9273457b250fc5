//! Whether a machine made a user agent: one pass over its words, then its shape.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match};
use tiraj_model::{BotReason, Verdict};

use super::ai::AI_AGENTS;
use super::product::is_in_address;
use super::shape::looks_made;
use super::vocabulary::{Edge, VOCABULARY};

/// What a word says of an agent's maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A machine, and of which kind.
    Machine(BotReason),
    /// A crawler or fetcher of an AI company, by its place in the table of them.
    Ai(usize),
    /// A machine, where the agent is not that of a browser.
    Suspect,
    /// A person, unless something else speaks against it.
    Person,
    /// Nothing, and words inside this one nothing either.
    Innocent,
}

/// What was concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    /// The name of an AI company's agent.
    pub(super) ai: Option<&'static str>,
    /// Where the word stands that gave a machine away.
    pub(super) word: Option<(usize, usize)>,
}

impl Judgement {
    const HUMAN: Self = Self { verdict: Verdict::Human, ai: None, word: None };

    fn machine(reason: BotReason, word: Option<(usize, usize)>) -> Self {
        Self { verdict: Verdict::Bot(reason), ai: None, word }
    }
}

/// Judges the maker of a user agent that is not empty.
pub(super) fn judge_agent(text: &str) -> Judgement {
    let words = find_words(text);
    if let Some(judgement) = judge_words(text, &words) {
        return judgement;
    }
    let has = |meaning| words.iter().any(|(found, _)| *found == meaning);
    match looks_made(text, has(Meaning::Person), has(Meaning::Suspect)) {
        Some(reason) => Judgement::machine(reason, None),
        None => Judgement::HUMAN,
    }
}

/// Judges a name that stands for a whole agent, by its words alone.
pub(super) fn judge_name(name: &str) -> Option<BotReason> {
    match judge_words(name, &find_words(name))?.verdict {
        Verdict::Bot(reason) => Some(reason),
        Verdict::Human => None,
    }
}

/// The strongest of the words that speak for a machine: an AI company's names, longest first, then the kinds in the
/// order of how much they say.
fn judge_words(text: &str, words: &[(Meaning, Match)]) -> Option<Judgement> {
    let ai = words.iter().filter_map(|(meaning, at)| match meaning {
        Meaning::Ai(entry) => Some((at.len(), AI_AGENTS[*entry].0)),
        _ => None,
    });
    if let Some((_, name)) = ai.max_by_key(|(length, _)| *length) {
        return Some(Judgement { verdict: Verdict::Bot(BotReason::Ai), ai: Some(name), word: None });
    }
    [BotReason::Automated, BotReason::Declared, BotReason::Library].into_iter().find_map(|reason| {
        let mut said = words.iter().filter(|(meaning, _)| *meaning == Meaning::Machine(reason)).peekable();
        said.peek()?;
        let named = said.find(|(_, at)| !is_in_address(text, at.start()));
        Some(Judgement::machine(reason, named.map(|(_, at)| (at.start(), at.end()))))
    })
}

/// All words of the vocabulary that count where they stand, without those inside an innocent one.
fn find_words(text: &str) -> Vec<(Meaning, Match)> {
    let lexicon = &*LEXICON;
    let mut found: Vec<(Meaning, Match)> = Vec::new();
    for at in lexicon.matcher.find_overlapping_iter(text) {
        let (meaning, edge) = lexicon.entries[at.pattern().as_usize()];
        if stands(text.as_bytes(), at, edge) {
            found.push((meaning, at));
        }
    }
    let innocent: Vec<Match> =
        found.iter().filter(|(meaning, _)| *meaning == Meaning::Innocent).map(|(_, at)| *at).collect();
    if !innocent.is_empty() {
        let covered = |at: &Match| innocent.iter().any(|wide| wide.start() <= at.start() && at.end() <= wide.end());
        found.retain(|(_, at)| !covered(at));
    }
    found
}

fn stands(text: &[u8], at: Match, edge: Edge) -> bool {
    let starts = at.start() == 0 || !text[at.start() - 1].is_ascii_alphanumeric();
    let ends = text.get(at.end()).is_none_or(|next| !next.is_ascii_alphanumeric());
    match edge {
        Edge::Any => true,
        Edge::Start => starts,
        Edge::End => ends,
        Edge::Whole => starts && ends,
        Edge::First => at.start() == 0,
    }
}

/// The vocabulary, compiled for one pass over a text.
struct Lexicon {
    matcher: AhoCorasick,
    entries: Vec<(Meaning, Edge)>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut entries = Vec::new();
    for (entry, (name, _)) in AI_AGENTS.iter().enumerate() {
        words.push(*name);
        entries.push((Meaning::Ai(entry), Edge::Start));
    }
    for group in VOCABULARY {
        for word in group.words {
            words.push(*word);
            entries.push((group.meaning, group.edge));
        }
    }
    let matcher = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    Lexicon { matcher: matcher.expect("a fixed list of short words compiles"), entries }
});
