//! Where a reader sends an article to.

use crate::closed_set::closed_set;

closed_set! {
    /// The network, messenger or other way by which an article was shared.
    ShareNetwork as "share network" {
        /// Facebook.
        Facebook = "facebook",
        /// X, formerly Twitter.
        X = "x",
        /// Telegram.
        Telegram = "telegram",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// LinkedIn.
        Linkedin = "linkedin",
        /// VK.
        Vk = "vk",
        /// Odnoklassniki.
        Ok = "ok",
        /// Viber.
        Viber = "viber",
        /// Instagram.
        Instagram = "instagram",
        /// YouTube.
        Youtube = "youtube",
        /// Mail, by a `mailto:` link.
        Email = "email",
        /// The article's address was copied.
        CopyLink = "copy_link",
        /// A passage of the article was copied.
        CopyText = "copy_text",
        /// The article was printed.
        Print = "print",
        /// The device's own share sheet (`navigator.share`).
        Native = "native",
        /// Any other way.
        Other = "other",
    }
}
