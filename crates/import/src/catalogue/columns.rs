//! Which column of a catalogue holds which part of an article.

use std::collections::BTreeMap;

use csv::ByteRecord;

/// A part of an article that a catalogue may tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArticleField {
    /// The page's URL, or its path on the site.
    Url,
    /// The content system's own id.
    Id,
    /// Headline.
    Title,
    /// Section.
    Section,
    /// Authors, separated by `;`, `|` or `,`.
    Authors,
    /// BCP 47 language.
    Lang,
    /// When it was published.
    PublishedAt,
    /// When it was last changed.
    UpdatedAt,
    /// How many words it has.
    WordCount,
    /// Tags, separated like authors.
    Tags,
    /// The address under which it is counted, where that is another.
    Canonical,
    /// Its former addresses, separated by spaces, `;` or `|`.
    MovedFrom,
}

/// Columns that cannot be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// The header has no column of that name.
    #[error("the catalogue has no column `{wanted}` for `{field}`; its columns are: {header}")]
    Missing {
        /// For which field.
        field: &'static str,
        /// The name looked for, or the names.
        wanted: String,
        /// The columns that are there.
        header: String,
    },
    /// A mapping is not of the form `field=column`.
    #[error("`{0}` is no column mapping; write it as field=column with one of the fields: {known}", known = known())]
    Mapping(String),
}

impl ArticleField {
    /// Every field.
    pub const ALL: &'static [Self] = &[
        Self::Url,
        Self::Id,
        Self::Title,
        Self::Section,
        Self::Authors,
        Self::Lang,
        Self::PublishedAt,
        Self::UpdatedAt,
        Self::WordCount,
        Self::Tags,
        Self::Canonical,
        Self::MovedFrom,
    ];

    /// The field's name, and the first of [`Self::usual_names`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.usual_names()[0]
    }

    /// The column names that are taken for this field unless the operator says otherwise, best first.
    #[must_use]
    pub const fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Url => &["url", "link", "loc", "permalink", "canonical", "path"],
            Self::Id => &["id", "article_id", "post_id", "guid"],
            Self::Title => &["title", "headline", "name"],
            Self::Section => &["section", "category", "rubric"],
            Self::Authors => &["authors", "author", "byline"],
            Self::Lang => &["lang", "language", "locale"],
            Self::PublishedAt => &[
                "published_at",
                "published",
                "publication_date",
                "pubdate",
                "publish_date",
                "publishdate",
                "date_published",
                "datepublished",
                "timestamp",
                "date",
            ],
            Self::UpdatedAt => {
                &["updated_at", "updated", "modified_at", "modified", "lastmod", "last_modified"]
            }
            Self::WordCount => &["word_count", "wordcount", "words"],
            Self::Canonical => &["canonical", "canonical_url"],
            Self::MovedFrom => &["moved_from", "old_url", "former_url", "redirect_from"],
            Self::Tags => &["tags", "tag", "keywords"],
        }
    }

    fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == text)
    }
}

fn known() -> String {
    ArticleField::ALL.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ")
}

/// What the operator said of the columns; by default nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<ArticleField, String>);

impl Columns {
    /// Adds a mapping as typed, for example `section=Rubrika`. A column named so must be there.
    ///
    /// # Errors
    /// When it is not of that form or the field is unknown.
    pub fn map(mut self, mapping: &str) -> Result<Self, ColumnsError> {
        let error = || ColumnsError::Mapping(mapping.chars().take(64).collect());
        let (field, column) = mapping.split_once('=').ok_or_else(error)?;
        let field = ArticleField::named(field.trim()).ok_or_else(error)?;
        self.0.insert(field, column.trim().to_owned());
        Ok(self)
    }

    pub(super) fn find(&self, header: &ByteRecord) -> Result<Positions, ColumnsError> {
        let names: Vec<_> = header.iter().map(|name| String::from_utf8_lossy(name)).collect();
        let names: Vec<_> = names.iter().map(|name| name.trim().to_lowercase()).collect();
        let position = |wanted: &str| names.iter().position(|name| *name == wanted.to_lowercase());
        let mut found = BTreeMap::new();
        for field in ArticleField::ALL {
            let typed = self.0.get(field).map(String::as_str);
            let place = match typed {
                Some(column) => position(column),
                None => field.usual_names().iter().find_map(|name| position(name)),
            };
            match place {
                Some(place) => found.insert(*field, place),
                None if typed.is_none() && *field != ArticleField::Url => None,
                None => return Err(missing(*field, typed, &names)),
            };
        }
        Ok(Positions(found))
    }
}

fn missing(field: ArticleField, typed: Option<&str>, header: &[String]) -> ColumnsError {
    ColumnsError::Missing {
        field: field.as_str(),
        wanted: typed.map_or_else(|| field.usual_names().join("` or `"), str::to_owned),
        header: header.join(", "),
    }
}

/// Where the fields stand in a row.
#[derive(Debug)]
pub(super) struct Positions(BTreeMap<ArticleField, usize>);

impl Positions {
    /// A field's text in a row, without surrounding space; empty where there is none.
    pub(super) fn text(&self, row: &ByteRecord, field: ArticleField) -> String {
        let cell = self.0.get(&field).and_then(|place| row.get(*place)).unwrap_or_default();
        String::from_utf8_lossy(cell).trim().to_owned()
    }
}
