//! What a person of the newsroom is to a site.

use crate::closed_set::closed_set;

closed_set! {
    /// What a person may do with a site's figures, from most to least.
    Role as "role" {
        /// Everything: people, tokens, links, the audit log.
        Owner = "owner",
        /// See all figures, and give read-only links to them.
        Editor = "editor",
        /// See the figures of own pieces and no others.
        Author = "author",
        /// See all figures.
        Viewer = "viewer",
    }
}
