//! Every way against a server of the test's own; what arrives is read by others' parsers.

use std::time::{Duration, Instant};

use mail_parser::{MessageParser, MimeHeaders};
use tiraj_testkit::{HttpAct, HttpSink, MailAct, SmtpSink};

use super::*;
use crate::{Attachment, Image, Reach, verifies};

const PATIENCE: Duration = Duration::from_secs(3);

/// The first bytes of every PNG, and a line that a mail must not take for its end.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\r\n.\r\n--related\x00\xff";

fn now() -> Timestamp {
    "2026-11-16T04:00:00Z".parse().unwrap()
}

fn message() -> Message {
    let attachment = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes.to_vec(),
    };
    Message {
        id: "00ff".into(),
        subject: "Həftə: «Новости» & <b>çay</b>".into(),
        html: "<html><body><p>Şəhər</p>\n.\n<img src=\"cid:days\"></body></html>".into(),
        text: "Şəhər\n.\nи всё".into(),
        summary: "1 < 2".into(),
        images: vec![Image { cid: "days".into(), png: PNG.to_vec() }],
        attachments: vec![
            attachment("week.csv", "text/csv; charset=utf-8", b"a,b\n1,2\n"),
            attachment("week.xlsx", "no media type", b"PK\x03\x04"),
        ],
        data: serde_json::json!({"views": 3}),
        link: Some("https://stats.example/reports?site=a&x=1".into()),
        unsubscribe: Some("https://stats.example/unsubscribe?token=monday.12ab".into()),
    }
}

fn ways(relay: Option<Relay>, telegram: Option<Telegram>, reach: Reach) -> Ways {
    Ways { relay, telegram, webhooks: Webhooks::new(reach, PATIENCE) }
}

async fn by_mail(act: MailAct) -> (SmtpSink, Result<(), Failure>) {
    let sink = SmtpSink::start(move |_| act);
    let address = format!("smtp+plain://{}", sink.address()).parse().unwrap();
    let relay = Relay::new(address, None, "Газета <report@news.example>".parse().unwrap(), PATIENCE).unwrap();
    let to = Address::new("mail", "editor@news.example").unwrap();
    let sent =
        ways(Some(relay), None, Reach::default()).send(&to, &Secret::new("k"), &message(), now()).await;
    (sink, sent)
}

#[tokio::test]
async fn a_mail_arrives_with_all_its_parts() {
    let (sink, sent) = by_mail(MailAct::Take).await;
    sent.unwrap();
    let taken = sink.taken().remove(0);
    assert_eq!(
        (taken.from.as_str(), taken.to),
        ("report@news.example", vec!["editor@news.example".to_owned()])
    );
    let mail = MessageParser::default().parse(&taken.data).unwrap();
    assert_eq!(mail.subject(), Some("Həftə: «Новости» & <b>çay</b>"));
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Газета"));
    assert_eq!(mail.message_id(), Some("00ff@news.example"));
    assert_eq!(mail.date().unwrap().to_timestamp(), now().as_second());
    let lines = |text: std::borrow::Cow<'_, str>| text.replace("\r\n", "\n").trim_end().to_owned();
    assert_eq!(lines(mail.body_text(0).unwrap()), message().text);
    assert_eq!(lines(mail.body_html(0).unwrap()), message().html);
    let raw = |name: &str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
    assert_eq!(raw("List-Unsubscribe"), "<https://stats.example/unsubscribe?token=monday.12ab>");
    assert_eq!(raw("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(raw("Auto-Submitted"), "auto-generated");
    let picture = mail.parts.iter().find(|part| part.content_id() == Some("days")).unwrap();
    assert_eq!((picture.contents(), picture.content_type().unwrap().subtype()), (PNG, Some("png")));
    let files: Vec<(&str, &[u8])> = mail
        .attachments()
        .filter(|part| part.content_id().is_none())
        .map(|part| (part.attachment_name().unwrap(), part.contents()))
        .collect();
    assert_eq!(files, [("week.csv", &b"a,b\n1,2\n"[..]), ("week.xlsx", b"PK\x03\x04")]);
    let kinds: Vec<_> = mail.parts.iter().filter_map(|part| part.content_type()?.subtype()).collect();
    assert_eq!(kinds[..4], ["mixed", "alternative", "plain", "related"], "{kinds:?}");
}

#[tokio::test]
async fn the_same_message_makes_the_same_mail() {
    let (first, _) = by_mail(MailAct::Take).await;
    let (second, _) = by_mail(MailAct::Take).await;
    assert_eq!(first.taken()[0].data, second.taken()[0].data);
}

#[tokio::test]
async fn what_a_mail_server_says_decides_whether_it_is_for_good() {
    for (act, is_for_good, words) in [
        (MailAct::Answer("RCPT", "550 5.1.1 no such user"), true, "no such user"),
        (MailAct::Answer(".", "552 too large"), true, "552"),
        (MailAct::Answer("MAIL", "421 busy"), false, "421"),
        (MailAct::Answer("RCPT", "451 greylisted"), false, "greylisted"),
        (MailAct::Answer("DATA", "what?"), false, ""),
        (MailAct::Drop, false, "cannot be spoken to"),
        (MailAct::HangAtTheEnd, false, "did not answer"),
    ] {
        let begun = Instant::now();
        let (_, sent) = by_mail(act).await;
        let failure = sent.unwrap_err();
        assert_eq!(matches!(failure, Failure::Refused(_)), is_for_good, "{act:?}: {failure}");
        assert!(failure.to_string().contains(words), "{act:?}: {failure}");
        assert!(begun.elapsed() < PATIENCE * 5, "{act:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure_for_now() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("smtp+plain://{port}").parse().unwrap();
    let relay = Relay::new(address, None, "a@b.example".parse().unwrap(), PATIENCE).unwrap();
    let to = Address::new("mail", "a@b.example").unwrap();
    let sent =
        ways(Some(relay), None, Reach::default()).send(&to, &Secret::new("k"), &message(), now()).await;
    assert!(matches!(sent, Err(Failure::Failed { .. })), "{sent:?}");
}

async fn by_telegram(act: HttpAct, message: &Message) -> (HttpSink, Result<(), Failure>) {
    let sink = HttpSink::start(move |_| act.clone());
    let api = format!("http://{}", sink.address());
    let bot = Telegram::new(&api, Secret::new("12:AAsecret"), PATIENCE).unwrap();
    let chat = Address::new("telegram", "-100123").unwrap();
    let sent = ways(None, Some(bot), Reach::default()).send(&chat, &Secret::new("k"), message, now()).await;
    (sink, sent)
}

fn said(status: u16, body: &str) -> HttpAct {
    HttpAct::Answer(status, "", body.to_owned())
}

/// The fields of a form: what stands between the boundaries, head and content apart.
fn fields(media_type: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let boundary = format!("--{}", media_type.split_once("boundary=").unwrap().1);
    let find = |from: usize, what: &[u8]| {
        body[from..].windows(what.len()).position(|w| w == what).map(|at| from + at)
    };
    let mut starts = Vec::new();
    let mut from = 0;
    while let Some(at) = find(from, boundary.as_bytes()) {
        starts.push(at);
        from = at + boundary.len();
    }
    assert_eq!(&body[from..], b"--\r\n", "the form ends");
    let field = |pair: &[usize]| {
        let part = &body[pair[0] + boundary.len() + 2..pair[1] - 2];
        let head = part.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        (String::from_utf8(part[..head].to_vec()).unwrap(), part[head + 4..].to_vec())
    };
    starts.windows(2).map(field).collect()
}

#[tokio::test]
async fn telegram_gets_a_picture_with_a_caption() {
    let (sink, sent) = by_telegram(said(200, r#"{"ok":true,"result":{}}"#), &message()).await;
    sent.unwrap();
    let request = sink.taken().remove(0);
    assert_eq!(request.line, "POST /bot12:AAsecret/sendPhoto HTTP/1.1");
    let fields = fields(request.header("content-type"), &request.body);
    let text = |index: usize| String::from_utf8(fields[index].1.clone()).unwrap();
    let names: Vec<&str> = fields.iter().map(|(head, _)| head.lines().next().unwrap()).collect();
    assert_eq!(
        names,
        [
            "Content-Disposition: form-data; name=\"chat_id\"",
            "Content-Disposition: form-data; name=\"parse_mode\"",
            "Content-Disposition: form-data; name=\"caption\"",
            "Content-Disposition: form-data; name=\"photo\"; filename=\"days.png\"",
        ]
    );
    assert_eq!((text(0), text(1)), ("-100123".into(), "HTML".into()));
    assert_eq!(
        text(2),
        "<b>Həftə: «Новости» &amp; &lt;b&gt;çay&lt;/b&gt;</b>\n\n1 &lt; 2\n\n\
         <a href=\"https://stats.example/reports?site=a&amp;x=1\">stats.example</a>"
    );
    assert_eq!(fields[3].1, PNG);
}

#[tokio::test]
async fn without_a_picture_it_is_a_text() {
    let bare = Message { images: Vec::new(), ..message() };
    let (sink, sent) = by_telegram(said(200, r#"{"ok":true}"#), &bare).await;
    sent.unwrap();
    assert!(sink.taken()[0].line.contains("/sendMessage "));
}

#[tokio::test]
async fn what_telegram_says_decides_and_the_token_is_told_to_nobody() {
    let limited = r#"{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":7}}"#;
    for (act, expected) in [
        (
            said(403, r#"{"ok":false,"description":"bot was blocked"}"#),
            Failure::refused("Telegram answers 403: bot was blocked"),
        ),
        (
            said(429, limited),
            Failure::failed("Telegram answers 429: Too Many").after(Some(Duration::from_secs(7))),
        ),
        (said(502, "<html>"), Failure::failed("Telegram answers 502: ")),
        (said(200, "<html>a portal</html>"), Failure::failed("Telegram answers 200: ")),
        (HttpAct::Endless, Failure::failed("Telegram answers 200: ")),
        (HttpAct::Hang, Failure::failed("no answer within 3 seconds")),
    ] {
        let failure = by_telegram(act.clone(), &message()).await.1.unwrap_err();
        assert_eq!(failure, expected, "{act:?}");
        assert!(!failure.to_string().contains("secret"), "{failure}");
    }
    let failure = by_telegram(HttpAct::Drop, &message()).await.1.unwrap_err();
    assert!(
        matches!(failure, Failure::Failed { .. }) && !format!("{failure:?}").contains("secret"),
        "{failure:?}"
    );
}

async fn by_webhook(act: HttpAct, reach: Reach) -> (HttpSink, Result<(), Failure>) {
    let sink = HttpSink::start(move |_| act.clone());
    let to = Address::new("webhook", &format!("http://{}/in/abc?x=1", sink.address())).unwrap();
    let sent = ways(None, None, reach).send(&to, &Secret::new("key"), &message(), now()).await;
    (sink, sent)
}

fn own() -> Reach {
    Reach::new(["127.0.0.0/8"]).unwrap()
}

#[tokio::test]
async fn a_webhook_gets_signed_figures() {
    let (sink, sent) = by_webhook(said(204, ""), own()).await;
    sent.unwrap();
    let request = sink.taken().remove(0);
    assert_eq!(request.line, "POST /in/abc?x=1 HTTP/1.1");
    assert_eq!(request.header("host"), sink.address().to_string());
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("tiraj-delivery"), "00ff");
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!((&body["id"], &body["data"]["views"]), (&"00ff".into(), &3.into()));
    let (time, signature) = request.header("tiraj-signature").split_once(",v1=").unwrap();
    let seconds = now().as_second();
    assert_eq!(time, format!("t={seconds}"));
    let signed = [format!("{seconds}.").as_bytes(), &request.body].concat();
    assert!(verifies(b"key", &signed, signature) && !verifies(b"other", &signed, signature));
}

#[tokio::test]
async fn what_a_webhook_answers_decides_and_redirects_are_not_followed() {
    let late = Some(Duration::from_secs(30));
    for (act, expected) in [
        (said(404, ""), Failure::refused("the webhook answers 404")),
        (
            HttpAct::Answer(429, "Retry-After: 30\r\n", String::new()),
            Failure::failed("the webhook answers 429").after(late),
        ),
        (
            HttpAct::Answer(503, "Retry-After: 30\r\n", String::new()),
            Failure::failed("the webhook answers 503").after(late),
        ),
        (said(500, ""), Failure::failed("the webhook answers 500")),
        (
            HttpAct::Answer(302, "Location: http://127.0.0.1:1/\r\n", String::new()),
            Failure::refused("the webhook answers 302, a redirect; use the address that it leads to"),
        ),
        (HttpAct::Hang, Failure::failed("no answer within 3 seconds")),
    ] {
        let (sink, sent) = by_webhook(act.clone(), own()).await;
        assert_eq!(sent.unwrap_err(), expected, "{act:?}");
        assert_eq!(sink.taken().len(), 1, "{act:?}: one attempt is one request");
    }
    assert!(
        by_webhook(HttpAct::Endless, own()).await.1.is_ok(),
        "what is said after a success is not waited for"
    );
}

#[tokio::test]
async fn what_only_this_machine_can_reach_is_out_of_reach() {
    let (sink, sent) = by_webhook(said(200, ""), Reach::default()).await;
    let refusal = sent.unwrap_err();
    assert!(matches!(refusal, Failure::Refused(_)) && refusal.to_string().contains("webhook.allow_networks"));
    assert!(sink.taken().is_empty(), "nothing was asked");
    for host in ["localhost", "127.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let url = format!("http://{host}:{}/", sink.address().port());
        let to = Address::new("webhook", &url).unwrap();
        let sent = ways(None, None, Reach::default()).send(&to, &Secret::new("key"), &message(), now()).await;
        assert!(matches!(sent, Err(Failure::Refused(_))), "{host}: {sent:?}");
    }
    assert!(sink.taken().is_empty());
}

#[tokio::test]
async fn a_way_that_is_not_set_up_says_what_to_set() {
    for (way, to, setting) in
        [("mail", "a@b.example", "mail.smtp"), ("telegram", "@newsroom", "telegram.token_file")]
    {
        let to = Address::new(way, to).unwrap();
        let sent = ways(None, None, Reach::default()).send(&to, &Secret::new("k"), &message(), now()).await;
        assert!(sent.unwrap_err().to_string().contains(setting));
    }
}
