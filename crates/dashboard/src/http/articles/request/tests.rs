//! The schema and the gate take the same articles for articles.

use jsonschema::Validator;
use serde_json::json;

use super::*;

const SCHEMA: &str = include_str!("../../../../../../schemas/articles/article.schema.json");

fn site() -> Site {
    Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()
}

fn schema() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn full() -> Value {
    json!({
        "url": "https://www.news.example/az/a/?x=1", "id": "7", "title": " Şuşa ", "section": "CULTURE",
        "authors": ["A. Quliyev", ""], "lang": "az", "published_at": "2026-11-23T10:00:00+04:00",
        "updated_at": "2026-11-23", "word_count": 523, "tags": ["t"],
        "translations": {"ru": "/ru/a", "en": "https://en.example/a"}, "canonical": "/az/a",
        "moved_from": ["/az/old", "https://news.example/az/older"],
    })
}

#[test]
fn an_article_is_read_whole() {
    assert!(schema().is_valid(&full()));
    let article = read_article(full(), &site()).unwrap();
    assert_eq!((article.path.as_str(), article.origin), ("/az/a", ArticleOrigin::Cms));
    assert_eq!(article.moved_from, ["/az/old", "/az/older"]);
    let meta = &article.meta;
    assert_eq!(
        (meta.title.as_str(), &meta.authors[..], meta.word_count),
        ("Şuşa", &["A. Quliyev".into()][..], Some(523))
    );
    assert_eq!(meta.updated_at.unwrap().to_string(), "2026-11-22T20:00:00Z");
}

#[test]
fn schema_and_gate_agree_on_what_is_an_article() {
    let schema = schema();
    for (article, field) in [
        (json!({"path": "/a"}), None),
        (json!({"path": "/a", "title": null, "authors": null, "word_count": 0, "translations": null}), None),
        (json!({"path": "/a", "title": "ə".repeat(512), "tags": vec!["t"; 32]}), None),
        (json!({}), Some("path")),
        (json!({"path": "a"}), Some("path")),
        (json!({"path": "/a", "url": "https://news.example/a"}), Some("url")),
        (json!({"path": "/a", "titel": "T"}), Some("titel")),
        (json!({"path": "/a", "title": 5}), Some("title")),
        (json!({"path": "/a", "title": "ə".repeat(513)}), Some("title")),
        (json!({"path": "/a", "section": "x".repeat(257)}), Some("section")),
        (json!({"path": "/a", "authors": "A"}), Some("authors")),
        (json!({"path": "/a", "authors": ["A", 5]}), Some("authors[1]")),
        (json!({"path": "/a", "tags": vec!["t"; 33]}), Some("tags")),
        (json!({"path": "/a", "word_count": -1}), Some("word_count")),
        (json!({"path": "/a", "word_count": 1.5}), Some("word_count")),
        (json!({"path": "/a", "word_count": 1_000_001}), Some("word_count")),
        (json!({"path": "/a", "translations": ["ru"]}), Some("translations")),
        (json!({"path": "/a", "translations": {"ru": 5}}), Some("translations.ru")),
        (json!({"path": "/a", "moved_from": "/b"}), Some("moved_from")),
        (json!([]), Some("")),
        (json!("a"), Some("")),
    ] {
        let read = read_article(article.clone(), &site());
        assert_eq!(schema.is_valid(&article), read.is_ok(), "{article} {read:?}");
        assert_eq!(read.err().map(|(field, _)| field).as_deref(), field, "{article}");
    }
}

#[test]
fn what_no_schema_can_see_is_refused_by_field() {
    for (article, field) in [
        (json!({"url": "https://other.example/a"}), "url"),
        (json!({"url": "a"}), "url"),
        (json!({"path": "/a", "published_at": "23 noyabr"}), "published_at"),
        (json!({"path": "/a", "translations": {"ru": "ru"}}), "translations"),
        (json!({"path": "/a", "moved_from": ["/a/"]}), "moved_from"),
        (json!({"path": "/a", "moved_from": ["https://other.example/a"]}), "moved_from"),
        (json!({"path": "/a", "canonical": "https://other.example/a"}), "canonical"),
    ] {
        assert_eq!(read_article(article.clone(), &site()).unwrap_err().0, field, "{article}");
    }
}
