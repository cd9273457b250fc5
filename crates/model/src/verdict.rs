//! Whether an event was made by a person.
//!
//! Bots are never silently lost: their events are stored with the reason beside them, and every number
//! that readers or editors see counts only [`Verdict::Human`].

use crate::closed_set::closed_set;

closed_set! {
    /// Why an event is thought to be a machine's.
    BotReason as "bot reason" {
        /// The user agent names itself a crawler, a monitor or a preview fetcher.
        Declared = "bot:declared",
        /// The user agent is that of an HTTP library or command-line client.
        Library = "bot:library",
        /// A browser driven by a program.
        Automated = "bot:automated",
        /// No user agent at all.
        Empty = "bot:empty",
        /// A crawler or fetcher of an AI company, named in the browser's place.
        Ai = "bot:ai",
        /// The address belongs to a data centre, where no reader sits.
        Datacentre = "bot:datacentre",
        /// More events from one reader than a person makes.
        Rate = "bot:rate",
        /// The referrer is known for spam.
        Spam = "spam:referrer",
    }
}

/// What admission concluded about the maker of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A person, as far as can be told.
    Human,
    /// A machine, and why.
    Bot(BotReason),
}

impl Verdict {
    /// The fixed text: `human`, or the bot reason's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Bot(reason) => reason.as_str(),
        }
    }

    /// Whether the event counts in the numbers that readers and editors see.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Human)
    }
}

impl std::str::FromStr for Verdict {
    type Err = crate::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == Self::Human.as_str() { Ok(Self::Human) } else { text.parse().map(Self::Bot) }
    }
}
