//! The size class of a reader's device.

use crate::closed_set::closed_set;

closed_set! {
    /// What kind of device a page was read on.
    Device as "device" {
        /// A desktop or laptop computer.
        Desktop = "desktop",
        /// A phone.
        Mobile = "mobile",
        /// A tablet.
        Tablet = "tablet",
        /// A television or console.
        Tv = "tv",
        /// Not known.
        Unknown = "",
    }
}
