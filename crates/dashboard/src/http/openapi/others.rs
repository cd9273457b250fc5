//! The addresses that are not of the stats API: the registry's, Plausible's, and those that the collector serves.

use serde_json::{Map, Value, json};

use super::{reference, refusal};

/// A text in the query string.
fn query(name: &str, text: &str, required: bool) -> Value {
    json!({
        "name": name, "in": "query", "required": required, "description": text, "schema": { "type": "string" },
    })
}

fn body(media: &str, schema: &Value) -> Value {
    json!({ "required": true, "content": { media: { "schema": schema } } })
}

fn answer(text: &str, media: &str, schema: &Value) -> Value {
    json!({ "description": text, "content": { media: { "schema": schema } } })
}

/// All of them, by path.
pub(super) fn paths() -> Map<String, Value> {
    let paths = [
        ("/api/v1/articles", registry()),
        ("/api/v2/query", plausible_query()),
        ("/api/events", events()),
        ("/api/event", plausible_event()),
        ("/api/views", views()),
        ("/views/badge.svg", badge()),
        ("/p.gif", pixel()),
    ];
    paths.into_iter().map(|(path, item)| (path.to_owned(), item)).collect()
}

fn registry() -> Value {
    let site = query("site", "The site; the first by name unless said.", false);
    let articles = json!({ "oneOf": [reference("article"), { "type": "array", "maxItems": 1000, "items": reference("article") }] });
    json!({
        "get": {
            "operationId": "get_article", "tags": ["articles"], "summary": "Everything that is known of an article.",
            "parameters": [site.clone(), query("path", "Its path, or one that it had.", true)],
            "responses": {
                "200": answer("What is known.", "application/json", &reference("article_file")),
                "default": refusal("refusal"),
            },
        },
        "put": {
            "operationId": "put_articles", "tags": ["articles"],
            "summary": "Describe one article, or up to a thousand; with a token of the scope “articles”.",
            "security": [{ "token": [] }], "parameters": [site], "requestBody": body("application/json", &articles),
            "responses": {
                "200": answer("What became of each.", "application/json", &reference("articles_answer")),
                "default": refusal("refusal"),
            },
        },
    })
}

fn plausible_query() -> Value {
    let asked = json!({
        "type": "object", "required": ["site_id", "metrics", "date_range"],
        "properties": { "site_id": { "type": "string" }, "metrics": { "type": "array", "items": { "type": "string" } } },
    });
    let told = json!({ "type": "object", "required": ["results", "meta", "query"] });
    json!({ "post": {
        "operationId": "post_query", "tags": ["stats"], "summary": "A question in the form of Plausible's Stats API.",
        "requestBody": body("application/json", &asked),
        "responses": {
            "200": answer("The figures.", "application/json", &told),
            "default": answer("A refusal.", "application/json", &json!({
                "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } },
            })),
        },
    }})
}

fn events() -> Value {
    let event = reference("event");
    let batch = json!({ "oneOf": [event, { "type": "array", "maxItems": 1000, "items": event }] });
    json!({ "post": {
        "operationId": "post_events", "tags": ["collector"], "summary": "Events of a site, each with a result.",
        "requestBody": body("application/json", &batch),
        "responses": {
            "202": answer("On disk and counted.", "application/json", &reference("batch_answer")),
            "default": refusal("collector_refusal"),
        },
    }})
}

fn plausible_event() -> Value {
    json!({ "post": {
        "operationId": "post_event", "tags": ["collector"], "summary": "What Plausible's script sends.",
        "requestBody": body("text/plain", &json!({ "type": "string" })),
        "responses": {
            "202": answer("On disk and counted, but for as many as `x-plausible-dropped` says.", "text/plain", &json!({ "const": "ok" })),
            "400": { "description": "A refusal as Plausible gives it." },
            "default": refusal("collector_refusal"),
        },
    }})
}

fn views() -> Value {
    let paths = json!({
        "name": "path", "in": "query", "required": true, "description": "A path; up to 200 of them.",
        "schema": { "type": "array", "maxItems": 200, "items": { "type": "string" } },
    });
    let counts = json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 0 } });
    json!({ "get": {
        "operationId": "get_views", "tags": ["collector"], "summary": "The live totals of pages.",
        "parameters": [query("site", "The site.", true), paths],
        "responses": {
            "200": answer("Views by path.", "application/json", &counts),
            "default": refusal("collector_refusal"),
        },
    }})
}

fn badge() -> Value {
    json!({ "get": {
        "operationId": "get_badge", "tags": ["collector"], "summary": "A page's total as a picture.",
        "parameters": [query("site", "The site.", true), query("path", "The page.", true)],
        "responses": {
            "200": answer("The picture.", "image/svg+xml", &json!({ "type": "string" })),
            "default": refusal("collector_refusal"),
        },
    }})
}

fn pixel() -> Value {
    json!({ "get": {
        "operationId": "get_pixel", "tags": ["collector"], "summary": "Counts a view of a page without script.",
        "parameters": [
            query("site", "The site.", true),
            query("url", "The page; the one that shows the pixel unless said.", false),
            query("ref", "The page before.", false),
            query("title", "Its title.", false),
            query("id", "By which a repeat is known.", false),
            query("platform", "The kind of client.", false),
        ],
        "responses": { "200": { "description": "A picture, whether the view counts or not." } },
    }})
}
