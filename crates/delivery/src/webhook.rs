//! Webhooks: figures as JSON, signed.
//!
//! The header [`SIGNATURE`] reads `t=SECONDS,v1=DIGITS`: the moment of sending, and HMAC-SHA256 under the shared key over `SECONDS.BODY`. Who
//! checks both knows that the body is ours and not an old one sent again; `tiraj-delivery` is the same for repeats of one delivery.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, header};
use jiff::Timestamp;
use serde_json::json;
use url::Url;

use crate::http::Http;
use crate::{Failure, Message, Reach, Secret, sign};

/// The header that holds moment and signature.
pub const SIGNATURE: &str = "tiraj-signature";

/// The header that names the delivery.
const DELIVERY: HeaderName = HeaderName::from_static("tiraj-delivery");

/// Posts to webhooks.
#[derive(Debug, Clone)]
pub struct Webhooks {
    http: Http,
}

impl Webhooks {
    /// Posts to machines within reach; an attempt may take as long as `patience`.
    #[must_use]
    pub const fn new(reach: Reach, patience: Duration) -> Self {
        Self { http: Http { reach, patience } }
    }

    pub(crate) async fn send(
        &self,
        to: &str,
        key: &Secret,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let url = Url::parse(to).map_err(|_| Failure::refused("this is no address of a webhook"))?;
        let body = json!({
            "id": message.id, "subject": message.subject, "summary": message.summary, "link": message.link, "data": message.data,
        });
        let body = body.to_string();
        let seconds = now.as_second();
        let signature = sign(key.reveal().as_bytes(), format!("{seconds}.{body}").as_bytes());
        let signature = format!("t={seconds},v1={signature}");
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (HeaderName::from_static(SIGNATURE), &signature),
            (DELIVERY, &message.id),
        ];
        let answer = self.http.post(&url, &headers, Bytes::from(body), now).await?;
        let words = format!("the webhook answers {}", answer.status);
        match answer.status {
            200..300 => Ok(()),
            300..400 => {
                Err(Failure::refused(format!("{words}, a redirect; use the address that it leads to")))
            }
            429 | 500.. => Err(Failure::failed(words).after(answer.retry_after)),
            _ => Err(Failure::refused(words)),
        }
    }
}
