//! Ending a delivery from within it: links that only who got the message has.
//!
//! A link holds the schedule's name and a signature over schedule and addressee. It names nobody, needs no sign-in, and cannot be made up without the folder's
//! key. From the same key the one is derived by which messages to a webhook are signed.

use std::path::Path;

use anyhow::Context;
use tiraj_delivery::{Address, Secret, sign, verifies};

use super::Schedule;
use crate::data_folder::write_privately;

/// The key of a data folder.
#[derive(Debug, Clone)]
pub(crate) struct Key(Secret);

impl Key {
    /// Reads the key, or draws it where there is none yet.
    pub(crate) fn open(path: &Path, draw: impl FnOnce(&mut [u8; 32])) -> anyhow::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self(Secret::new(&text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                draw(&mut bytes);
                let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                write_privately(path, text.as_bytes())?;
                Ok(Self(Secret::new(&text)))
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// The token by which an addressee ends a schedule.
    pub(crate) fn token(&self, schedule: &str, address: &Address) -> String {
        format!("{schedule}.{}", sign(self.bytes(), &said("unsubscribe", schedule, address)))
    }

    /// Whose token it is.
    pub(crate) fn find<'a>(
        &self,
        token: &str,
        schedules: &'a [Schedule],
    ) -> Option<(&'a Schedule, &'a Address)> {
        let (name, signature) = token.rsplit_once('.')?;
        let schedule = schedules.iter().find(|schedule| schedule.name == name)?;
        let addresses = schedule.recipients.iter().map(|one| &one.address);
        let is_theirs =
            |address: &&Address| verifies(self.bytes(), &said("unsubscribe", name, address), signature);
        addresses.into_iter().find(is_theirs).map(|address| (schedule, address))
    }

    /// The key by which messages to a webhook are signed.
    pub(crate) fn webhook(&self, schedule: &str, address: &Address) -> Secret {
        Secret::new(&sign(self.bytes(), &said("webhook", schedule, address)))
    }

    fn bytes(&self) -> &[u8] {
        self.0.reveal().as_bytes()
    }
}

/// What is signed.
fn said(what: &str, schedule: &str, address: &Address) -> Vec<u8> {
    [what, schedule, address.way(), address.to()].join("\0").into_bytes()
}

#[cfg(test)]
mod tests {
    use tiraj_model::Language;

    use super::super::Recipient;
    use super::*;

    #[test]
    fn a_token_is_its_addressees_and_cannot_be_made_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = Key::open(&path, |bytes| bytes.fill(7)).unwrap();
        let again = Key::open(&path, |_| panic!("it is there")).unwrap();
        let address = |to| Address::new("mail", to).unwrap();
        let schedule = |name: &str| Schedule {
            name: name.into(),
            site: "news.example".parse().unwrap(),
            when: "0 8 * * mon".parse().unwrap(),
            zone: "UTC".into(),
            lang: Language::En,
            attach: Vec::new(),
            recipients: ["a@x.example", "b@x.example"]
                .map(|to| Recipient { address: address(to), unsubscribed_at: None })
                .into(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let schedules = [schedule("monday"), schedule("mon.day")];
        for (name, to) in [("monday", "b@x.example"), ("mon.day", "a@x.example")] {
            let token = key.token(name, &address(to));
            assert!(!token.contains('@'), "it names nobody: {token}");
            let (found, whose) = again.find(&token, &schedules).unwrap();
            assert_eq!((found.name.as_str(), whose), (name, &address(to)));
        }
        let good = key.token("monday", &address("a@x.example"));
        let other = good.replace("monday", "mon.day");
        for bad in ["", "monday", "monday.", &good[..good.len() - 2], &other] {
            assert!(key.find(bad, &schedules).is_none(), "{bad}");
        }
        let foreign = Key::open(&folder.path().join("other"), |bytes| bytes.fill(8)).unwrap();
        assert!(foreign.find(&good, &schedules).is_none());
    }
}
