//! `GET /views/badge.svg?site=S&path=/a&label=Views`: the live total of one page as a picture.

use std::borrow::Cow;
use std::fmt::Write;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use tiraj_model::normalise_path;

use super::cached::Cached;
use super::error::{ApiError, ErrorCode};
use super::views::{find_site, read_views};
use crate::Collector;

/// The label where none is asked for.
const LABEL: &str = "Views";

/// The longest label, in characters.
const MAX_LABEL: usize = 40;

/// About how wide a character is at the size in which the badge is written, in pixels. The text is fitted to it.
const CHARACTER: usize = 7;

/// The space on either side of a text, in pixels.
const MARGIN: usize = 6;

pub(super) async fn get_badge(
    State(collector): State<Collector>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = Question::read(query.as_deref().unwrap_or_default())?;
    let site = find_site(&collector, &question.site)?;
    let views = read_views(&collector, &site, &[normalise_path(&question.path)])?;
    let picture = Cached {
        body: draw(&question.label, views.first().copied().unwrap_or_default()).into(),
        content_type: "image/svg+xml; charset=utf-8",
        cache_control: "public, max-age=5",
    };
    let mut response = picture.answer(&headers);
    let policy = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert("cross-origin-resource-policy", policy);
    Ok(response)
}

struct Question<'a> {
    site: Cow<'a, str>,
    path: Cow<'a, str>,
    label: Cow<'a, str>,
}

impl<'a> Question<'a> {
    fn read(query: &'a str) -> Result<Self, ApiError> {
        let (mut site, mut path, mut label) = (None, None, Cow::Borrowed(LABEL));
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "site" => site = Some(value),
                "path" => path = Some(value),
                "label" => label = value,
                _ => {}
            }
        }
        let (Some(site), Some(path)) = (site, path) else {
            let message = "`site` or `path` is missing; ask as ?site=news.example&path=/a";
            return Err(ApiError::new(ErrorCode::MalformedRequest, message));
        };
        Ok(Self { site, path, label })
    }
}

/// Two boxes, the label in one and the number in the other. Who does not see it hears both.
fn draw(label: &str, views: u64) -> String {
    let label: String = label.chars().filter(|c| !c.is_control()).take(MAX_LABEL).collect();
    let number = group_digits(views);
    let widths = [&label, &number].map(|text| text.chars().count() * CHARACTER);
    let (left, right) = (widths[0] + 2 * MARGIN, widths[1] + 2 * MARGIN);
    let label = escape(&label);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="20" role="img" aria-label="{label}: {views}">"#,
        left + right
    );
    let _ = write!(
        svg,
        r##"<title>{label}: {views}</title><rect width="{left}" height="20" fill="#333"/>
<rect x="{left}" width="{right}" height="20" fill="#0b57a4"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
<text x="{MARGIN}" y="14" textLength="{}">{label}</text>
<text x="{}" y="14" textLength="{}">{number}</text></g></svg>
"##,
        widths[0],
        left + MARGIN,
        widths[1],
    );
    svg
}

/// `1234567` in groups of three, parted as any language reads it: by a narrow space that does not break.
fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(2 * digits.len());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Not allowed in XML, escaped or not.
            '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (number, expect) in [(0, "0"), (999, "999"), (1_000, "1 000"), (1_234_567, "1 234 567")] {
            assert_eq!(group_digits(number).replace('\u{202F}', " "), expect);
        }
    }

    #[test]
    fn a_label_is_text_and_never_markup() {
        let svg = draw("<b onload=\"x\">&\u{1}\u{FFFF}", 5);
        assert!(svg.contains("<title>&lt;b onload=&quot;x&quot;&gt;&amp;: 5</title>"), "{svg}");
        assert!(!svg.contains("<b") && !svg.contains('\u{1}') && !svg.contains('\u{FFFF}'));
        assert!(draw(&"x".repeat(1_000), 5).len() < 1_000);
    }
}
