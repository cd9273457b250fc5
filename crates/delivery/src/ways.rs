//! All ways, as far as they are set up.

use jiff::Timestamp;

use crate::{Address, Failure, Message, Relay, Secret, Telegram, Webhooks};

/// The ways that are set up.
#[derive(Debug, Clone)]
pub struct Ways {
    /// For mail.
    pub relay: Option<Relay>,
    /// For Telegram.
    pub telegram: Option<Telegram>,
    /// For webhooks.
    pub webhooks: Webhooks,
}

impl Ways {
    /// Makes one attempt, at `now`. `key` signs what is sent to a webhook.
    ///
    /// # Errors
    /// Where the message was refused or did not come through. After an attempt that was broken off, it may have come through all the same.
    pub async fn send(
        &self,
        address: &Address,
        key: &Secret,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), Failure> {
        match address {
            Address::Mail(to) => {
                let relay = self.relay.as_ref();
                relay
                    .ok_or_else(|| Failure::failed("no mail server is set; see mail.smtp"))?
                    .send(to, message, now)
                    .await
            }
            Address::Telegram(chat) => {
                let bot = self.telegram.as_ref();
                bot.ok_or_else(|| Failure::failed("no bot is set; see telegram.token_file"))?
                    .send(chat, message, now)
                    .await
            }
            Address::Webhook(to) => self.webhooks.send(to, key, message, now).await,
        }
    }
}

#[cfg(test)]
mod tests;
