//! What a token opens, and what it does not.

use tiraj_model::{Scope, Token, TokenSecret, Tokens};

use super::*;

/// A service that knows a token for `news.example`, and the header that shows it.
fn service(scopes: &[Scope]) -> (Service, Tokens, String) {
    let secret = TokenSecret::from_bytes(&[7; 32]);
    let sites = vec!["news.example".parse().unwrap()];
    let made_at = jiff::Timestamp::UNIX_EPOCH;
    let tokens = Tokens::new([Token::new("cms", &secret, sites, scopes.to_vec(), made_at).unwrap()]);
    let service = Service::with(Options { tokens: tokens.clone(), ..Options::default() });
    (service, tokens, format!("Bearer {}", secret.reveal()))
}

async fn send(service: &Service, credentials: &str, event: &Value) -> Answer {
    let headers = [("authorization", credentials)];
    service.send("POST", "/api/events", &headers, event.to_string()).await
}

/// An event as only a trusted sender may tell it.
fn trusted_event() -> Value {
    let mut event = event("/a");
    event["ip"] = json!("2001:db8::1");
    event["user_agent"] = json!(CHROME);
    event["ts"] = json!(0);
    event
}

#[track_caller]
fn assert_unauthorised(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert!(answer.header("www-authenticate").starts_with("Bearer "));
    assert_eq!(answer.json()["error"]["code"], "unauthorized");
}

#[tokio::test]
async fn a_token_is_believed_for_addresses_agents_and_any_past_time() {
    let (service, _, bearer) = service(&[Scope::Events]);
    let answer = send(&service, &bearer, &trusted_event()).await;
    assert_eq!((answer.status, &answer.json()["accepted"]), (StatusCode::ACCEPTED, &json!(1)));
    assert_eq!(service.newsroom.views("/a"), 1);
    let mut future = trusted_event();
    future["ts"] = json!(4_102_444_800_000_i64);
    assert_eq!(send(&service, &bearer, &future).await.json()["results"][0]["reason"], "time");
}

#[tokio::test]
async fn without_a_token_the_fields_of_trusted_senders_are_refused_by_name() {
    let (service, ..) = service(&[Scope::Events]);
    for field in ["ip", "user_agent"] {
        let mut event = event("/a");
        event[field] = trusted_event()[field].clone();
        let answer = service.post("/api/events", event.to_string()).await.json();
        assert_eq!(answer["results"][0]["reason"], "untrusted");
        assert!(answer["results"][0]["message"].as_str().unwrap().contains("tiraj token create"));
    }
}

#[tokio::test]
async fn a_token_speaks_for_its_sites_only() {
    let (service, _, bearer) = service(&[Scope::Events]);
    let mut elsewhere = event("/a");
    elsewhere["site"] = json!("demo.tiraj");
    let answer = send(&service, &bearer, &json!([elsewhere, event("/a")])).await.json();
    assert_eq!((&answer["results"][0]["reason"], &answer["accepted"]), (&json!("untrusted"), &json!(1)));
}

#[tokio::test]
async fn wrong_revoked_and_unscoped_tokens_are_never_taken_for_none() {
    let (service, tokens, bearer) = service(&[Scope::Events]);
    for wrong in ["Bearer", "Bearer trj_", &format!("{bearer}x"), &bearer[..bearer.len() - 1]] {
        assert_unauthorised(&send(&service, wrong, &event("/a")).await);
    }
    assert_eq!(send(&service, &bearer, &event("/a")).await.status, StatusCode::ACCEPTED);
    tokens.replace([]);
    assert_unauthorised(&send(&service, &bearer, &event("/a")).await);
    let (service, _, bearer) = self::service(&[Scope::Stats]);
    let answer = send(&service, &bearer, &event("/a")).await;
    assert_unauthorised(&answer);
    assert!(answer.text().contains("`events`"));
    assert_eq!(service.newsroom.views("/a"), 0);
}

#[tokio::test]
async fn a_sites_password_is_no_token() {
    let (service, ..) = service(&[Scope::Events]);
    assert_eq!(send(&service, "Basic dTpw", &event("/a")).await.status, StatusCode::ACCEPTED);
}
