//! Delivery by the whole program, to servers of the tests' own.

use mail_parser::{MessageParser, MimeHeaders};
use tiraj_testkit::{HttpAct, HttpSink, MailAct, SmtpSink};

use super::*;
use crate::support::{fail, wait_until};

/// Settings of a newsroom that mails by this server.
fn mailing(sink: &SmtpSink) -> String {
    format!(
        "public_url = 'https://stats.news.example'\n[mail]\nsmtp = 'smtp+plain://{}'\nfrom = 'Newsroom <report@news.example>'\n",
        sink.address()
    )
}

const ADD: [&str; 5] = ["deliver", "add", "monday", "--site", "news.example"];

#[test]
fn a_report_is_mailed_and_can_be_unsubscribed() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let newsroom = Newsroom::with_readers(&mailing(&sink));
    newsroom.run(&[&ADD[..], &["--mail", "editor@x.example", "--attach", "xlsx,csv"]].concat());
    let told = newsroom.run_json(&["deliver", "run", "monday", "--json"]);
    assert_eq!((&told[0]["state"], &told[0]["to"]), (&json!("delivered"), &json!("editor@x.example")));

    let taken = sink.taken().remove(0);
    let mail = MessageParser::default().parse(&taken.data).unwrap();
    assert!(mail.subject().unwrap().contains("news.example"), "{:?}", mail.subject());
    assert!(mail.body_text(0).unwrap().contains("4 views"), "{:?}", mail.body_text(0));
    let html = mail.body_html(0).unwrap().into_owned();
    let pictures: Vec<_> = mail.parts.iter().filter(|part| part.content_id().is_some()).collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        assert!(html.contains(&format!("cid:{}", picture.content_id().unwrap())));
        assert!(picture.contents().starts_with(b"\x89PNG"));
    }
    let out = newsroom.folder.path().join("out");
    let of = [
        "report",
        "archive",
        "export",
        "--site",
        "news.example",
        "--week",
        &last_week(),
        "--format",
        "xlsx,csv",
    ];
    let written = newsroom.run(&[&of[..], &["--out", out.to_str().unwrap()]].concat());
    for path in written.lines() {
        let name = path.rsplit('/').next();
        let attached = mail.attachments().find(|part| part.attachment_name() == name).unwrap();
        assert_eq!(attached.contents(), std::fs::read(path).unwrap(), "{path}: as archived");
    }

    let page = newsroom.server.look("/reports?site=news.example").body;
    assert!(page.contains("e…@x.example") && !page.contains("editor@x.example"), "{page}");
    let link = mail.header_raw("List-Unsubscribe").unwrap().trim().trim_matches(['<', '>']).to_owned();
    let link = link.strip_prefix("https://stats.news.example").unwrap();
    let asked = newsroom.server.get(link);
    assert!(asked.status == 200 && asked.body.contains("<form method=\"post\""), "{}", asked.body);
    let recipient = |newsroom: &Newsroom| {
        newsroom.run_json(&["deliver", "list", "--json"])["schedules"][0]["recipients"][0].clone()
    };
    assert_eq!(recipient(&newsroom)["unsubscribed_at"], Value::Null, "a look changes nothing");
    for _ in 0..2 {
        let form = "application/x-www-form-urlencoded";
        let ended = newsroom.server.post(link, form, b"List-Unsubscribe=One-Click");
        assert!(ended.status == 200 && ended.body.contains("not sent to you any more"), "{}", ended.body);
    }
    assert!(recipient(&newsroom)["unsubscribed_at"].is_string());
    newsroom.run(&["deliver", "run", "monday", "--again"]);
    assert_eq!(sink.taken().len(), 1, "who has unsubscribed gets nothing");
    let log = newsroom.server.stop();
    assert!(!log.contains("editor@x.example") && !log.contains("unsubscribe?token="), "{log}");
}

#[test]
fn a_server_that_is_killed_while_it_sends_sends_again_by_itself() {
    let sink = SmtpSink::start(|number| if number == 0 { MailAct::HangAtTheEnd } else { MailAct::Take });
    let newsroom = Newsroom::with_readers(&mailing(&sink));
    newsroom.run(&[&ADD[..], &["--mail", "editor@x.example"]].concat());
    let data = newsroom.data.clone();
    let asking = std::thread::spawn(move || fail(&data, &["deliver", "run", "monday"], 1));
    wait_until(|| sink.taken().len() == 1, "the mail is taken down");
    let newsroom = newsroom.crash();
    asking.join().unwrap();
    wait_until(|| sink.taken().len() == 2, "it is sent again");
    let id = |index: usize| {
        let taken = sink.taken().remove(index);
        MessageParser::default().parse(&taken.data).unwrap().message_id().unwrap().to_owned()
    };
    assert_eq!(id(0), id(1), "under the same name");
    wait_until(
        || newsroom.run_json(&["deliver", "log", "--json"])[0]["state"] == "delivered",
        "the log says that it was delivered",
    );
    assert_eq!(newsroom.run_json(&["deliver", "log", "--json"])[0]["attempts"], 2);
}

#[test]
fn figures_are_posted_and_a_chat_gets_a_picture() {
    let sink = HttpSink::start(|_| HttpAct::Answer(200, "", r#"{"ok":true}"#.to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "12:AAqvzxsecret\n").unwrap();
    let settings = format!(
        "[telegram]\napi = 'http://{}'\ntoken_file = '{}'\n[webhook]\nallow_networks = '127.0.0.1'\n",
        sink.address(),
        token.display()
    );
    let newsroom = Newsroom::with_readers(&settings);
    let url = format!("http://{}/in/qvzxpath", sink.address());
    let added =
        newsroom.run_json(&[&ADD[..], &["--webhook", &url, "--telegram", "-100123", "--json"]].concat());
    let key = added["keys"][0]["key"].as_str().unwrap();
    newsroom.run(&["deliver", "run", "monday"]);
    let taken = sink.taken();
    assert_eq!(taken.len(), 2);
    let post = taken.iter().find(|request| request.line.contains("/in/qvzxpath")).unwrap();
    let (time, signature) = post.header("tiraj-signature").split_once(",v1=").unwrap();
    let signed = [time.trim_start_matches("t=").as_bytes(), b".", &post.body].concat();
    assert!(tiraj_delivery::verifies(key.as_bytes(), &signed, signature));
    let body: Value = serde_json::from_slice(&post.body).unwrap();
    assert_eq!(
        (&body["data"]["report"]["headline"]["views"]["value"], &body["data"]["edition"]["number"]),
        (&json!(4), &json!(0))
    );
    let chat = taken.iter().find(|request| request.line.contains("/sendPhoto")).unwrap();
    assert!(chat.body.windows(4).any(|bytes| bytes == b"\x89PNG"));
    let shown = newsroom.run(&["deliver", "log"]) + &newsroom.run(&["deliver", "list"]);
    assert!(!shown.contains("qvzx"), "secrets are not shown: {shown}");
    assert!(!newsroom.server.stop().contains("qvzx"), "nor logged");
}

#[test]
fn what_cannot_be_delivered_is_refused_in_words() {
    let newsroom = Newsroom::with_readers("");
    let add = |arguments: &[&str], code| fail(&newsroom.data, &[&ADD[..], arguments].concat(), code);
    assert!(add(&[], 1).contains("nobody gets it"));
    assert!(add(&["--mail", "editor@x.example"], 1).contains("mail.smtp"));
    assert!(add(&["--telegram", "@newsroom"], 1).contains("telegram.token_file"));
    assert!(add(&["--webhook", "ftp://x"], 1).contains("https://host/path"));
    assert!(add(&["--webhook", "https://x.example/", "--when", "monday"], 2).contains("'0 8 * * mon'"));
    assert!(add(&["--webhook", "https://x.example/", "--zone", "Baku"], 1).contains("time zone"));
    let run = ["deliver", "run", "nothing"];
    assert!(fail(&newsroom.data, &run, 1).contains("tiraj deliver list"));
    newsroom.run(&[&ADD[..], &["--webhook", "http://127.0.0.1:1/"]].concat());
    assert!(add(&["--webhook", "http://127.0.0.1:1/"], 1).contains("already"));
    let words = fail(&newsroom.data, &["deliver", "run", "monday"], 1);
    assert!(words.contains("1 of 1 did not get it"), "{words}");
    let log = newsroom.run_json(&["deliver", "log", "--json"]);
    assert!(
        log[0]["state"] == "refused" && log[0]["reason"].as_str().unwrap().contains("allow_networks"),
        "{log}"
    );
    newsroom.run(&["deliver", "remove", "monday"]);
    assert!(newsroom.run(&["deliver", "list"]).is_empty());
}
