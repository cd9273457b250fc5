//! What was read in some days: by section, author or language, and where readers came from.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tiraj_model::{Language, Site};
use tiraj_reporting::origins::{self, OriginFrames, Origins};
use tiraj_reporting::peers::Peers;
use tiraj_reporting::scope::{self, Kind, ScopeFrames, ScopeReport, Span};
use tiraj_store::{ArticleScope, Dimension, Period, Piece, Store, VisitDimension};

use super::{compute, masthead};
use crate::DashboardError;

/// Sections, authors or languages in some days.
pub(crate) async fn read_scope(
    store: &Store,
    site: &Site,
    kind: Kind,
    span: Span,
    peers: Arc<Peers>,
    now: Timestamp,
) -> Result<ScopeReport, DashboardError> {
    let scope = match kind {
        Kind::Section => ArticleScope::Section,
        Kind::Author => ArticleScope::Author,
        Kind::Language => ArticleScope::Lang,
    };
    let shown = between(site, span.from, span.to, now);
    let all = between(site, span.first_day(), span.to, now);
    let (days, readers, spread) = tokio::try_join!(
        store.scope_days(&all, scope),
        store.scope_readers(&shown, scope, Piece::All),
        store.scope_spread(&shown, scope, scope::LEADING as u32),
    )?;
    let masthead = masthead(site, Language::En);
    compute(move || {
        let frames = ScopeFrames { days: &days, readers: &readers, spread: &spread };
        scope::compute(&frames, Some(&peers), kind, span, &masthead, now)
    })
    .await
}

/// Where readers of some days came from.
pub(crate) async fn read_origins(
    store: &Store,
    site: &Site,
    span: Span,
    now: Timestamp,
) -> Result<Origins, DashboardError> {
    let shown = between(site, span.from, span.to, now);
    let both = between(site, origins::first_day(span), span.to, now);
    let (sources, countries, devices, networks, visits) = tokio::try_join!(
        store.site_breakdown_days(&both, Dimension::Source),
        store.site_breakdown(&shown, Dimension::Country),
        store.site_breakdown(&shown, Dimension::Device),
        store.site_breakdown(&shown, Dimension::Network),
        store.visit_days(&shown, VisitDimension::All),
    )?;
    let masthead = masthead(site, Language::En);
    compute(move || {
        let frames = OriginFrames {
            sources: &sources,
            countries: &countries,
            devices: &devices,
            networks: &networks,
            visits: &visits,
        };
        origins::compute(&frames, span, &masthead)
    })
    .await
}

/// Whole days of the site's zone, both included.
pub(crate) fn between(site: &Site, from: Date, to: Date, now: Timestamp) -> Period {
    let (from, to) = window(site, from, to, now);
    Period::new(site, from, to, now)
}

/// From when until before when days of the site's zone last.
pub(super) fn window(site: &Site, from: Date, to: Date, now: Timestamp) -> (Timestamp, Timestamp) {
    let start = |day: Date| day.to_zoned(site.zone()).map_or(now, |start| start.timestamp());
    (start(from), start(to.saturating_add(1.days())))
}
