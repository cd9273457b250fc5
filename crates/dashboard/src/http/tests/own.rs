//! What authors see: the figures of their own pieces, and no others.

use http::StatusCode;
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, Role};
use tiraj_store::Saying;
use tiraj_testkit::{TestDatabase, at, site};

use super::desk::{open, sign_in};
use super::{NOW, dashboard, fill, text};
use crate::router;

#[tokio::test(flavor = "multi_thread")]
async fn an_author_sees_the_figures_of_own_pieces_and_no_others() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let describe = |path: &str, title: &str, authors: &[&str]| {
        let authors = authors.iter().map(|author| (*author).into()).collect();
        // Theirs tells mine in another language.
        let translations = [("ru".into(), "/b".into())].into();
        let meta = ArticleMeta { title: title.into(), authors, translations, ..ArticleMeta::default() };
        Article::new(site().name, path.into(), ArticleOrigin::Cms, meta)
    };
    // The person's name in other letters, and somebody else's piece.
    let articles = [
        describe("/a", "Mine", &["R. Quliyev", "AYGÜN  MƏMMƏDOVA"]),
        describe("/b", "Theirs", &["Aygün Məmmədova-Əliyeva"]),
    ];
    database.store().upsert_articles(&site(), &articles, Saying::at(at(NOW))).await.unwrap();
    let dashboard = dashboard(database.store(), [site()]);
    let cookie = sign_in(&dashboard.people, "author@news.example", Role::Author, &["news.example"]);
    let stranger = sign_in(&dashboard.people, "none@news.example", Role::Author, &["other.example"]);
    let owner = sign_in(&dashboard.people, "owner@news.example", Role::Owner, &[]);
    let pages = router(dashboard);

    assert_eq!(open(&pages, "/", &cookie).await.location(), "/own?site=news.example");
    let own = open(&pages, "/own", &cookie).await;
    let words = text(&own.body);
    assert!(words.contains("Mine") && words.contains("3 3 2"), "{words}");
    assert!(!words.contains("Theirs"), "{words}");
    for (path, status) in [
        ("/api/v1/articles?path=/a", StatusCode::OK),
        ("/api/v1/articles?path=/b", StatusCode::FORBIDDEN),
        ("/api/v1/articles?path=/none", StatusCode::FORBIDDEN),
        ("/api/v1/articles", StatusCode::FORBIDDEN),
        ("/api/v1/articles?path=/a&path=/b", StatusCode::BAD_REQUEST),
        ("/story?path=/a", StatusCode::OK),
        ("/story?path=/b", StatusCode::FORBIDDEN),
        ("/api/v1/stats/articles", StatusCode::FORBIDDEN),
        ("/reports/weekly", StatusCode::FORBIDDEN),
        ("/charts/today.svg", StatusCode::FORBIDDEN),
        ("/live", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(open(&pages, path, &cookie).await.status, status, "{path}");
    }
    let others = "The same story in other languages";
    assert!(open(&pages, "/story?path=/a", &owner).await.body.contains(others));
    assert!(!open(&pages, "/story?path=/a", &cookie).await.body.contains(others));
    assert_eq!(open(&pages, "/own?site=news.example", &stranger).await.status, StatusCode::FORBIDDEN);
}
