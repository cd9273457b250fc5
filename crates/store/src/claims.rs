//! What only one may have: a node its number, a worker its lease.
//!
//! A claim is an insert under a deduplication token made of what is claimed, so the database keeps the first of several and
//! drops the rest, whoever comes at the same moment. Whose it is, is always read back: a dropped claim is answered like a
//! kept one, and a killed database can remember a token whose row it lost. On a replicated cluster the tokens are shared by
//! its replicas; one that lags shows a claimant too little, so that it believes less than it has, never more.

use std::time::Duration;

use clickhouse::{RowOwned, RowWrite};
use serde::{Deserialize, Serialize};

use crate::question::question;
use crate::{Store, StoreError};

/// The newest term of a lease.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct Term {
    /// Its number; they only grow.
    pub term: u64,
    /// Who has it.
    pub holder: String,
    /// Milliseconds until it ends by the database's clock; negative where it has ended.
    pub left_ms: i64,
}

#[derive(clickhouse::Row, Serialize)]
struct NodeRow {
    number: u16,
    identity: String,
}

#[derive(clickhouse::Row, Serialize)]
struct TermRow {
    name: String,
    term: u64,
    holder: String,
    length_ms: u32,
}

impl Store {
    /// The identity of the node that has a number; `None` where nobody has.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn node_identity(&self, number: u16) -> Result<Option<String>, StoreError> {
        let rows = self.ask(question!("node_identity")).with("number", number).rows().await?;
        Ok(rows.into_iter().next())
    }

    /// Claims a number for a node. Whether it has it then, [`Store::node_identity`] tells.
    ///
    /// # Errors
    /// See [`Store::node_identity`].
    pub async fn claim_node(&self, number: u16, identity: &str) -> Result<(), StoreError> {
        let row = NodeRow { number, identity: identity.to_owned() };
        self.claim("nodes", "claim_node", &format!("node-{number}"), &row).await
    }

    /// The newest term of a lease; `None` where nobody ever had it.
    ///
    /// # Errors
    /// See [`Store::node_identity`].
    pub async fn newest_term(&self, name: &str) -> Result<Option<Term>, StoreError> {
        Ok(self.ask(question!("newest_term")).with("name", name).rows().await?.into_iter().next())
    }

    /// Claims a term of a lease, which begins now and lasts so long. Whose it is then, [`Store::newest_term`] tells.
    ///
    /// # Errors
    /// See [`Store::node_identity`].
    pub async fn claim_term(
        &self,
        name: &str,
        term: u64,
        holder: &str,
        length: Duration,
    ) -> Result<(), StoreError> {
        let length_ms = u32::try_from(length.as_millis()).unwrap_or(u32::MAX);
        let row = TermRow { name: name.to_owned(), term, holder: holder.to_owned(), length_ms };
        self.claim("leases", "claim_term", &format!("{name}-{term}"), &row).await
    }

    async fn claim<T: RowOwned + RowWrite>(
        &self,
        table: &str,
        name: &'static str,
        token: &str,
        row: &T,
    ) -> Result<(), StoreError> {
        let fail = |error| StoreError::new(name, error);
        let insert = self.client.insert::<T>(table).await.map_err(fail)?;
        let mut insert = insert
            .with_setting("insert_deduplicate", "1")
            .with_setting("deduplicate_insert", "enable")
            .with_setting("insert_deduplication_token", token)
            .with_setting("log_comment", format!("{}:{name}", self.origin));
        insert.write(row).await.map_err(fail)?;
        insert.end().await.map_err(fail)
    }
}
