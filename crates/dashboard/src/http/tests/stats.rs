//! The stats API over the real engine: given this newsroom, ask this, get that.

use serde_json::{Value, json};

use super::*;

/// Holds an answer against the schema of its address.
fn check(name: &str, answer: &Value) {
    let document = crate::http::openapi::document();
    let mut schema = document.clone();
    schema["$ref"] = json!(format!("#/components/schemas/{name}"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?}\n{answer}");
}

async fn json_of(pages: &Router, path: &str) -> Value {
    let (status, _, body) = get(pages, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

async fn post(pages: &Router, body: &Value) -> (StatusCode, Value) {
    let request = Request::post("/api/v2/query").body(Body::from(body.to_string())).unwrap();
    let response = pages.clone().oneshot(request).await.unwrap();
    let status = response.status();
    (status, serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap())
}

#[tokio::test]
async fn a_summary_is_compared_with_as_much_of_another_time() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let answer =
        json_of(&pages, "/api/v1/stats/summary?metrics=views,readers,shares,share_rate,visits,bounce_rate")
            .await;
    check("summary", &answer);
    assert_eq!(answer["figures"]["views"], 4);
    assert_eq!(answer["figures"]["readers"], 3);
    assert_eq!(answer["figures"]["share_rate"], 0.5);
    assert_eq!((&answer["from"], &answer["before"]), (&json!("2026-11-23"), &Value::Null));
    let week = "/api/v1/stats/summary?compare=custom&compare_from=2026-11-16&compare_to=2026-11-16";
    let answer = json_of(&pages, week).await;
    check("summary", &answer);
    assert_eq!(
        answer["before"],
        json!({"from": "2026-11-16", "to": "2026-11-16", "figures": {"views": 3, "readers": 3}})
    );
    let answer =
        json_of(&pages, "/api/v1/stats/summary?from=2026-11-22&to=2026-11-22&compare=previous_period").await;
    assert_eq!(answer["before"]["from"], "2026-11-21");
    assert_eq!(answer["figures"], json!({"views": 0, "readers": 0}));
}

#[tokio::test]
async fn a_time_series_has_every_piece() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let answer = json_of(
        &pages,
        "/api/v1/stats/timeseries?period=7d&metrics=views,share_rate&compare=previous_period",
    )
    .await;
    check("timeseries", &answer);
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["time"]), (7, &json!("2026-11-17")));
    assert_eq!(rows[0]["figures"], json!({"views": 0, "share_rate": null}));
    assert_eq!(rows[6], json!({"time": "2026-11-23", "figures": {"views": 4, "share_rate": 0.5}}));
    assert_eq!(answer["before"]["rows"][6]["figures"]["views"], 3);
    let hours = json_of(&pages, "/api/v1/stats/timeseries").await;
    check("timeseries", &hours);
    let rows = hours["rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["time"]),
        (14, &json!("2026-11-23T00:00:00+04:00")),
        "hours that have begun"
    );
    assert_eq!(rows[12]["figures"]["views"], 2);
    for interval in ["week", "month"] {
        let answer =
            json_of(&pages, &format!("/api/v1/stats/timeseries?period=28d&interval={interval}")).await;
        check("timeseries", &answer);
        let views: u64 = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["figures"]["views"].as_u64().unwrap())
            .sum();
        assert_eq!(views, 7, "{interval}");
    }
}

#[tokio::test]
async fn a_breakdown_is_sorted_filtered_and_paged() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let base = "/api/v1/stats/breakdown?period=7d&dimensions=path&metrics=views,readers,visits";
    let answer = json_of(&pages, base).await;
    check("breakdown", &answer);
    assert_eq!(answer["total"], 2);
    assert_eq!(
        answer["rows"][0],
        json!({"values": {"path": "/a"}, "figures": {"views": 3, "readers": 3, "visits": 3}})
    );
    let second = json_of(&pages, &format!("{base}&limit=1&offset=1&sort=-views")).await;
    assert_eq!((&second["total"], &second["rows"][0]["values"]["path"]), (&json!(2), &json!("/b")));
    let by_path = json_of(&pages, &format!("{base}&sort=-path")).await;
    assert_eq!(by_path["rows"][0]["values"]["path"], "/b");
    let compared = json_of(&pages, &format!("{base}&compare=previous_period")).await;
    check("breakdown", &compared);
    assert_eq!(compared["rows"][1]["before"]["views"], 3);
    let sections =
        "/api/v1/stats/breakdown?dimensions=section,path&filter=section:is:A%26B&filter=path:is_not:/b";
    let answer = json_of(&pages, sections).await;
    assert_eq!(
        answer["rows"],
        json!([{"values": {"section": "A&B", "path": "/a"}, "figures": {"views": 3, "readers": 3}}])
    );
    let networks = json_of(&pages, "/api/v1/stats/breakdown?dimensions=network&metrics=shares").await;
    assert_eq!(networks["rows"][0], json!({"values": {"network": "copy_link"}, "figures": {"shares": 1}}));
}

#[tokio::test]
async fn every_answer_comes_in_every_form() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    for route in crate::http::openapi::STATS {
        let query = if route.path.ends_with("breakdown") { "?dimensions=title&" } else { "?" };
        let path = format!("{}{query}format=", route.path);
        let (name, _) = (route.path.rsplit('/').next().unwrap(), ());
        check(name, &json_of(&pages, &format!("{path}json")).await);
        let (status, headers, csv) = get(&pages, &format!("{path}csv")).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"text/csv; charset=utf-8".parse().unwrap())
        );
        assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"), "{path}: {csv}");
        let request = Request::get(format!("{}{query}", route.path))
            .header(header::ACCEPT, "application/vnd.apache.arrow.stream");
        let response = pages.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let read = arrow::ipc::reader::StreamReader::try_new(&bytes[..], None).unwrap();
        let rows: usize = read.map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(rows, csv.trim_end().split("\r\n").count() - 1, "{path}");
    }
}

#[tokio::test]
async fn texts_that_a_spreadsheet_would_run_are_texts() {
    let database = TestDatabase::new().await;
    let mut event = view("2026-11-23T09:00:00Z", "/a", 1);
    event.source = "=HYPERLINK(\"http://x\")".into();
    store_events(database.store(), &[event]).await;
    let pages = pages(database.store(), [site()]);
    let (_, _, csv) =
        get(&pages, "/api/v1/stats/breakdown?dimensions=source&format=csv&filter=path:is:/a").await;
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\",1,1"), "{csv}");
}

#[tokio::test]
async fn every_parameter_that_is_told_is_taken() {
    let database = TestDatabase::new().await;
    let pages = pages(database.store(), [site()]);
    for route in crate::http::openapi::STATS {
        for parameter in route.parameters {
            let mut query = format!("{}={}", parameter.name, parameter.example.replace(':', "%3A"));
            let others = match parameter.name {
                "compare_from" => "&compare=custom&compare_to=2026-11-04",
                "compare_to" => "&compare=custom&compare_from=2026-11-01",
                _ => "",
            };
            query.push_str(others);
            if route.path.ends_with("breakdown") && parameter.name != "dimensions" {
                query.push_str("&dimensions=section");
            }
            let (status, _, body) = get(&pages, &format!("{}?{query}", route.path)).await;
            assert_eq!(status, StatusCode::OK, "{}?{query}: {body}", route.path);
        }
    }
}

#[tokio::test]
async fn rubbish_is_refused_in_plain_words() {
    let database = TestDatabase::new().await;
    let pages = pages(database.store(), [site()]);
    let long = "x".repeat(5_000);
    let many = "&filter=path:is:/a".repeat(101);
    let seven: String = ["path", "source", "country", "device", "os", "city", "region"]
        .map(|dimension| format!("&filter={dimension}:is:x"))
        .concat();
    for query in [
        "summary?metrics=clicks",
        "summary?metrics=views,views",
        "summary?metric=views",
        "summary?site=&site=news.example&site=news.example",
        "summary?from=2026-02-30",
        "summary?from=2026-11-23&to=2026-11-01",
        "summary?from=1000-01-01&to=2026-11-01",
        "summary?from=-9999-01-01&to=-9999-01-02&compare=previous_year",
        "summary?period=7d&from=2026-11-01",
        "summary?period=%F0%9F%98%80",
        "summary?compare=custom",
        "summary?compare=yes",
        "summary?compare_from=2026-11-01",
        "summary?format=xml",
        "summary?filter=path",
        "summary?filter=path:like:/a",
        "summary?filter=reader:is:1",
        "summary?filter=path:contains:",
        "summary?filter=authors:is:A&filter=authors:is_not:B",
        &format!("summary?filter=path:is:{long}"),
        &format!("summary?x=1{many}"),
        &format!("summary?metrics=views{many}"),
        &format!("summary?metrics=views{seven}"),
        "timeseries?interval=minute",
        "timeseries?interval=hour&from=2025-01-01&to=2026-11-01",
        "breakdown",
        "breakdown?dimensions=path,source,country,device",
        "breakdown?dimensions=ip",
        "breakdown?dimensions=path&limit=0",
        "breakdown?dimensions=path&limit=1001",
        "breakdown?dimensions=path&limit=99999999999999999999",
        "breakdown?dimensions=path&offset=-1",
        "breakdown?dimensions=path&sort=-clicks",
        "breakdown?dimensions=path&sort=source",
    ] {
        let (status, _, body) = get(&pages, &format!("/api/v1/stats/{query}")).await;
        let told: Value = serde_json::from_str(&body).unwrap();
        let shown: String = query.chars().take(80).collect();
        assert_eq!(
            (status, &told["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("malformed_request")),
            "{shown}: {body}"
        );
        check("refusal", &told);
    }
    let (status, ..) = get(&pages, "/api/v1/stats/summary?site=other.example").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let odd = "filter=path:is:%00&filter=path:is:'&filter=title:contains:%D1%8B%5C&filter=source:is:";
    json_of(&pages, &format!("/api/v1/stats/breakdown?dimensions=path&{odd}")).await;
}

#[tokio::test]
async fn a_token_reads_the_figures_of_its_sites_and_is_never_taken_for_none() {
    let database = TestDatabase::new().await;
    let pages =
        pages(database.store(), [site(), Site::new("other.example".parse().unwrap(), "UTC").unwrap()]);
    for (shown, path, expected) in [
        (secret(3).reveal(), "summary?site=news.example", StatusCode::OK),
        (secret(3).reveal(), "summary?site=other.example", StatusCode::FORBIDDEN),
        (secret(3).reveal(), "live?site=other.example", StatusCode::FORBIDDEN),
        (secret(2).reveal(), "ledger?site=news.example", StatusCode::FORBIDDEN),
        ("trj_nobody", "articles?site=news.example", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::get(format!("/api/v1/stats/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {shown}"));
        let response = pages.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait() {
    let database = TestDatabase::new().await;
    let clock = Arc::new(ManualClock::at(NOW));
    let dashboard =
        Dashboard { clock: clock.clone(), questions_per_minute: 2, ..dashboard(database.store(), [site()]) };
    let cookie = desk::sign_in(&dashboard.people, "owner@news.example", Role::Owner, &[]);
    let pages = router(dashboard);
    let ask = async |peer: &str, token: Option<&str>| {
        let mut request = Request::get("/api/v1/stats/summary").body(Body::empty()).unwrap();
        let peer: std::net::SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let (name, value) = match token {
            Some(token) => (header::AUTHORIZATION, format!("Bearer {token}")),
            None => (header::COOKIE, cookie.clone()),
        };
        request.headers_mut().insert(name, value.parse().unwrap());
        pages.clone().oneshot(request).await.unwrap()
    };
    let token = secret(3);
    for asker in [("192.0.2.1:1", None), ("192.0.2.2:1", None), ("192.0.2.1:1", Some(token.reveal()))] {
        assert_eq!(ask(asker.0, asker.1).await.status(), StatusCode::OK);
        assert_eq!(ask(asker.0, asker.1).await.status(), StatusCode::OK);
        let refused = ask(asker.0, asker.1).await;
        assert_eq!(
            (refused.status(), &refused.headers()[header::RETRY_AFTER]),
            (StatusCode::TOO_MANY_REQUESTS, &"30".parse().unwrap())
        );
        let told: Value =
            serde_json::from_slice(&refused.into_body().collect().await.unwrap().to_bytes()).unwrap();
        check("refusal", &told);
    }
    clock.turn(jiff::SignedDuration::from_secs(30));
    assert_eq!(ask("192.0.2.1:9", None).await.status(), StatusCode::OK);
    for _ in 0..5 {
        assert_eq!(ask("127.0.0.1:1", None).await.status(), StatusCode::OK, "the operator's own machine");
    }
}

#[tokio::test]
async fn plausibles_questions_are_answered_as_it_answers() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let (status, answer) = post(&pages, &json!({
        "site_id": "news.example", "metrics": ["visitors", "pageviews", "bounce_rate"], "date_range": "7d",
        "filters": [["is", "event:page", ["/a"]]],
    })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // The visit to /a and /b does no bounce, nor does the one with a share.
    assert_eq!(answer["results"], json!([{"dimensions": [], "metrics": [3, 3, 33]}]));
    assert_eq!(
        answer["query"]["date_range"],
        json!(["2026-11-17T00:00:00+04:00", "2026-11-23T23:59:59+04:00"])
    );
    let (_, answer) = post(
        &pages,
        &json!({
            "site_id": "news.example", "metrics": ["visitors"], "date_range": ["2026-11-15", "2026-11-23"],
            "dimensions": ["time:day", "visit:source"], "include": {"time_labels": true, "total_rows": true},
        }),
    )
    .await;
    assert_eq!(
        answer["results"],
        json!([
            {"dimensions": ["2026-11-16", "Direct / None"], "metrics": [3]},
            {"dimensions": ["2026-11-23", "Direct / None"], "metrics": [3]},
        ])
    );
    assert_eq!(
        (&answer["meta"]["total_rows"], answer["meta"]["time_labels"].as_array().unwrap().len()),
        (&json!(2), 9)
    );
    let (_, answer) = post(&pages, &json!({
        "site_id": "news.example", "metrics": ["pageviews"], "date_range": "day", "dimensions": ["event:page"],
        "filters": [["not", ["contains", "event:page", ["b"]]], ["and", [["is", "visit:source", ["Direct / None"]]]]],
        "order_by": [["event:page", "desc"]], "pagination": {"limit": 1, "offset": 0},
    })).await;
    assert_eq!(answer["results"], json!([{"dimensions": ["/a"], "metrics": [3]}]));
}

#[tokio::test]
async fn what_plausible_has_and_we_have_not_is_refused_by_name() {
    let database = TestDatabase::new().await;
    let pages = pages(database.store(), [site()]);
    let ask = |change: Value| {
        let mut query = json!({"site_id": "news.example", "metrics": ["visitors"], "date_range": "7d"});
        query.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        query
    };
    for (change, word) in [
        (json!({"metrics": ["conversion_rate"]}), "conversion_rate"),
        (json!({"metrics": []}), "one metric"),
        (json!({"dimensions": ["event:goal"]}), "event:goal"),
        (json!({"dimensions": ["event:props:author"]}), "event:props:author"),
        (json!({"date_range": "all"}), "all"),
        (json!({"date_range": ["2026-11-23", "2026-11-01"]}), "after"),
        (json!({"date_range": 7}), "date_range"),
        (json!({"filters": [["or", [["is", "event:page", ["/a"]]]]]}), "or"),
        (json!({"filters": [["matches", "event:page", [".*"]]]}), "matches"),
        (json!({"filters": [["is", "event:page", [1]]]}), "event:page"),
        (json!({"filters": ["is"]}), "filter"),
        (json!({"order_by": [["visits", "desc"]]}), "visits"),
        (json!({"order_by": [["visitors", "up"]]}), "variant"),
        (json!({"include": {"time_labels": true}}), "time_labels"),
        (json!({"include": {"comparisons": {}}}), "comparisons"),
        (json!({"pagination": {"limit": 100_000}}), "100000"),
        (json!({"funnel": 1}), "funnel"),
    ] {
        let (status, answer) = post(&pages, &ask(change.clone())).await;
        let error = answer["error"].as_str().unwrap();
        assert!(status == StatusCode::BAD_REQUEST && error.contains(word), "{change}: {answer}");
    }
    assert_eq!(post(&pages, &ask(json!({"site_id": "other.example"}))).await.0, StatusCode::NOT_FOUND);
}
