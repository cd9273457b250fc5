//! Telegram: a picture with a caption, by a bot.

use std::time::Duration;

use bytes::Bytes;
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::form::Form;
use crate::http::{Answer, Http};
use crate::{Failure, Message, Reach, Secret};

/// The longest caption and the longest text, in UTF-16 units without markup.
const LONGEST_CAPTION: usize = 1_024;
const LONGEST_TEXT: usize = 4_096;

/// Why no bot can be spoken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// The token is none.
    #[error(
        "the bot's token is not of the form 123456:ABC…; write what @BotFather gave you into the file, and nothing else"
    )]
    Token,
    /// The address of the interface cannot be read.
    #[error("`{0}` is no address of Telegram's interface for bots; write it as https://api.telegram.org")]
    Api(String),
}

/// A bot.
#[derive(Debug, Clone)]
pub struct Telegram {
    http: Http,
    api: Url,
    token: Secret,
}

/// What is answered.
#[derive(Debug, Default, Deserialize)]
struct Said {
    #[serde(default)]
    ok: bool,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Debug, Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

impl Telegram {
    /// A bot, by its token. `api` is where its interface is, for who runs a server of it; an attempt may take as long as `patience`.
    ///
    /// # Errors
    /// Where token or address are none.
    pub fn new(api: &str, token: Secret, patience: Duration) -> Result<Self, TelegramError> {
        let is_token = token.reveal().split_once(':').is_some_and(|(id, word)| {
            let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            !id.is_empty()
                && id.bytes().all(|byte| byte.is_ascii_digit())
                && !word.is_empty()
                && word.bytes().all(is_word)
        });
        if !is_token {
            return Err(TelegramError::Token);
        }
        let parsed =
            Url::parse(api).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let api = parsed.ok_or_else(|| TelegramError::Api(api.chars().take(64).collect()))?;
        // The address is the operator's.
        Ok(Self { http: Http { reach: Reach::anywhere(), patience }, api, token })
    }

    pub(crate) async fn send(&self, chat: &str, message: &Message, now: Timestamp) -> Result<(), Failure> {
        let mut form = Form::new(format!("tiraj{}", message.id));
        form.text("chat_id", chat);
        form.text("parse_mode", "HTML");
        let act = match message.images.first() {
            Some(image) => {
                form.text("caption", &in_markup(message, LONGEST_CAPTION));
                form.file("photo", &format!("{}.png", image.cid), "image/png", &image.png);
                "sendPhoto"
            }
            None => {
                form.text("text", &in_markup(message, LONGEST_TEXT));
                "sendMessage"
            }
        };
        let (media_type, body) = form.finish();
        let path = format!("{}/bot{}/{act}", self.api.path().trim_end_matches('/'), self.token.reveal());
        let mut url = self.api.clone();
        url.set_path(&path);
        let headers = [(header::CONTENT_TYPE, media_type.as_str())];
        read(&self.http.post(&url, &headers, Bytes::from(body), now).await?)
    }
}

fn read(answer: &Answer) -> Result<(), Failure> {
    let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
    if said.ok && answer.status == 200 {
        return Ok(());
    }
    let words = format!("Telegram answers {}: {}", answer.status, said.description);
    let wait = said.parameters.retry_after.map(Duration::from_secs).or(answer.retry_after);
    Err(match answer.status {
        429 | 500.. => Failure::failed(words).after(wait),
        // What is no answer of Telegram comes from something in between.
        200..300 => Failure::failed(words),
        _ => Failure::refused(words),
    })
}

/// The message in the few marks that Telegram knows. The summary is cut where all would be too long.
fn in_markup(message: &Message, longest: usize) -> String {
    let more = "…";
    let link = message.link.as_deref().map(|link| (link, short(link)));
    let units = |text: &str| text.encode_utf16().count();
    let subject = cut(&message.subject, longest / 2);
    let taken = units(&subject) + 4 + units(more) + link.as_ref().map_or(0, |(_, shown)| units(shown));
    let summary = cut(&message.summary, longest.saturating_sub(taken));
    let mut markup = format!("<b>{}</b>\n\n{}", escape(&subject), escape(&summary));
    if let Some((link, shown)) = link {
        markup.push_str(&format!("\n\n<a href=\"{}\">{}</a>", escape(link), escape(&shown)));
    }
    markup
}

/// The host of a link.
fn short(link: &str) -> String {
    Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// As much of a text as so many UTF-16 units hold, an ellipsis included.
fn cut(text: &str, units: usize) -> String {
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut left = units.saturating_sub(1);
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(summary: &str) -> Message {
        Message {
            id: "1".into(),
            subject: "News & <b>views</b>".into(),
            html: String::new(),
            text: String::new(),
            summary: summary.into(),
            images: Vec::new(),
            attachments: Vec::new(),
            data: serde_json::Value::Null,
            link: Some("https://stats.example/reports?site=a&week=1".into()),
            unsubscribe: None,
        }
    }

    #[test]
    fn text_is_text_whatever_it_looks_like() {
        assert_eq!(
            in_markup(&message("1 < 2"), LONGEST_CAPTION),
            "<b>News &amp; &lt;b&gt;views&lt;/b&gt;</b>\n\n1 &lt; 2\n\n\
             <a href=\"https://stats.example/reports?site=a&amp;week=1\">stats.example</a>"
        );
    }

    #[test]
    fn what_is_too_long_is_cut_by_the_units_that_telegram_counts() {
        let markup = in_markup(&message(&"🦊".repeat(2_000)), LONGEST_CAPTION);
        let foxes = markup.matches('🦊').count();
        assert!((480..512).contains(&foxes) && markup.contains("🦊…\n\n<a"), "{foxes}");
    }

    #[test]
    fn a_token_is_a_number_and_a_word() {
        for token in ["", "1:", ":a", "a:b", "1:a/../b", "1:a b"] {
            let refused = Telegram::new("https://api.telegram.org", Secret::new(token), Duration::ZERO);
            assert_eq!(refused.unwrap_err(), TelegramError::Token, "{token}");
        }
        assert!(
            Telegram::new("https://api.telegram.org", Secret::new("12:AAb-_9\n"), Duration::ZERO).is_ok()
        );
        assert!(Telegram::new("api", Secret::new("12:A"), Duration::ZERO).is_err());
    }
}
