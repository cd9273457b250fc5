//! How often a password may be tried: by an address, and for an account, whether that exists or not.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use tiraj_callers::Rates;
use tiraj_callers::subject_of;
use tiraj_model::TokenDigest;

use super::refusal::Refusal;

/// Attempts a minute from one address: an office may share one.
const PER_ADDRESS: u32 = 30;

/// Attempts a minute for one account, or one share link.
const PER_ACCOUNT: u32 = 10;

/// Lines of the audit log a minute about failures for one account.
const LINES_PER_ACCOUNT: u32 = 1;

/// How many addresses and accounts are remembered.
const KEYS: usize = 1 << 14;

/// The attempts of late. Clones count together.
#[derive(Debug, Clone)]
pub(super) struct Attempts {
    addresses: Arc<Rates<IpAddr>>,
    accounts: Arc<Rates<TokenDigest>>,
    lines: Arc<Rates<TokenDigest>>,
}

impl Default for Attempts {
    fn default() -> Self {
        let (addresses, accounts, lines) = (Rates::new(KEYS), Rates::new(KEYS), Rates::new(KEYS));
        Self { addresses: Arc::new(addresses), accounts: Arc::new(accounts), lines: Arc::new(lines) }
    }
}

impl Attempts {
    /// Counts an attempt.
    ///
    /// # Errors
    /// When there were too many. The answer is the same whether the account exists.
    pub(super) fn take(&self, address: IpAddr, account: &str, now: Timestamp) -> Result<(), Refusal> {
        let by_address = self.addresses.take(&subject_of(address), PER_ADDRESS, now);
        let taken = by_address.and_then(|()| self.accounts.take(&TokenDigest::of(account), PER_ACCOUNT, now));
        taken.map_err(|wait| {
            let seconds = wait.as_secs() + 1;
            let message = format!("Too many attempts. Wait {seconds} seconds, and try again.");
            Refusal::rate_limited(message, wait)
        })
    }

    /// Whether a failure is noted: an attack must not push everything else out of the log.
    pub(super) fn is_noted(&self, account: &str, now: Timestamp) -> bool {
        self.lines.take(&TokenDigest::of(account), LINES_PER_ACCOUNT, now).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_and_an_address_have_their_limits() {
        let (attempts, now) = (Attempts::default(), Timestamp::UNIX_EPOCH);
        let from = |last: u8| IpAddr::from([192, 0, 2, last]);
        let passed = |tries: usize, account: &dyn Fn(usize) -> String, last: &dyn Fn(usize) -> u8| {
            (0..tries).filter(|n| attempts.take(from(last(*n)), &account(*n), now).is_ok()).count()
        };
        assert_eq!(passed(50, &|_| "a@b".into(), &|n| n as u8), 10, "from wherever they come");
        assert_eq!(passed(50, &|n| format!("{n}@b"), &|_| 200), 30, "for whomever they are");
        assert!(attempts.is_noted("a@b", now) && !attempts.is_noted("a@b", now));
    }
}
