//! Whether a machine made a user agent: one pass over its words, then its shape.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match};
use tiraj_model::{BotReason, Verdict};

use super::ai::AI_AGENTS;
use super::browser_tables::has_browser;
use super::product::{is_in_address, is_trade};
use super::shape::looks_made;
use super::vocabulary::{Edge, VOCABULARY};

/// Letters and digits beside a word of which more are a code and no word.
const LONGEST_WORD: usize = 40;

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
    let text = without_appendix(text);
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

/// The agent without what Facebook's programs append: names of carriers and models, in which any word may stand.
fn without_appendix(text: &str) -> &str {
    match text.find("[FB") {
        Some(at) if at > 0 => &text[..at],
        _ => text,
    }
}

/// Judges a name that stands for a whole agent, by its words alone; the names of browsers tell nothing.
pub(super) fn judge_name(name: &str) -> Option<BotReason> {
    if has_browser(name) {
        return None;
    }
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
        let named: Vec<Match> =
            said.map(|(_, at)| *at).filter(|at| !is_in_address(text, at.start())).collect();
        let trade = named.iter().find(|at| is_trade(&text[at.start()..at.end()])).or(named.first());
        Some(Judgement::machine(reason, trade.map(|at| (at.start(), at.end()))))
    })
}

/// All words of the vocabulary that count where they stand, without those inside an innocent one.
fn find_words(text: &str) -> Vec<(Meaning, Match)> {
    let lexicon = &*LEXICON;
    let mut found: Vec<(Meaning, Match)> = Vec::new();
    for at in lexicon.matcher.find_overlapping_iter(text) {
        let (meaning, edge) = lexicon.entries[at.pattern().as_usize()];
        if stands(text.as_bytes(), at, edge) && is_word(text.as_bytes(), at) {
            found.push((meaning, at));
        }
    }
    let innocent: Vec<Match> =
        found.iter().filter(|(meaning, _)| *meaning == Meaning::Innocent).map(|(_, at)| *at).collect();
    if !innocent.is_empty() {
        let covered =
            |at: &Match| innocent.iter().any(|wide| wide.start() <= at.start() && at.end() <= wide.end());
        found.retain(|(meaning, at)| *meaning == Meaning::Person || !covered(at));
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

/// Whether what was found is written as a word: not over the seam of two, as in `fuboTV`, and not within a code.
fn is_word(text: &[u8], at: Match) -> bool {
    let found = &text[at.start()..at.end()];
    let goes_on = text.get(at.end()).is_some_and(u8::is_ascii_alphabetic);
    let over_a_seam = goes_on
        && found.last().is_some_and(u8::is_ascii_uppercase)
        && found.iter().any(u8::is_ascii_lowercase);
    let before = text[..at.start()].iter().rev().take_while(|c| c.is_ascii_alphanumeric()).count();
    let after = text[at.end()..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    !over_a_seam && before + after <= LONGEST_WORD
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
