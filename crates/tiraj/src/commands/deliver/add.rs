//! `tiraj deliver add`: a new schedule.

use anyhow::Context;
use clap::Args;
use jiff::Unit;
use serde_json::json;
use tiraj_delivery::Address;
use tiraj_model::{Clock, Language, ReportFormat, SiteName, SystemClock};

use super::FolderArgs;
use crate::access::Access;
use crate::delivering::{Recipient, Schedule, When};
use crate::output::{print, print_json, say};

/// Deliver a site's weekly report again and again; prints the key that signs what a webhook gets
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj deliver add monday --site news.example --when '0 8 * * mon' --mail editor@news.example --attach xlsx"
)]
pub(crate) struct Add {
    /// What the schedule is called
    name: String,

    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// When, as cron has it: minute, hour, day of the month, month, day of the week
    #[arg(long, value_name = "'M H D M W'", default_value = "0 8 * * mon")]
    when: When,

    /// The zone of that [default: the site's]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,

    /// The report's language: en, az, ru
    #[arg(long, value_name = "LANG", default_value_t = Language::En)]
    lang: Language,

    /// Files to attach to mails: html, xlsx, csv, parquet, json
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    attach: Vec<ReportFormat>,

    /// A mail address that gets it; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    mail: Vec<String>,

    /// A Telegram chat that gets it, a number or @channel; may be given several times
    #[arg(long, value_name = "CHAT", allow_hyphen_values = true)]
    telegram: Vec<String>,

    /// An address that its figures are posted to; may be given several times
    #[arg(long, value_name = "URL")]
    webhook: Vec<String>,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub(super) folder: FolderArgs,
}

impl Add {
    pub(super) async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let schedule = Schedule {
            recipients: self.recipients()?,
            name: self.name,
            site: self.site,
            when: self.when,
            zone: self.zone.unwrap_or(site.timezone),
            lang: self.lang,
            attach: self.attach,
            created_at: SystemClock.now().round(Unit::Second)?,
        };
        let keys = access.add_schedule(&schedule).await?;
        let next = schedule.when.next(schedule.created_at, &schedule.zone());
        let next = next.context("the schedule never comes")?.to_zoned(schedule.zone());
        if self.json {
            let keys: Vec<_> = keys.iter().map(|(to, key)| json!({"webhook": to, "key": key})).collect();
            print_json(&json!({"schedule": schedule, "next": next.timestamp(), "keys": keys}));
            return Ok(());
        }
        for (to, key) in keys {
            say(&format!("{to} checks by this key that what it gets is from here; it is shown this once:"));
            print(&key);
        }
        let shown = next.strftime("%Y-%m-%d %H:%M %Z");
        say(&format!(
            "schedule {} delivers next on {shown}; `tiraj deliver run {}` does so now",
            schedule.name, schedule.name
        ));
        Ok(())
    }

    fn recipients(&self) -> anyhow::Result<Vec<Recipient>> {
        let ways = [("mail", &self.mail), ("telegram", &self.telegram), ("webhook", &self.webhook)];
        let mut recipients: Vec<Recipient> = Vec::new();
        for (way, to) in ways.into_iter().flat_map(|(way, all)| all.iter().map(move |to| (way, to))) {
            let address = Address::new(way, to)?;
            if recipients.iter().all(|known| known.address != address) {
                recipients.push(Recipient { address, unsubscribed_at: None });
            }
        }
        Ok(recipients)
    }
}
