//! One case of the suite: what is sent in which order, and what is to come of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A line of the file of cases; the README beside it explains the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) group: String,
    pub(super) what: String,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Value,
    raw_body: Option<String>,
    #[serde(default)]
    steps: Vec<Value>,
    remote_ip: Option<String>,
    repeat: Option<u32>,
    repeat_after_s: Option<i64>,
    #[serde(default)]
    pub(super) concurrent: bool,
    pub(super) site_domain: Option<String>,
    pub(super) site_setting: Option<String>,
    pub(super) expect_status: u16,
    #[serde(default)]
    pub(super) expect_header: BTreeMap<String, String>,
    pub(super) expect_body: Option<String>,
    pub(super) expect_json: Option<Value>,
    pub(super) expect_error: Option<String>,
    pub(super) expect_error_field: Option<String>,
    #[serde(default)]
    pub(super) expect_error_fields: Vec<String>,
    /// Absent where the case says nothing; `null` where nothing is to be stored.
    #[serde(default, deserialize_with = "some")]
    pub(super) expect_stored: Option<Option<Map<String, Value>>>,
    /// Where the case comes from.
    #[serde(default, rename = "source_note")]
    _source_note: Value,
}

fn some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Map<String, Value>>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A request, at so many seconds after the beginning where the case says so.
    Send(Request, Option<i64>),
    /// A new day begins.
    RotateSalt,
}

/// A request as the case words it, with the names of its sites filled in.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
    pub(super) peer: String,
}

impl Case {
    /// The sites that stand for `SITE` and `SITE2`: the case's own, so that no other case sees its readers.
    pub(super) fn sites(&self) -> [String; 2] {
        let own = self.id.to_ascii_lowercase();
        let first = self.site_domain.clone().unwrap_or_else(|| format!("{own}.example"));
        [first, format!("{own}-second.example")]
    }

    /// Whether anything is sent to the second site.
    pub(super) fn speaks_of_second_site(&self) -> bool {
        let [_, second] = self.sites();
        self.steps()
            .iter()
            .any(|step| matches!(step, Step::Send(request, _) if request.body.contains(&second)))
    }

    /// A text in which the case's sites have their names.
    pub(super) fn name_sites(&self, text: &str) -> String {
        let [first, second] = self.sites();
        text.replace("SITE2", &second).replace("SITE", &first)
    }

    /// Everything that happens, in order.
    pub(super) fn steps(&self) -> Vec<Step> {
        if !self.steps.is_empty() {
            return self.steps.iter().map(|step| self.read_step(step)).collect();
        }
        let body = self.raw_body.clone().unwrap_or_else(|| self.body.to_string());
        let request = self.request(&body, &BTreeMap::new());
        let times = self.repeat.unwrap_or(if self.repeat_after_s.is_some() { 2 } else { 1 });
        let pause = self.repeat_after_s;
        (0..times).map(|n| Step::Send(request.clone(), pause.map(|pause| pause * i64::from(n)))).collect()
    }

    /// A body, or a body with its own headers and moment, or the word for a new day.
    fn read_step(&self, step: &Value) -> Step {
        match step {
            Value::String(word) if word == "rotate salt" => Step::RotateSalt,
            Value::Object(step) if step.contains_key("b") => {
                let headers = step.get("h").cloned().unwrap_or_else(|| Value::Object(Map::new()));
                let headers = serde_json::from_value(headers).unwrap();
                Step::Send(
                    self.request(&step["b"].to_string(), &headers),
                    step.get("t").and_then(Value::as_i64),
                )
            }
            Value::Object(_) => Step::Send(self.request(&step.to_string(), &BTreeMap::new()), None),
            _ => panic!("{}: no such step: {step}", self.id),
        }
    }

    fn request(&self, body: &str, headers: &BTreeMap<String, String>) -> Request {
        let mut all = self.headers.clone();
        all.extend(headers.clone());
        Request {
            method: self.method.clone().unwrap_or_else(|| "POST".into()),
            path: self.path.clone().unwrap_or_else(|| "/api/event".into()),
            headers: all,
            body: self.name_sites(body),
            peer: self.remote_ip.clone().unwrap_or_else(|| "127.0.0.1".into()),
        }
    }
}
