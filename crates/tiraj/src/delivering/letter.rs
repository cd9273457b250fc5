//! A report as a message for all ways.

use serde_json::{Value, json};
use tiraj_delivery::{Attachment, Image, Message};
use tiraj_model::{IsoWeek, ReportFormat, Site};
use tiraj_reporting::weekly::{Edition, Letter, LetterImage, WeeklyReport};

use super::{Identity, Schedule};
use crate::archive::Press;

/// What every addressee of a schedule gets of one week.
#[derive(Debug, Clone)]
pub(crate) struct Dispatch {
    /// The message, without what is the addressee's own.
    message: Message,
}

/// Where reports are made into messages.
pub(crate) trait Desk: Send + Sync + 'static {
    /// What a schedule delivers of a week.
    fn write(
        &self,
        schedule: &Schedule,
        site: &Site,
        week: IsoWeek,
    ) -> impl Future<Output = anyhow::Result<Dispatch>> + Send;
}

impl Desk for Press {
    /// The message says what the newest edition says; its files are those of the archive where these are in the same language.
    async fn write(&self, schedule: &Schedule, site: &Site, week: IsoWeek) -> anyhow::Result<Dispatch> {
        let (mut report, edition) = self.current(site, week).await?;
        if edition.lang != schedule.lang {
            report = self.compute(site, week, schedule.lang).await?;
        }
        let (archive, site, schedule) = (self.archive().clone(), site.clone(), schedule.clone());
        let write = move || {
            let attach = |format: &ReportFormat| {
                let (name, bytes) = if edition.lang == schedule.lang {
                    archive.read(&site.name, week, &edition, *format)?
                } else {
                    (report.file_name(*format), report.document(*format)?)
                };
                Ok(Attachment { name, media_type: format.media_type().to_owned(), bytes })
            };
            let files = schedule.attach.iter().map(attach).collect::<anyhow::Result<_>>()?;
            Dispatch::new(&report, &edition, files)
        };
        tokio::task::spawn_blocking(write).await?
    }
}

impl Dispatch {
    fn new(report: &WeeklyReport, edition: &Edition, attachments: Vec<Attachment>) -> anyhow::Result<Self> {
        let Letter { subject, html, text, images } = report.letter(None)?;
        let image = |LetterImage { cid, png }| Image { cid, png };
        let images = images.into_iter().map(image).collect();
        let (html, text) = with_changes(html, text, &edition.changes);
        let summary = lines(report, edition).join("\n");
        let data = json!({ "edition": edition, "report": serde_json::from_str::<Value>(&report.json())? });
        let (id, link, unsubscribe) = (String::new(), None, None);
        let message =
            Message { id, subject, html, text, summary, images, attachments, data, link, unsubscribe };
        Ok(Self { message })
    }

    /// A message that says no more than its subject.
    #[cfg(test)]
    pub(super) fn plain(subject: &str) -> Self {
        let (subject, text) = (subject.to_owned(), subject.to_owned());
        let (id, html, summary) = (String::new(), format!("<p>{text}</p>"), text.clone());
        let (images, attachments, data) = (Vec::new(), Vec::new(), Value::Null);
        let (link, unsubscribe) = (None, None);
        Self {
            message: Message {
                id,
                subject,
                html,
                text,
                summary,
                images,
                attachments,
                data,
                link,
                unsubscribe,
            },
        }
    }

    /// The message for one addressee. `public_url` is where the editors' pages are, `farewell` the token by which the addressee puts an end to
    /// it, and `round` how often somebody asked for the delivery again.
    pub(super) fn to(
        &self,
        identity: &Identity,
        round: u32,
        public_url: Option<&str>,
        farewell: &str,
    ) -> Message {
        let mut message = self.message.clone();
        message.id = if round == 0 { identity.digits() } else { format!("{}r{round}", identity.digits()) };
        let Some(base) = public_url.map(|url| url.trim_end_matches('/')) else { return message };
        let link = format!("{base}/reports?site={}#{}", identity.site, identity.week);
        let unsubscribe = format!("{base}/unsubscribe?token={farewell}");
        message.text.push_str(&format!("\n\nAll reports: {link}\nUnsubscribe: {unsubscribe}\n"));
        message.html = with_links(&message.html, &link, &unsubscribe);
        (message.link, message.unsubscribe) = (Some(link), Some(unsubscribe));
        message
    }
}

/// The letter with the links below everything else.
fn with_links(html: &str, link: &str, unsubscribe: &str) -> String {
    let style = "font:13px/1.5 sans-serif;color:#5b6470;text-align:center";
    let links = format!(
        "<p style=\"{style}\"><a href=\"{link}\">All reports</a> · <a href=\"{unsubscribe}\">Unsubscribe</a></p>"
    );
    match html.rfind("</body>") {
        Some(end) => format!("{}{links}{}", &html[..end], &html[end..]),
        None => format!("{html}{links}"),
    }
}

/// The letter with what is other than as published on top.
fn with_changes(html: String, text: String, changes: &[String]) -> (String, String) {
    if changes.is_empty() {
        return (html, text);
    }
    let changes = changes.join(" ");
    let begin = html.find("<body").and_then(|at| Some(at + html[at..].find('>')? + 1)).unwrap_or(0);
    // Sentences of the house's own about numbers, without anybody's text.
    let note = format!("<p style=\"font:15px/1.5 sans-serif;text-align:center\">{changes}</p>");
    (format!("{}{note}{}", &html[..begin], &html[begin..]), format!("{changes}\n\n{text}"))
}

/// What is said of the week, and of what changed since it was published.
fn lines(report: &WeeklyReport, edition: &Edition) -> Vec<String> {
    edition.changes.iter().chain(&report.sentences).cloned().collect()
}

#[cfg(test)]
mod tests {
    use tiraj_delivery::Address;

    use super::*;

    #[test]
    fn links_stand_below_the_letter_and_in_its_text() {
        let address = Address::new("mail", "a@news.example").unwrap();
        let site = "news.example".parse().unwrap();
        let identity = Identity::new("monday", &site, "2026-W46".parse().unwrap(), &address);
        let mut dispatch = Dispatch::plain("news");
        dispatch.message.html = "<html><body><p>news</p></body></html>".into();
        let message = dispatch.to(&identity, 0, Some("https://stats.example/"), "monday.12ab");
        assert_eq!(message.link.as_deref(), Some("https://stats.example/reports?site=news.example#2026-W46"));
        assert_eq!(
            message.unsubscribe.as_deref(),
            Some("https://stats.example/unsubscribe?token=monday.12ab")
        );
        assert!(message.html.contains("#2026-W46\">") && message.html.ends_with("</p></body></html>"));
        assert!(message.text.ends_with("Unsubscribe: https://stats.example/unsubscribe?token=monday.12ab\n"));
        assert_eq!(message.id, identity.digits());
        let again = dispatch.to(&identity, 1, None, "");
        assert!(again.link.is_none() && again.id != message.id, "asked for again it is another message");
    }
}
