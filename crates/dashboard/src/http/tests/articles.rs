//! The pages of articles, of sections and authors, of sources and of trends.

use tiraj_model::Channel;

use super::*;

/// A story in two languages by two authors, one of them read with a pause, and a page that nobody described.
async fn fill_newsroom(store: &Store) {
    let from = |event: Event, channel, source: &str| Event { channel, source: source.into(), ..event };
    let events = [
        from(view("2026-11-20T08:10:00Z", "/az/metro", 1), Channel::Search, "Google"),
        from(view("2026-11-20T09:10:00Z", "/az/metro", 2), Channel::Messaging, "Telegram"),
        Event {
            engaged_ms: 30_000,
            kind: tiraj_model::EventKind::Engage,
            ..view("2026-11-20T09:11:00Z", "/az/metro", 2)
        },
        share("2026-11-20T09:12:00Z", "/az/metro", 2, ShareNetwork::Telegram),
        from(view("2026-11-20T09:14:00Z", "/ru/metro", 2), Channel::Internal, "news.example"),
        from(view("2026-11-23T08:10:00Z", "/az/metro", 3), Channel::Messaging, "Telegram"),
        view("2026-11-23T09:10:00Z", "/about", 3),
    ];
    store_events(store, &events).await;
    let meta = ArticleMeta {
        title: "Metroda <yeni> stansiya".into(),
        section: "Cəmiyyət".into(),
        authors: vec!["Aygün Məmmədova".into(), "=cmd".into()],
        lang: "az".into(),
        tags: vec!["metro".into()],
        word_count: Some(166),
        published_at: Some(at("2026-11-20T08:00:00Z")),
        translations: [("ru".into(), "/ru/metro".into())].into(),
        ..ArticleMeta::default()
    };
    let russian = ArticleMeta {
        title: "Метро".into(),
        lang: "ru".into(),
        section: "Общество".into(),
        ..ArticleMeta::default()
    };
    let article = |path: &str, meta| Article::new(site().name, path.into(), ArticleOrigin::Cms, meta);
    let articles = [article("/az/metro", meta), article("/ru/metro", russian)];
    store.upsert_articles(&site(), &articles, Saying::at(at(NOW))).await.unwrap();
    let (from, to) = (at("2026-11-16T00:00:00Z"), at("2026-11-23T09:00:00Z"));
    store.recompute_hours("news.example", from, to).await.unwrap();
    store.recompute_days(&site(), from, to, at(NOW)).await.unwrap();
}

#[track_caller]
fn assert_tells(html: &str, expected: &[&str]) {
    let page = text(html);
    for words in expected {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&words), "{words} is not in:\n{page}");
    }
    assert!(!html.contains("<yeni>"), "a headline is no markup");
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_are_listed_filtered_sorted_and_kept_as_files() {
    let database = TestDatabase::new().await;
    fill_newsroom(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let (status, _, html) = get(&pages, "/stories?period=7d").await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let expected = [
        "3 articles with 5 views and 1 share.",
        "Metroda &#60;yeni&#62; stansiya Cəmiyyət 20 Nov 2026, 12:00 3 3 1 –",
        "/about – 1 1 0 –",
    ];
    assert_tells(&html, &expected);
    assert!(html.contains("/story?site=news.example&#38;path=%2Faz%2Fmetro"), "{html}");

    for (filter, found) in [
        ("section=C%C9%99miyy%C9%99t", "1 article with 3 views"),
        ("author=Ayg%C3%BCn+M%C9%99mm%C9%99dova", "1 article with 3 views"),
        ("lang=ru", "1 article with 1 view and"),
        ("tag=metro", "1 article with 3 views"),
        ("q=METRO", "2 articles with 4 views"),
        ("q=about", "1 article with 1 view"),
        ("section=%27%20OR%201=1--", "0 articles with 0 views and 0 shares."),
    ] {
        let (_, _, html) = get(&pages, &format!("/stories?period=7d&{filter}")).await;
        assert!(text(&html).contains(found), "{filter}: {}", text(&html));
    }
    let (_, _, html) = get(&pages, "/stories?period=7d&sort=published&dir=asc").await;
    assert!(html.contains(r#"aria-sort="ascending""#));

    let (_, headers, csv) =
        get(&pages, "/stories?period=7d&format=csv&columns=authors&columns=views.completion.engaged").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let kept_as = "attachment; filename=\"news.example-stories-2026-11-17-2026-11-23.csv\"";
    assert_eq!(headers[header::CONTENT_DISPOSITION], kept_as);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "\u{feff}title,path,authors,views,engaged,completion");
    // 30 seconds over three views, of the minute that 166 words take.
    assert_eq!(lines[1], "Metroda <yeni> stansiya,/az/metro,\"Aygün Məmmədova, =cmd\",3,10,0.166667");
    let (_, headers, _) = get(&pages, "/stories?format=xlsx").await;
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_has_a_page_under_any_of_its_addresses() {
    let database = TestDatabase::new().await;
    fill_newsroom(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let (status, _, html) = get(&pages, "/story?path=/az/metro").await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let expected = [
        "Metroda &#60;yeni&#62; stansiya",
        "Views 3 Readers 3 Shares 1 33\u{a0}% of views",
        "67\u{a0}% of its views came from messengers, most of them from Telegram.",
        "1 reader went on, most often to “Метро”.",
        "Метро ru 1",
        "Time a view 10\u{a0}s",
        "Telegram 1 100\u{a0}%",
        "166 words",
    ];
    assert_tells(&html, &expected);
    let (status, _, svg) = get(&pages, "/charts/life.svg?path=/az/metro").await;
    assert!(status == StatusCode::OK && svg.contains("</svg>"), "{svg}");
    let (status, _, html) = get(&pages, "/story?path=/about").await;
    assert!(status == StatusCode::OK && text(&html).contains("Views 1"), "{html}");
    let (status, _, html) = get(&pages, "/story?path=/%3Cscript%3E").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(html.contains("Nobody has opened or described"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sections_authors_languages_and_sources_have_pages() {
    let database = TestDatabase::new().await;
    fill_newsroom(database.store()).await;
    let pages = pages(database.store(), [site()]);
    for (path, expected) in [
        ("/sections", "Cəmiyyət 3 60\u{a0}% – – 3 1 33\u{a0}% 1 100\u{a0}%"),
        ("/authors", "Aygün Məmmədova 3 50\u{a0}%"),
        ("/languages", "ru 1 20\u{a0}%"),
        ("/sources", "Telegram 1 2 2"),
        ("/sources", "Visits"),
    ] {
        let (status, _, html) = get(&pages, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        assert_tells(&html, &[expected]);
        assert!(html.contains("</svg>") && html.contains(r#"aria-current="page""#), "{path}");
    }
    let (_, _, html) = get(&pages, "/sections?from=2026-11-23&to=2026-11-23").await;
    assert_tells(&html, &["Cəmiyyət 1 50\u{a0}%"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn trends_of_a_young_site_say_so() {
    let database = TestDatabase::new().await;
    fill_newsroom(database.store()).await;
    let (status, _, html) = get(&pages(database.store(), [site()]), "/trends").await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert_tells(&html, &["Nothing. Hours are held against", "No article rose by more than chance."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_site_without_events_are_readable() {
    let database = TestDatabase::new().await;
    let pages = pages(database.store(), [site()]);
    for path in ["/stories", "/sections", "/authors", "/languages", "/sources", "/trends", "/quality"] {
        let (status, _, html) = get(&pages, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        assert!(!html.contains("NaN") && !html.contains("inf"), "{path}");
    }
}
