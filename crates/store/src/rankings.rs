//! Ranking first, and counting readers for what is shown.

use std::collections::HashMap;

use serde::Deserialize;

use crate::period::Period;
use crate::question::question;
use crate::{Store, StoreError};

/// Bytes of keys that one question may name: values travel in its address, which has a greatest length.
pub(crate) const MOST_BYTES: usize = 12_000;

/// An article among those that lead in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RankedArticle {
    /// Its canonical path.
    pub(crate) path: String,
    /// Views.
    pub(crate) views: u64,
    /// Readers.
    pub(crate) readers: u64,
    /// Shares.
    pub(crate) shares: u64,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct RankRow {
    article: String,
    views: u64,
    shares: u64,
}

#[derive(Debug, clickhouse::Row, Deserialize)]
struct ReadersRow {
    key: String,
    readers: u64,
}

impl Store {
    /// The most viewed articles of a period that begins with a day of the site's zone, the most viewed first.
    pub(crate) async fn ranked_articles(
        &self,
        period: &Period,
        limit: u32,
    ) -> Result<Vec<RankedArticle>, StoreError> {
        let asked = period.put(self.ask(question!("visited_pages", "ranked_articles")));
        let rows: Vec<RankRow> = asked.with("limit", limit).rows().await?;
        let paths: Vec<&str> = rows.iter().map(|row| row.article.as_str()).collect();
        let readers = self.readers_of(period, "article", &paths).await?;
        let rank = |row: RankRow| RankedArticle {
            readers: readers.get(&row.article).copied().unwrap_or(0),
            path: row.article,
            views: row.views,
            shares: row.shares,
        };
        Ok(rows.into_iter().map(rank).collect())
    }

    /// The readers that keys of a scope had in a period that begins with a day of the site's zone; those of the named
    /// articles or stories, of everything else in any other scope.
    pub(crate) async fn readers_of(
        &self,
        period: &Period,
        scope: &str,
        keys: &[&str],
    ) -> Result<HashMap<String, u64>, StoreError> {
        if scope != "site" {
            self.refresh_readers(&period.site, period.now).await?;
        }
        let mut readers = HashMap::new();
        let all: &[&str] = &[];
        let pieces = if matches!(scope, "article" | "story") { by_bytes(keys) } else { vec![all] };
        for keys in pieces {
            let asked = period.put(self.ask(question!("reader_counts", "readers_of")));
            let asked = asked.with("scopes", vec![scope]).with("keys", keys).with("piece", "all");
            let rows: Vec<ReadersRow> = asked.rows().await?;
            readers.extend(rows.into_iter().map(|row| (row.key, row.readers)));
        }
        Ok(readers)
    }
}

/// Keys in as many pieces as one question each may name.
pub(crate) fn by_bytes<'a, 'k>(keys: &'a [&'k str]) -> Vec<&'a [&'k str]> {
    let (mut pieces, mut begin, mut bytes) = (Vec::new(), 0, 0);
    for (at, key) in keys.iter().enumerate() {
        bytes += key.len();
        if bytes > MOST_BYTES && at > begin {
            pieces.push(&keys[begin..at]);
            (begin, bytes) = (at, key.len());
        }
    }
    if begin < keys.len() {
        pieces.push(&keys[begin..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_in_pieces_that_an_address_holds() {
        let (long, short) = ("x".repeat(7_000), "/a".to_owned());
        let keys = [&*short, &*long, &*long, &*short];
        let pieces: Vec<usize> = by_bytes(&keys).iter().map(|piece| piece.len()).collect();
        assert_eq!(pieces, [2, 2]);
        assert!(by_bytes(&[]).is_empty());
        let longer = "x".repeat(MOST_BYTES + 1);
        assert_eq!(by_bytes(&[&longer, &longer]).len(), 2);
    }
}
