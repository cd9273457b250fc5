//! Through which kind of client an article was read.

use crate::closed_set::closed_set;

closed_set! {
    /// The client an event came from; every number can be split by it.
    Platform as "platform" {
        /// A browser on the site itself.
        Web = "web",
        /// The newsroom's iOS application.
        Ios = "ios",
        /// The newsroom's Android application.
        Android = "android",
        /// Accelerated Mobile Pages.
        Amp = "amp",
        /// Telegram's Instant View.
        InstantView = "instant_view",
        /// A feed reader.
        Rss = "rss",
        /// Known only from the site's server, for example its access log.
        Server = "server",
    }
}
