//! How a reader came to the site, in the coarsest useful grouping.

use crate::closed_set::closed_set;

closed_set! {
    /// The kind of place a view came from.
    Channel as "channel" {
        /// No referrer: typed, bookmarked, or withheld by the application.
        Direct = "direct",
        /// A search engine.
        Search = "search",
        /// A social network.
        Social = "social",
        /// A messenger such as Telegram or WhatsApp.
        Messaging = "messaging",
        /// A news aggregator such as Google News.
        News = "news",
        /// An AI assistant.
        Ai = "ai",
        /// The newsroom's own newsletter.
        Newsletter = "newsletter",
        /// Another page of the same site.
        Internal = "internal",
        /// A campaign marked with `utm_*` parameters that fits no other channel.
        Campaign = "campaign",
        /// A link on any other site.
        Referral = "other",
    }
}
