//! The one crate that speaks SQL: client, migrations, inserts, rollups, reads.
//!
//! Writing ([`Store::insert_events`], [`Store::upsert_articles`], the rollups) and reading (the questions
//! under `sql/`) share only the schema of `schemas/clickhouse/`. Every statement lies in a file named for
//! the question it answers, takes its values as server-side parameters, and says who asked (`log_comment`).
//! Frames come back as the Arrow stream that ClickHouse wrote, for Polars to read.

mod article_figures;
mod article_file;
mod articles;
mod audit;
mod balance;
mod borders;
mod breakdowns;
mod claims;
mod cluster;
mod condition;
mod connect;
mod erasure;
mod error;
mod events;
mod export;
mod freeze;
mod inquiry;
mod ledger;
mod loads;
mod migrate;
mod namings;
mod period;
mod places;
mod question;
mod rankings;
mod reads;
mod reclassification;
mod removal;
mod rollups;
mod salts;
mod seeded_views;
mod stale_hours;
mod sweep;
mod trial;
mod visits;

pub use article_figures::{
    ArticleDetail, ArticleFigures, ArticleOrder, MemberFigures, SelectedArticles, Selection, StoryFigures,
};
pub use article_file::{Address, ArticleFile, Edit, Member, Said, StoryFile};
pub use articles::{ArticleChange, Outcome, Saying};
pub use audit::Difference;
pub use balance::{Account, Balance, Intake, add_pending};
pub use breakdowns::{ArticleScope, Dimension, Piece, VisitDimension};
pub use claims::Term;
pub use condition::Condition;
pub use connect::{SocketConnector, SocketStream, Store, Target};
pub use erasure::{Erasable, ErasableCounts, Erasure};
pub use error::StoreError;
pub use events::Batch;
pub use export::{ExportFormat, Rollup, Rows};
pub use freeze::FROZEN;
pub use inquiry::{
    FigureRow, Figures, Filter, Inquiry, MOST_DIMENSIONS, MOST_FILTER_BYTES, MOST_FILTERS, MOST_TEXTS, Order,
    SortKey,
};
pub use ledger::{LedgerMinute, LedgerRow, ledger_second};
pub use loads::{Load, LoadKind, NotedLoad, Reached};
pub use migrate::{MIGRATIONS, Migration, MigrationPlan};
pub use period::Period;
pub use reads::{KnownArticle, PlatformCount, TableFootprint, TrackedDay, VerdictCount, ViewTotal};
pub use reclassification::{Evidence, EvidenceRows, History, Reclassified};
pub use removal::Removal;
pub use rollups::SiteHour;
pub use stale_hours::StaleHour;
pub use visits::Visit;
