//! The pixel, which is a picture whatever becomes of the view.

use super::*;

#[tokio::test]
async fn the_pixel_is_always_a_picture() {
    let service = Service::new();
    for (uri, dropped) in [
        ("/p.gif?site=news.example&url=https%3A%2F%2Fnews.example%2Fa", ""),
        ("/p.gif?site=other.example&url=https://news.example/a", "unknown_site"),
        ("/p.gif", "missing_field"),
        ("/p.gif?site=%FF&url=%00", "unknown_site"),
    ] {
        let answer = service.get(uri).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/gif"), "{uri}");
        assert!(answer.body.starts_with(b"GIF89a") && answer.body.ends_with(b";"));
        assert_eq!((answer.header("cache-control"), answer.header("x-tiraj-dropped")), ("no-store", dropped));
    }
    assert_eq!(service.newsroom.views("/a"), 1);
}

#[tokio::test]
async fn a_pixel_with_an_id_counts_once_and_one_without_a_body_never() {
    let service = Service::new();
    let uri = "/p.gif?site=news.example&url=https://news.example/a&platform=instant_view&id=1";
    service.get(uri).await;
    service.get(uri).await;
    let head = service.send("HEAD", &uri.replace("id=1", "id=2"), &[], Body::empty()).await;
    assert_eq!((head.status, head.header("content-type"), head.body.len()), (StatusCode::OK, "image/gif", 0));
    assert_eq!(head.header("cache-control"), "no-store");
    assert_eq!(service.newsroom.views("/a"), 1);
}

#[tokio::test]
async fn a_query_without_end_is_answered_and_dropped() {
    let service = Service::new();
    let long = format!("/p.gif?site=news.example&url=https://news.example/a&title={}", "x".repeat(60_000));
    let answer = service.get(&long).await;
    assert_eq!((answer.status, answer.header("x-tiraj-dropped")), (StatusCode::OK, "too_long"));
}
