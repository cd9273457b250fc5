//! The courier over a clock that is turned, servers that fail, and a process that dies.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::SignedDuration;
use mail_parser::MessageParser;
use tiraj_delivery::Address;
use tiraj_model::Language;
use tiraj_testkit::{HttpAct, HttpSink, MailAct, ManualClock, SmtpSink};

use super::super::{Recipient, Schedule};
use super::*;
use crate::settings::Layers;

/// Writes a letter without a report, and counts how many.
#[derive(Default)]
struct Scribe {
    letters: AtomicU32,
    /// How many times the database is away before.
    away: AtomicU32,
}

impl Desk for Scribe {
    async fn write(&self, _: &Schedule, site: &Site, week: IsoWeek) -> anyhow::Result<Dispatch> {
        if self.away.load(Ordering::Relaxed) > 0 {
            self.away.fetch_sub(1, Ordering::Relaxed);
            anyhow::bail!("the database is away");
        }
        self.letters.fetch_add(1, Ordering::Relaxed);
        Ok(Dispatch::plain(&format!("{} {week}", site.name)))
    }
}

/// A courier on a folder, over a clock that stands at Monday eight o'clock in Baku.
struct Round {
    folder: tempfile::TempDir,
    clock: ManualClock,
    desk: Arc<Scribe>,
    settings: DeliverySettings,
    courier: Courier<Scribe>,
    stop: watch::Receiver<bool>,
}

fn settings(toml: &str) -> DeliverySettings {
    let layers = Layers::new(&BTreeMap::new(), &|_| None, Some(("tiraj.toml", toml))).unwrap();
    crate::settings::Settings::new(&layers).unwrap().delivery
}

fn open(
    folder: &Path,
    clock: &ManualClock,
    desk: &Arc<Scribe>,
    settings: &DeliverySettings,
) -> Courier<Scribe> {
    Courier::new(CourierParts {
        desk: desk.clone(),
        schedules: SchedulesFile::open(&folder.join("schedules.json")).unwrap(),
        log: DeliveryLog::open(&folder.join("deliveries.json")).unwrap(),
        key: Key::open(&folder.join("key"), |bytes| bytes.fill(1)).unwrap(),
        settings: settings.clone(),
        sites: Sites::new([Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()]),
        clock: Arc::new(clock.clone()),
        chance: Arc::new(|| 1.0),
        claims: None,
        held: folder.join("held"),
    })
}

impl Round {
    /// A round with a schedule for these addressees.
    fn new(toml: &str, addresses: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at("2026-11-16T04:00:00Z");
        let (desk, settings) = (Arc::new(Scribe::default()), settings(toml));
        let courier = open(folder.path(), &clock, &desk, &settings);
        let recipient = |(way, to): &(&str, &str)| Recipient {
            address: Address::new(way, to).unwrap(),
            unsubscribed_at: None,
        };
        courier
            .add(Schedule {
                name: "monday".into(),
                site: "news.example".parse().unwrap(),
                when: "0 8 * * mon".parse().unwrap(),
                zone: "Asia/Baku".into(),
                lang: Language::En,
                attach: Vec::new(),
                recipients: addresses.iter().map(recipient).collect(),
                created_at: "2026-11-12T00:00:00Z".parse().unwrap(),
            })
            .unwrap();
        // Whoever told it to stop is gone.
        let stop = watch::channel(false).1;
        Self { folder, clock, desk, settings, courier, stop }
    }

    /// With a mail server of the test's own.
    fn by_mail(sink: &SmtpSink) -> Self {
        let toml = format!(
            "public_url = 'https://stats.example'\n[mail]\nsmtp = 'smtp+plain://{}'\nfrom = 'News <report@news.example>'",
            sink.address()
        );
        Self::new(&toml, &[("mail", "a@x.example")])
    }

    /// The process dies and another is started.
    fn restart(&mut self) {
        self.courier = open(self.folder.path(), &self.clock, &self.desk, &self.settings);
    }

    async fn work(&self) {
        self.courier.work(&self.stop).await;
    }

    fn turn(&self, minutes: i64) {
        self.clock.turn(SignedDuration::from_mins(minutes));
    }

    /// State and attempts of the newest delivery.
    fn last(&self) -> (State, u32) {
        let last = self.courier.log().all().pop().unwrap();
        (last.state, last.attempts)
    }
}

fn ids(sink: &SmtpSink) -> Vec<String> {
    let id = |data: &[u8]| MessageParser::default().parse(data).unwrap().message_id().unwrap().to_owned();
    sink.taken().iter().map(|mail| id(&mail.data)).collect()
}

#[tokio::test]
async fn a_report_is_delivered_once_whatever_is_looked_at_again() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let mut round = Round::by_mail(&sink);
    round.work().await;
    round.work().await;
    round.restart();
    round.turn(60);
    round.work().await;
    assert_eq!((ids(&sink).len(), round.last()), (1, (State::Delivered, 1)));
    round.turn(7 * 24 * 60);
    round.work().await;
    assert_eq!(ids(&sink).len(), 2, "and the next week's a week later");
}

#[tokio::test]
async fn what_fails_for_now_is_tried_again_later_and_later_under_the_same_name() {
    let sink = SmtpSink::start(|number| match number {
        0 => MailAct::Answer("RCPT", "451 try again"),
        1 => MailAct::Drop,
        _ => MailAct::Take,
    });
    let round = Round::by_mail(&sink);
    round.work().await;
    assert_eq!(round.last(), (State::Waiting, 1));
    round.work().await;
    assert_eq!(round.last(), (State::Waiting, 1), "not before its time");
    round.turn(1);
    round.work().await;
    assert_eq!(round.last(), (State::Waiting, 2));
    round.turn(1);
    round.work().await;
    assert_eq!(round.last(), (State::Waiting, 2), "the second wait is longer");
    round.turn(1);
    round.work().await;
    assert_eq!((ids(&sink).len(), round.last()), (1, (State::Delivered, 3)));
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again() {
    let sink = SmtpSink::start(|_| MailAct::Answer("RCPT", "550 no such user"));
    let round = Round::by_mail(&sink);
    for _ in 0..3 {
        round.work().await;
        round.turn(600);
    }
    assert_eq!(round.last(), (State::Refused, 1));
    let reason = round.courier.log().all()[0].reason.clone();
    assert!(reason.contains("550") && reason.contains("no such user"), "{reason}");
}

#[tokio::test]
async fn after_the_last_attempt_it_is_given_up() {
    let sink = SmtpSink::start(|_| MailAct::Drop);
    let round = Round::by_mail(&sink);
    for _ in 0..12 {
        round.work().await;
        round.turn(121);
    }
    assert_eq!(round.last(), (State::GivenUp, 10));
}

#[tokio::test]
async fn a_process_that_dies_while_it_sends_sends_again_under_the_same_name() {
    let sink = SmtpSink::start(|number| if number == 0 { MailAct::HangAtTheEnd } else { MailAct::Take });
    let mut round = Round::by_mail(&sink);
    {
        // The server has the mail and has not said so when the process dies.
        let work = round.work();
        tokio::pin!(work);
        let taken = async {
            while sink.taken().is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            () = &mut work => panic!("it cannot end"),
            () = taken => {}
        }
    }
    round.restart();
    assert_eq!(round.last(), (State::Sending, 1), "the disk knows that it was begun");
    round.work().await;
    round.work().await;
    let ids = ids(&sink);
    assert_eq!((ids.len(), round.last()), (2, (State::Delivered, 2)));
    assert_eq!(ids[0], ids[1], "whoever gets both can tell");
}

#[tokio::test]
async fn weeks_of_downtime_are_made_up_for_by_one_report() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let round = Round::by_mail(&sink);
    round.work().await;
    round.turn(3 * 7 * 24 * 60 + 600);
    round.work().await;
    let weeks: Vec<String> = round.courier.log().all().into_iter().map(|one| one.identity.week).collect();
    assert_eq!(weeks, ["2026-W46", "2026-W49"]);
    assert_eq!(sink.taken().len(), 2);
}

#[tokio::test]
async fn a_database_that_is_away_costs_no_attempt() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let round = Round::by_mail(&sink);
    round.desk.away.store(30, Ordering::Relaxed);
    for _ in 0..30 {
        round.work().await;
    }
    assert!(round.courier.log().all().is_empty());
    round.work().await;
    assert_eq!(round.last(), (State::Delivered, 1));
}

#[tokio::test]
async fn many_addressees_get_one_report_each_their_own_way() {
    let sink = HttpSink::start(|_| HttpAct::Answer(204, "", String::new()));
    let hook = |path: &str| format!("http://{}{path}", sink.address());
    let (one, two) = (hook("/one"), hook("/two"));
    let toml = "webhook.allow_networks = '127.0.0.0/8'";
    let round = Round::new(toml, &[("webhook", &one), ("webhook", &two)]);
    round.work().await;
    assert_eq!(round.desk.letters.load(Ordering::Relaxed), 1, "made once");
    let taken = sink.taken();
    assert_eq!(taken.len(), 2);
    assert_ne!(taken[0].header("tiraj-delivery"), taken[1].header("tiraj-delivery"));
}

#[tokio::test]
async fn who_asks_for_time_is_left_alone_so_long() {
    let sink = HttpSink::start(|number| match number {
        0 => HttpAct::Answer(429, "retry-after: 1800\r\n", String::new()),
        _ => HttpAct::Answer(200, "", String::new()),
    });
    let url = format!("http://{}/in", sink.address());
    let round = Round::new("webhook.allow_networks = '127.0.0.1'", &[("webhook", &url)]);
    round.work().await;
    round.turn(29);
    round.work().await;
    assert_eq!(round.last(), (State::Waiting, 1));
    round.turn(1);
    round.work().await;
    assert_eq!(round.last(), (State::Delivered, 2));
}

#[tokio::test]
async fn nothing_is_delivered_while_it_is_held_or_after_the_word_to_stop() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let round = Round::by_mail(&sink);
    round.courier.hold(true).unwrap();
    round.work().await;
    assert!(round.courier.is_held() && round.courier.log().all().is_empty());
    round.courier.hold(false).unwrap();
    round.courier.work(&watch::channel(true).1).await;
    assert!(round.courier.log().all().is_empty());
    round.work().await;
    assert_eq!(round.last(), (State::Delivered, 1));
}

#[tokio::test]
async fn who_unsubscribes_gets_no_more_and_who_asks_gets_it_again() {
    let sink = SmtpSink::start(|_| MailAct::Take);
    let round = Round::by_mail(&sink);
    let errand = |again| Errand { name: "monday".into(), week: Some("2026-W45".into()), again };
    for again in [false, false, true] {
        let told = round.courier.run(&errand(again), &round.stop).await.unwrap();
        assert_eq!((told.len(), told[0].state), (1, State::Delivered));
    }
    let sent = ids(&sink);
    assert_eq!(sent.len(), 2, "once, and once more when asked to");
    assert_ne!(sent[0], sent[1], "which is another mail");
    let mail = String::from_utf8(sink.taken()[0].data.clone()).unwrap();
    assert!(mail.contains("List-Unsubscribe: <https://stats.example/unsubscribe?token=monday."), "{mail}");
    let address = Address::new("mail", "a@x.example").unwrap();
    round.courier.schedules().unsubscribe("monday", &address, round.clock.now()).unwrap();
    round.work().await;
    assert_eq!(sink.taken().len(), 2);
    let refused =
        round.courier.run(&Errand { week: Some("2026-W47".into()), ..errand(false) }, &round.stop).await;
    assert!(refused.unwrap_err().to_string().contains("not over yet"));
}
