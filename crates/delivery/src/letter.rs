//! A message as a mail: HTML with its pictures, plain text beside it, files behind it.

use jiff::Timestamp;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};

use crate::{Attachment, Failure, Message};

/// In whose name mails are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl std::str::FromStr for Sender {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}` is no sender; write it as Newsroom <report@news.example>");
        text.parse().map(Self).map_err(|_| error())
    }
}

impl Sender {
    /// The domain of the address.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }

    /// The mail, dated `now`. The same message makes the same mail.
    pub(crate) fn compose(
        &self,
        to: &str,
        message: &Message,
        now: Timestamp,
    ) -> Result<lettre::Message, Failure> {
        let to: lettre::Address = to.parse().map_err(|_| Failure::refused("this is no mail address"))?;
        let failed =
            |error: &dyn std::fmt::Display| Failure::refused(format!("no mail can be made of it: {error}"));
        let envelope =
            Envelope::new(Some(self.0.email.clone()), vec![to.clone()]).map_err(|error| failed(&error))?;
        let mut builder = lettre::Message::builder()
            .from(self.0.clone())
            .to(Mailbox::new(None, to))
            .date(now.into())
            .subject(message.subject.replace(|c: char| c.is_control(), " "))
            .message_id(Some(format!("<{}@{}>", message.id, self.domain())))
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .envelope(envelope);
        if let Some(address) = &message.unsubscribe {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{address}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        builder.multipart(body(message)).map_err(|error| failed(&error))
    }
}

/// A header of which the value is plain ASCII.
fn raw(name: &'static str, value: impl Into<String>) -> HeaderValue {
    let value = value.into();
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

fn body(message: &Message) -> MultiPart {
    let boundary = |part: &str| format!("{part}-{}", message.id);
    let mut related =
        MultiPart::related().boundary(boundary("related")).singlepart(SinglePart::html(message.html.clone()));
    for image in &message.images {
        let png = media_type("image/png");
        let name = format!("{}.png", image.cid);
        let part = Part::new_inline_with_name(image.cid.clone(), name).body(image.png.clone(), png);
        related = related.singlepart(part);
    }
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(SinglePart::plain(message.text.clone()))
        .multipart(related);
    let mixed = MultiPart::mixed().boundary(boundary("mixed")).multipart(alternative);
    let attach = |mixed: MultiPart, file: &Attachment| {
        mixed.singlepart(Part::new(file.name.clone()).body(file.bytes.clone(), media_type(&file.media_type)))
    };
    message.attachments.iter().fold(mixed, attach)
}

/// A media type; one that cannot be read is that of bytes.
fn media_type(text: &str) -> ContentType {
    ContentType::parse(text)
        .unwrap_or_else(|_| ContentType::parse("application/octet-stream").expect("this is a media type"))
}
