//! The languages in which Tiraj speaks to the newsroom.

use crate::closed_set::closed_set;

closed_set! {
    /// A language of reports, charts and pages; not that of an article, which may be any.
    #[derive(Default)]
    Language as "language" {
        /// English.
        #[default]
        En = "en",
        /// Azerbaijani, in the Latin script.
        Az = "az",
        /// Russian.
        Ru = "ru",
    }
}
