//! Why an event was not recorded.

use crate::closed_set::closed_set;

closed_set! {
    /// The reason for which admission refused an event. Every refused event has exactly one.
    DropReason as "drop reason" {
        /// The request was no readable event (malformed JSON, wrong type, a log line of garbage).
        Malformed = "malformed",
        /// A field that an event needs is missing.
        MissingField = "missing_field",
        /// The `type`, the share network or another name is not one of its closed set.
        UnknownName = "unknown_name",
        /// The site is not registered here.
        UnknownSite = "unknown_site",
        /// The URL is no absolute `http(s)` address.
        BadUrl = "bad_url",
        /// A field is longer than its limit.
        TooLong = "too_long",
        /// The hostname is not one that the site allows.
        Hostname = "hostname",
        /// The request came from another site's page.
        Origin = "origin",
        /// The site's settings block the sender's address, country or page.
        Blocked = "blocked",
        /// The site takes no more events.
        Closed = "closed",
        /// The sender or the site sends more than its limit.
        RateLimited = "rate_limited",
        /// A field that only a token allows.
        Untrusted = "untrusted",
        /// An engagement that belongs to no visit.
        NoVisit = "no_visit",
        /// The time lies outside the accepted window.
        Time = "time",
        /// The same event id, or the same log line, was recorded before.
        Duplicate = "duplicate",
        /// The database refused it, and an operator gave it up. Its sender was told that it is recorded, as it was.
        DeadLetter = "dead_letter",
        /// It was recorded and stored, and has been taken out since: erased, or older than the site keeps its events.
        Removed = "removed",
        /// An access-log request that is no page view: an asset, a redirect, an error, a POST.
        NotAPage = "not_a_page",
    }
}
