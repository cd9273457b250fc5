//! What is sent.

use serde_json::Value;

/// A message, made for all ways; each takes of it what it can carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// What tells this delivery from all others, in letters and digits: a repeat bears the same, so that whoever gets both can tell.
    pub id: String,
    /// One line.
    pub subject: String,
    /// The letter as HTML, which names pictures as `cid:NAME`.
    pub html: String,
    /// The letter as plain text.
    pub text: String,
    /// The essence in a few plain lines, for ways that carry no letter.
    pub summary: String,
    /// The letter's pictures. A way that carries one takes the first.
    pub images: Vec<Image>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What a program reads.
    pub data: Value,
    /// Where to read more.
    pub link: Option<String>,
    /// Where the addressee puts an end to it: an address that takes a POST.
    pub unsubscribe: Option<String>,
}

/// A picture of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its name in the letter.
    pub cid: String,
    /// The picture.
    pub png: Vec<u8>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}
