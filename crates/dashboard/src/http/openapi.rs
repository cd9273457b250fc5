//! `GET /api/v1/openapi.json`: what programs may ask, as OpenAPI 3.1.
//!
//! The addresses of the stats API are routed from the table that describes them, and their parameters are checked against the list that
//! is told here, so none of them can be missing. What answers look like is said by the schemas of `schemas/`, which tests hold the
//! answers against; they are taken in as they are.

mod others;

use axum::Json;
use axum::routing::{MethodRouter, get};
use serde_json::{Map, Value, json};

use super::answer::Format;
use super::stats::parameters::{
    OF_BREAKDOWN, OF_LEDGER, OF_LIVE, OF_RANKINGS, OF_SUMMARY, OF_TIMESERIES, Parameter,
};
use super::{App, ledger, live, stats};

/// An address of the stats API.
pub(super) struct StatsRoute {
    pub(super) path: &'static str,
    /// What it answers.
    text: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// The name of its answer's schema.
    schema: &'static str,
    pub(super) serve: fn() -> MethodRouter<App>,
}

/// All of them.
pub(super) const STATS: &[StatsRoute] = &[
    StatsRoute {
        path: "/api/v1/stats/summary",
        text: "The figures of some days as a whole.",
        parameters: OF_SUMMARY,
        schema: "summary",
        serve: || get(stats::get_summary),
    },
    StatsRoute {
        path: "/api/v1/stats/timeseries",
        text: "The figures of some days in hours, days, weeks or months.",
        parameters: OF_TIMESERIES,
        schema: "timeseries",
        serve: || get(stats::get_timeseries),
    },
    StatsRoute {
        path: "/api/v1/stats/breakdown",
        text: "The figures of some days, told apart by one to three dimensions.",
        parameters: OF_BREAKDOWN,
        schema: "breakdown",
        serve: || get(stats::get_breakdown),
    },
    StatsRoute {
        path: "/api/v1/stats/articles",
        text: "The most read articles of some days, with what is known of each.",
        parameters: OF_RANKINGS,
        schema: "articles",
        serve: || get(stats::get_articles),
    },
    StatsRoute {
        path: "/api/v1/stats/stories",
        text: "The most read stories of some days with their translations.",
        parameters: OF_RANKINGS,
        schema: "stories",
        serve: || get(stats::get_stories),
    },
    StatsRoute {
        path: "/api/v1/stats/live",
        text: "Who is reading now, and today so far.",
        parameters: OF_LIVE,
        schema: "live",
        serve: || get(live::get_numbers),
    },
    StatsRoute {
        path: "/api/v1/stats/ledger",
        text: "What was received and where it is now, minute by minute.",
        parameters: OF_LEDGER,
        schema: "ledger",
        serve: || get(ledger::get_ledger),
    },
];

/// The schemas by their names, as the files have them.
const SCHEMAS: &[(&str, &str)] = &[
    ("summary", include_str!("../../../../schemas/stats/summary.schema.json")),
    ("timeseries", include_str!("../../../../schemas/stats/timeseries.schema.json")),
    ("breakdown", include_str!("../../../../schemas/stats/breakdown.schema.json")),
    ("articles", include_str!("../../../../schemas/stats/articles.schema.json")),
    ("stories", include_str!("../../../../schemas/stats/stories.schema.json")),
    ("live", include_str!("../../../../schemas/stats/live.schema.json")),
    ("ledger", include_str!("../../../../schemas/stats/ledger.schema.json")),
    ("event", include_str!("../../../../schemas/events/event.schema.json")),
    ("batch_answer", include_str!("../../../../schemas/events/batch_answer.schema.json")),
    ("article", include_str!("../../../../schemas/articles/article.schema.json")),
    ("article_file", include_str!("../../../../schemas/articles/article_file.schema.json")),
    ("articles_answer", include_str!("../../../../schemas/articles/answer.schema.json")),
    ("refusal", include_str!("../../../../schemas/articles/refusal.schema.json")),
    ("collector_refusal", include_str!("../../../../schemas/events/error.schema.json")),
];

/// The document.
pub(super) async fn get_document() -> Json<Value> {
    Json(document())
}

pub(super) fn document() -> Value {
    let mut paths: Map<String, Value> =
        STATS.iter().map(|route| (route.path.to_owned(), json!({ "get": operation(route) }))).collect();
    paths.extend(others::paths());
    let schemas: Map<String, Value> =
        SCHEMAS.iter().map(|(name, text)| ((*name).to_owned(), schema(name, text))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tiraj",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token of “tiraj token create”." },
            },
        },
        "security": [{}, { "token": [] }],
    })
}

/// A schema as a part of the document: its own definitions are found beneath it, and it has no name of its own.
fn schema(name: &str, text: &str) -> Value {
    let text = text.replace("\"#/$defs/", &format!("\"#/components/schemas/{name}/$defs/"));
    let mut schema: Value = serde_json::from_str(&text).unwrap_or_default();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        object.remove("$id");
    }
    schema
}

/// A reference to a schema of the document.
fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn operation(route: &StatsRoute) -> Value {
    let content: Map<String, Value> = Format::ALL
        .into_iter()
        .map(|format| {
            let schema = match format {
                Format::Json => reference(route.schema),
                Format::Csv => json!({ "type": "string" }),
                Format::Arrow => json!({ "type": "string", "contentEncoding": "binary" }),
            };
            (format.media().to_owned(), json!({ "schema": schema }))
        })
        .collect();
    json!({
        "operationId": format!("get_{}", route.schema),
        "tags": ["stats"],
        "summary": route.text,
        "parameters": route.parameters.iter().map(told).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": "The figures.", "content": content },
            "default": refusal("refusal"),
        },
    })
}

fn refusal(name: &str) -> Value {
    json!({ "description": "A refusal.", "content": { "application/json": { "schema": reference(name) } } })
}

fn told(parameter: &Parameter) -> Value {
    let one = (parameter.schema)();
    let example = parameter.example.parse::<u64>().map_or_else(|_| parameter.example.into(), Value::from);
    let example = if parameter.repeats { json!([example]) } else { example };
    let schema = if parameter.repeats { json!({ "type": "array", "items": one }) } else { one };
    json!({
        "name": parameter.name,
        "in": "query",
        "required": false,
        "description": parameter.text,
        "schema": schema,
        "example": example,
    })
}

#[cfg(test)]
mod tests;
