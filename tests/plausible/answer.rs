//! Whether a request was answered as its case says.

use serde_json::Value;

use super::case::Case;
use super::newsroom::Answer;

/// The words in which cases describe a complaint, and the words of the complaint.
const COMPLAINTS: [(&str, &str); 3] = [
    ("cannot be blank", "can't be blank"),
    ("too long", "should be at most"),
    ("scheme is not allowed", "scheme is not allowed"),
];

/// What of the last answer is not as case.
pub(super) fn check_answer(answer: &Answer, case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |holds: bool, fault: String| {
        if !holds {
            faults.push(fault);
        }
    };
    check(answer.status == case.expect_status, format!("status {}: {}", answer.status, answer.body));
    for (name, value) in &case.expect_header {
        let given = answer.headers.get(name).and_then(|given| given.to_str().ok());
        check(given == Some(value), format!("header {name} is {given:?}, not {value}"));
    }
    if let Some(body) = &case.expect_body {
        check(answer.body == *body, format!("body {}", answer.body));
    }
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    if let Some(expect) = &case.expect_json {
        check(json == *expect, format!("body {json}, not {expect}"));
    }
    for field in case.expect_error_field.iter().chain(&case.expect_error_fields) {
        check(json["errors"][field].is_array(), format!("no error for `{field}`: {}", answer.body));
    }
    if let Some(error) = &case.expect_error {
        check(complains(&json, error), format!("no such error as `{error}`: {}", answer.body));
    }
    if case.expect_status == 202 {
        check_dropped(answer, case, &mut check);
    }
    faults
}

/// An event that is not stored is said to be dropped, and only such a one; but where several requests are sent, only the
/// case knows of which one the last answer speaks.
fn check_dropped(answer: &Answer, case: &Case, check: &mut impl FnMut(bool, String)) {
    check(answer.body == "ok", format!("body {}", answer.body));
    if case.expect_stored == Some(None) {
        check(answer.headers.contains_key("x-plausible-dropped"), "not said to be dropped".into());
    }
}

/// Whether an answer has the complaint that a case words as `FIELD WORDS`.
fn complains(json: &Value, error: &str) -> bool {
    let (field, words) = error.split_once(' ').unwrap();
    let known = COMPLAINTS.iter().find(|(of_case, _)| words.contains(of_case));
    let words = known.map_or(words, |(_, words)| words);
    let messages = json["errors"][field].as_array().cloned().unwrap_or_default();
    messages.iter().filter_map(Value::as_str).any(|message| message.contains(words))
}
