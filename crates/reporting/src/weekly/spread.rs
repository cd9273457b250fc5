//! How the week's reading spread: shares by network, views by channel and source.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use tiraj_locale::Locale;

use super::Weeks;
use super::inputs::Inputs;
use crate::figure::{Baseline, Figure, ratio};
use crate::label;
use crate::window::{WEEKS, WEEKS_BEFORE};

/// How many sources a channel lists.
const SOURCES: usize = 5;

/// A share network in the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct NetworkRow {
    /// The network's fixed name, for example `copy_link`.
    pub network: String,
    /// The name to show.
    pub label: String,
    /// Shares by it.
    pub shares: Figure<u64>,
    /// Its part of all shares.
    pub portion: f64,
}

/// A channel in the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelRow {
    /// The channel's fixed name, for example `search`.
    pub channel: String,
    /// The name to show.
    pub label: String,
    /// Views that came by it.
    pub views: Figure<u64>,
    /// Its part of all views.
    pub portion: f64,
    /// Its greatest sources; those without a name are left out.
    pub sources: Vec<SourceRow>,
}

/// A source of a channel in the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// The source's name, or its host.
    pub source: String,
    /// Views that came from it.
    pub views: Figure<u64>,
}

/// The networks that were used in the reported week, the most used first.
pub(super) fn networks(inputs: &Inputs, baseline: Baseline, locale: Locale) -> Vec<NetworkRow> {
    let all: u64 = inputs.networks.values().map(|[weeks]| weeks[WEEKS_BEFORE]).sum();
    let row = |([network], [weeks]): (&[String; 1], &[Weeks; 1])| NetworkRow {
        network: network.clone(),
        label: label::network(network, locale),
        shares: baseline.figure(weeks),
        portion: ratio(weeks[WEEKS_BEFORE], all).unwrap_or(0.0),
    };
    let used = inputs.networks.iter().map(row).filter(|row| row.shares.value > 0);
    ranked(used.collect(), |row| row.shares.value)
}

/// The channels that brought views in the reported week, the greatest first.
pub(super) fn channels(inputs: &Inputs, baseline: Baseline, locale: Locale) -> Vec<ChannelRow> {
    let mut channels: BTreeMap<&str, Vec<(&str, Weeks)>> = BTreeMap::new();
    for ([channel, source], [weeks]) in &inputs.sources {
        channels.entry(channel).or_default().push((source, *weeks));
    }
    let all: u64 = inputs.sources.values().map(|[weeks]| weeks[WEEKS_BEFORE]).sum();
    let rows = channels.into_iter().map(|(channel, sources)| {
        let weeks = sources.iter().fold([0; WEEKS], |sum, (_, weeks)| added(sum, weeks));
        ChannelRow {
            channel: channel.to_owned(),
            label: label::channel(channel, locale),
            views: baseline.figure(&weeks),
            portion: ratio(weeks[WEEKS_BEFORE], all).unwrap_or(0.0),
            sources: greatest(&sources, baseline),
        }
    });
    ranked(rows.filter(|row| row.views.value > 0).collect(), |row| row.views.value)
}

fn greatest(sources: &[(&str, Weeks)], baseline: Baseline) -> Vec<SourceRow> {
    let named = sources.iter().filter(|(source, weeks)| !source.is_empty() && weeks[WEEKS_BEFORE] > 0);
    let rows = named
        .map(|(source, weeks)| SourceRow { source: (*source).to_owned(), views: baseline.figure(weeks) });
    let mut rows = ranked(rows.collect(), |row: &SourceRow| row.views.value);
    rows.truncate(SOURCES);
    rows
}

/// The greatest first; equal ones keep the order of their names.
fn ranked<R>(mut rows: Vec<R>, value: impl Fn(&R) -> u64) -> Vec<R> {
    rows.sort_by_key(|row| Reverse(value(row)));
    rows
}

fn added(sum: Weeks, weeks: &Weeks) -> Weeks {
    std::array::from_fn(|week| sum[week] + weeks[week])
}
