//! The body of a `PUT`: one article or a list of them, as `schemas/articles/article.schema.json` describes each.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;
use tiraj_model::{AddressError, Article, ArticleMeta, ArticleOrigin, PageUrl, Site};

use crate::http::refusal::{Code, Refusal};

/// The most articles of one request.
const MOST: usize = 1_000;
/// The most faults that an answer names.
const MOST_FAULTS: usize = 100;
/// An article as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    path: Option<String>,
    url: Option<String>,
    id: Option<String>,
    title: Option<String>,
    section: Option<String>,
    authors: Option<Vec<String>>,
    lang: Option<String>,
    published_at: Option<String>,
    updated_at: Option<String>,
    word_count: Option<u32>,
    tags: Option<Vec<String>>,
    translations: Option<BTreeMap<String, String>>,
    canonical: Option<String>,
    moved_from: Option<Vec<String>>,
}

/// What is wrong with one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Fault {
    index: usize,
    field: String,
    message: String,
}

/// A field, and what is wrong with it.
type FieldFault = (&'static str, String);

/// Reads all articles, or says of each what is wrong with it.
pub(super) fn read(body: &[u8], site: &Site) -> Result<Vec<Article>, Refusal> {
    let unreadable = |error| {
        let message =
            format!("The body is not readable as JSON ({error}); send an article, or an array of them.");
        Refusal::new(Code::MalformedRequest, message)
    };
    let values = match serde_json::from_slice(body).map_err(unreadable)? {
        Value::Array(values) => values,
        value => vec![value],
    };
    if values.len() > MOST {
        let message = format!("These are {} articles; send at most {MOST} at a time.", values.len());
        return Err(Refusal::new(Code::TooMany, message));
    }
    let (mut articles, mut faults, mut paths) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, value) in values.into_iter().enumerate() {
        match read_article(value, site) {
            Ok(article) if paths.insert(article.path.clone()) => articles.push(article),
            Ok(article) => faults.push(Fault {
                index,
                field: "path".into(),
                message: format!("{} is described twice in this request; send it once", article.path),
            }),
            Err((field, message)) => faults.push(Fault { index, field, message }),
        }
    }
    if faults.is_empty() { Ok(articles) } else { Err(refuse(&faults)) }
}

fn refuse(faults: &[Fault]) -> Refusal {
    let first = faults.first().map_or(String::new(), |Fault { index, field, message }| {
        let field = if field.is_empty() { String::new() } else { format!("“{field}”: ") };
        format!("article {index}: {field}{message}")
    });
    let count = faults.len();
    let message =
        format!("{count} of the articles cannot be taken, and none was stored; the first is {first}.");
    let named = &faults[..count.min(MOST_FAULTS)];
    Refusal::new(Code::InvalidArticles, message).with_details(serde_json::json!(named))
}

fn read_article(value: Value, site: &Site) -> Result<Article, (String, String)> {
    if !value.is_object() {
        return Err((String::new(), "an article is a JSON object".into()));
    }
    let body: Body = serde_path_to_error::deserialize(value).map_err(|error| {
        let field = error.path().to_string();
        (if field == "." { String::new() } else { field }, error.into_inner().to_string())
    })?;
    check(body, site).map_err(|(field, message)| (field.to_owned(), message))
}

fn check(body: Body, site: &Site) -> Result<Article, FieldFault> {
    let path = read_place(&body, site)?;
    let meta = ArticleMeta {
        id: text("id", body.id, ArticleMeta::MAX_TEXT)?,
        title: text("title", body.title, ArticleMeta::MAX_TITLE)?,
        section: text("section", body.section, ArticleMeta::MAX_TEXT)?,
        authors: list("authors", body.authors)?,
        lang: text("lang", body.lang, ArticleMeta::MAX_LANG)?,
        published_at: moment("published_at", body.published_at, site)?,
        updated_at: moment("updated_at", body.updated_at, site)?,
        word_count: read_count(body.word_count)?,
        tags: list("tags", body.tags)?,
        translations: read_translations(body.translations.unwrap_or_default())?,
        canonical: body
            .canonical
            .map_or(Ok(SmolStr::default()), |address| path_on("canonical", &address, site))?,
    };
    let moved_from = body.moved_from.unwrap_or_default();
    check_count("moved_from", moved_from.len())?;
    let moved_from: Vec<SmolStr> =
        moved_from.iter().map(|address| path_on("moved_from", address, site)).collect::<Result<_, _>>()?;
    if moved_from.contains(&path) {
        return Err(("moved_from", format!("{path} is the article's own path; name only former ones")));
    }
    let article = Article::new(site.name.clone(), path, ArticleOrigin::Cms, meta);
    Ok(Article { moved_from, ..article })
}

fn read_place(body: &Body, site: &Site) -> Result<SmolStr, FieldFault> {
    match (&body.path, &body.url) {
        (Some(path), None) if path.starts_with('/') => path_on("path", path, site),
        (Some(_), None) => Err(("path", "a path begins with a slash; write a whole address as “url”".into())),
        (None, Some(url)) => path_on("url", url, site),
        (None, None) => Err(("path", "it is missing; name the article by “path” or “url”".into())),
        (Some(_), Some(_)) => Err(("url", "name the article by “path” or by “url”, not by both".into())),
    }
}

/// The path that an address names on the site.
fn path_on(field: &'static str, address: &str, site: &Site) -> Result<SmolStr, FieldFault> {
    check_length(field, address, ArticleMeta::MAX_ADDRESS)?;
    site.path_of(address).map_err(|error| match error {
        AddressError::NoPage(_) => (field, error.to_string()),
        AddressError::Foreign(host) => {
            let name = &site.name;
            (
                field,
                format!("{host} is no host of {name}; “tiraj site add {name} --hostname HOST” makes it one"),
            )
        }
    })
}

fn text(field: &'static str, text: Option<String>, most: usize) -> Result<SmolStr, FieldFault> {
    let text = text.unwrap_or_default();
    check_length(field, &text, most)?;
    Ok(text.trim().chars().filter(|c| !c.is_control()).collect())
}

fn list(field: &'static str, texts: Option<Vec<String>>) -> Result<Vec<SmolStr>, FieldFault> {
    let texts = texts.unwrap_or_default();
    check_count(field, texts.len())?;
    let read: Vec<SmolStr> = texts
        .into_iter()
        .map(|item| text(field, Some(item), ArticleMeta::MAX_TEXT))
        .collect::<Result<_, _>>()?;
    Ok(read.into_iter().filter(|item| !item.is_empty()).collect())
}

fn read_count(count: Option<u32>) -> Result<Option<u32>, FieldFault> {
    match count {
        Some(count) if count > ArticleMeta::MAX_WORDS => {
            Err(("word_count", format!("{count} is more than {}", ArticleMeta::MAX_WORDS)))
        }
        count => Ok(count.filter(|count| *count > 0)),
    }
}

fn read_translations(told: BTreeMap<String, String>) -> Result<BTreeMap<SmolStr, SmolStr>, FieldFault> {
    const FIELD: &str = "translations";
    check_count(FIELD, told.len())?;
    let mut translations = BTreeMap::new();
    for (lang, address) in told {
        check_length(FIELD, &lang, ArticleMeta::MAX_LANG)?;
        check_length(FIELD, &address, ArticleMeta::MAX_ADDRESS)?;
        let is_address = address.starts_with('/') || PageUrl::parse(&address).is_ok();
        if lang.trim().is_empty() || !is_address {
            return Err((
                FIELD,
                format!("“{lang}” needs a language as its name and a path or an absolute address"),
            ));
        }
        translations.insert(lang.trim().into(), address.into());
    }
    Ok(translations)
}

/// A moment as [`Site::moment`] reads it.
fn moment(field: &'static str, text: Option<String>, site: &Site) -> Result<Option<Timestamp>, FieldFault> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let moment = site.moment(&text);
    moment.map(Some).ok_or_else(|| (field, "it is no time; write 2026-11-23T10:00:00+04:00".to_owned()))
}

fn check_length(field: &'static str, text: &str, most: usize) -> Result<(), FieldFault> {
    let length = text.chars().count();
    if length > most {
        Err((field, format!("it has {length} characters; send at most {most}")))
    } else {
        Ok(())
    }
}

fn check_count(field: &'static str, count: usize) -> Result<(), FieldFault> {
    if count > ArticleMeta::MAX_LIST {
        Err((field, format!("it has {count} items; send at most {}", ArticleMeta::MAX_LIST)))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
