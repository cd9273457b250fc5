//! What is due.

use jiff::{SignedDuration, Timestamp};
use tiraj_delivery::Address;
use tiraj_model::{IsoWeek, Sites};

use super::{Delivery, Identity, Schedule, State};

/// For how long a report is worth delivering late.
const STALE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What is to be done now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Deliveries to attempt.
    pub(super) due: Vec<Identity>,
    /// Deliveries that are given up, since it is too late for them.
    pub(super) stale: Vec<Identity>,
}

/// What is due at a moment, of all schedules: what was begun and is not done, and what the newest time of each schedule asks for. However many times were
/// missed, the newest alone is made up for; a week that was delivered already is not again.
///
/// Nothing is being sent while this is asked: a delivery that the log has as such was broken off, and is made again.
/// One that was broken off `most` times may be what the process dies of.
pub(super) fn plan(
    schedules: &[Schedule],
    log: &[Delivery],
    sites: &Sites,
    most: u32,
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    for schedule in schedules {
        for address in schedule.subscribed() {
            resume(&mut plan, (schedule, address), log, most, now);
            let newest = newest(schedule, address, sites, now);
            plan.due.extend(newest.filter(|one| log.iter().all(|known| known.identity != *one)));
        }
    }
    plan
}

/// Goes on with what was begun.
fn resume(
    plan: &mut Plan,
    (schedule, address): (&Schedule, &Address),
    log: &[Delivery],
    most: u32,
    now: Timestamp,
) {
    let of_theirs = |known: &&Delivery| {
        let Identity { schedule: name, site, address: to, .. } = &known.identity;
        *name == schedule.name && *site == schedule.site && to == address && !known.state.is_final()
    };
    for known in log.iter().filter(of_theirs) {
        if now.duration_since(known.begun_at) > STALE || known.attempts >= most {
            plan.stale.push(known.identity.clone());
        } else if known.state == State::Sending || known.next_at.is_none_or(|next| next <= now) {
            plan.due.push(known.identity.clone());
        }
    }
}

/// The delivery that the newest time of a schedule asks for.
fn newest(schedule: &Schedule, address: &Address, sites: &Sites, now: Timestamp) -> Option<Identity> {
    let moment = schedule.when.last(now, &schedule.zone())?;
    let is_due = moment > schedule.created_at && now.duration_since(moment) <= STALE;
    let site = sites.get(schedule.site.as_str()).filter(|_| is_due)?;
    let week = IsoWeek::at(moment, &site.zone()).plus(-1);
    Some(Identity::new(&schedule.name, &schedule.site, week, address))
}

#[cfg(test)]
mod tests {
    use tiraj_model::{Language, Site};

    use super::super::Recipient;
    use super::*;

    fn schedule(when: &str, created_at: &str) -> Schedule {
        let recipient = |to| Recipient { address: Address::new("mail", to).unwrap(), unsubscribed_at: None };
        Schedule {
            name: "monday".into(),
            site: "news.example".parse().unwrap(),
            when: when.parse().unwrap(),
            zone: "Asia/Baku".into(),
            lang: Language::En,
            attach: Vec::new(),
            recipients: vec![recipient("a@news.example"), recipient("b@news.example")],
            created_at: created_at.parse().unwrap(),
        }
    }

    /// The weeks of what is due at a moment, each with the first letter of the addressee, and of what is stale.
    fn check(schedules: &[Schedule], log: &[Delivery], now: &str, due: &[&str], stale: &[&str]) {
        let sites = Sites::new([Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()]);
        let plan = plan(schedules, log, &sites, 10, now.parse().unwrap());
        let told = |list: &[Identity]| -> Vec<String> {
            list.iter().map(|one| format!("{} {}", one.week, &one.address.to()[..1])).collect()
        };
        assert_eq!(
            (told(&plan.due), told(&plan.stale)),
            (due.iter().map(|s| (*s).to_owned()).collect(), stale.iter().map(|s| (*s).to_owned()).collect()),
            "{now}"
        );
    }

    fn delivery(week: &str, to: &str, state: State, begun_at: &str, next_at: Option<&str>) -> Delivery {
        let address = Address::new("mail", to).unwrap();
        let site = "news.example".parse().unwrap();
        let moment = |text: &str| text.parse().unwrap();
        Delivery {
            identity: Identity::new("monday", &site, week.parse().unwrap(), &address),
            state,
            attempts: 1,
            round: 0,
            begun_at: moment(begun_at),
            changed_at: moment(begun_at),
            next_at: next_at.map(moment),
            reason: String::new(),
        }
    }

    #[test]
    fn a_report_is_due_at_its_time_and_not_before() {
        let schedules = [schedule("0 8 * * mon", "2026-11-12T00:00:00Z")];
        check(&schedules, &[], "2026-11-16T03:59:59Z", &[], &[]);
        check(&schedules, &[], "2026-11-16T04:00:00Z", &["2026-W46 a", "2026-W46 b"], &[]);
    }

    #[test]
    fn what_would_have_been_due_before_the_schedule_was_made_is_not() {
        let schedules = [schedule("0 8 * * mon", "2026-11-16T05:00:00Z")];
        check(&schedules, &[], "2026-11-22T00:00:00Z", &[], &[]);
    }

    #[test]
    fn after_weeks_away_the_newest_is_made_up_for_once() {
        let schedules = [schedule("0 8 * * mon", "2026-10-01T00:00:00Z")];
        let log = [delivery("2026-W41", "a@news.example", State::Delivered, "2026-10-12T04:00:00Z", None)];
        check(&schedules, &log, "2026-11-18T12:00:00Z", &["2026-W46 a", "2026-W46 b"], &[]);
        let yearly = [schedule("0 8 1 1 *", "2025-12-01T00:00:00Z")];
        check(&yearly, &[], "2026-11-18T12:00:00Z", &[], &[]);
    }

    #[test]
    fn a_week_is_delivered_once_however_often_its_schedule_comes() {
        let daily = [schedule("0 8 * * *", "2026-10-01T00:00:00Z")];
        let delivered = |to| delivery("2026-W46", to, State::Delivered, "2026-11-16T04:00:00Z", None);
        let log = [delivered("a@news.example"), delivered("b@news.example")];
        check(&daily, &log, "2026-11-19T12:00:00Z", &[], &[]);
        check(&daily, &log[..1], "2026-11-19T12:00:00Z", &["2026-W46 b"], &[]);
    }

    #[test]
    fn what_failed_is_tried_at_its_time_and_what_was_refused_is_not() {
        let schedules = [schedule("0 8 * * mon", "2026-10-01T00:00:00Z")];
        let begun = "2026-11-16T04:00:00Z";
        let log = [
            delivery("2026-W46", "a@news.example", State::Waiting, begun, Some("2026-11-16T04:10:00Z")),
            delivery("2026-W46", "b@news.example", State::Refused, begun, None),
        ];
        check(&schedules, &log, "2026-11-16T04:09:59Z", &[], &[]);
        check(&schedules, &log, "2026-11-16T04:10:00Z", &["2026-W46 a"], &[]);
    }

    #[test]
    fn what_a_crash_broke_off_is_made_again_and_what_is_old_is_given_up() {
        let schedules = [schedule("0 8 * * mon", "2026-10-01T00:00:00Z")];
        let log = [
            delivery("2026-W46", "a@news.example", State::Sending, "2026-11-16T04:00:00Z", None),
            delivery("2026-W43", "b@news.example", State::Sending, "2026-10-26T04:00:00Z", None),
        ];
        check(&schedules, &log, "2026-11-16T04:01:00Z", &["2026-W46 a", "2026-W46 b"], &["2026-W43 b"]);
    }

    #[test]
    fn who_unsubscribed_gets_nothing_not_even_a_repeat() {
        let mut one = schedule("0 8 * * mon", "2026-10-01T00:00:00Z");
        one.recipients[0].unsubscribed_at = Some("2026-11-16T04:05:00Z".parse().unwrap());
        let log = [delivery("2026-W46", "a@news.example", State::Waiting, "2026-11-16T04:00:00Z", None)];
        check(&[one], &log, "2026-11-16T05:00:00Z", &["2026-W46 b"], &[]);
    }

    #[test]
    fn the_week_is_that_of_the_site_and_the_time_that_of_the_schedule() {
        let mut tokyo = schedule("0 1 * * mon", "2026-10-01T00:00:00Z");
        tokyo.zone = "Asia/Tokyo".into();
        // In Baku it is Sunday still, so the last week that is over is the one before.
        check(&[tokyo], &[], "2026-11-15T16:00:00Z", &["2026-W45 a", "2026-W45 b"], &[]);
    }
}
