//! The arguments that every command on a data folder has.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::settings::{Layers, Settings};
use crate::telemetry;

/// The file of settings that is read where none is named.
const FILE: &str = "tiraj.toml";

/// Which data folder, and which settings.
#[derive(Debug, Clone, Args)]
pub(crate) struct FolderArgs {
    /// The data folder [default: tiraj-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// The file of settings [default: tiraj.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl FolderArgs {
    /// The arguments of a command that keeps its data in `data` and nowhere else.
    pub(crate) const fn at(data: PathBuf) -> Self {
        Self { data: Some(data), config: None }
    }

    /// Every setting, with what was typed as flags.
    pub(crate) fn layers(&self, mut flags: BTreeMap<&'static str, String>) -> anyhow::Result<Layers> {
        if let Some(data) = &self.data {
            flags.insert("data", data.display().to_string());
        }
        let path = self.config.clone().unwrap_or_else(|| FILE.into());
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.config.is_none() => None,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let shown = path.display().to_string();
        let file = text.as_deref().map(|text| (shown.as_str(), text));
        Layers::new(&flags, &|name| std::env::var(name).ok(), file)
    }

    /// The settings of a command that ends by itself: it logs warnings only, since its results are its talk.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        let layers = self.layers(BTreeMap::new())?;
        let mut settings = Settings::new(&layers)?;
        if layers.get("log.level").origin == crate::settings::Origin::Default {
            settings.log_level = "warn".to_owned();
        }
        telemetry::start(&settings);
        Ok(settings)
    }
}
