//! The layers that a setting's value may come from.

use std::collections::BTreeMap;

use anyhow::{Context, bail};

use super::keys::{KEYS, Key};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    Environment(&'static str),
    File(String),
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment(variable) => write!(f, "environment {variable}"),
            Self::File(path) => f.write_str(path),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting with its value.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) key: &'static Key,
    pub(crate) value: String,
    pub(crate) origin: Origin,
}

impl Resolved {
    /// The value as it may be shown.
    pub(crate) fn shown(&self) -> &str {
        if self.key.secret && !self.value.is_empty() { "(set)" } else { &self.value }
    }
}

/// Every setting, resolved.
#[derive(Debug, Clone)]
pub(crate) struct Layers(Vec<Resolved>);

impl Layers {
    /// Resolves every key. `flags` holds what was typed, by key; `file` is the path and the text of `tiraj.toml`.
    pub(crate) fn new(
        flags: &BTreeMap<&'static str, String>,
        environment: &dyn Fn(&str) -> Option<String>,
        file: Option<(&str, &str)>,
    ) -> anyhow::Result<Self> {
        let path = file.map_or("", |(path, _)| path);
        let written = file.map(|(path, text)| read_file(path, text)).transpose()?.unwrap_or_default();
        let resolve = |key: &'static Key| {
            let flag = flags.get(key.name).map(|value| (value.clone(), Origin::Flag));
            let variable =
                || environment(key.variable).map(|value| (value, Origin::Environment(key.variable)));
            let line = || written.get(key.name).map(|value| (value.clone(), Origin::File(path.to_owned())));
            let (value, origin) =
                flag.or_else(variable).or_else(line).unwrap_or((key.default.to_owned(), Origin::Default));
            Resolved { key, value, origin }
        };
        Ok(Self(KEYS.iter().map(resolve).collect()))
    }

    /// A setting by its name, which must be one of [`KEYS`].
    pub(crate) fn get(&self, name: &str) -> &Resolved {
        self.0.iter().find(|resolved| resolved.key.name == name).expect("the name is one of KEYS")
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Resolved] {
        &self.0
    }
}

/// The file's values by their full names.
fn read_file(path: &str, text: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let table: toml::Table = text.parse().with_context(|| format!("{path} is not valid TOML"))?;
    let mut values = BTreeMap::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => {
                for (inner_name, value) in inner {
                    insert(&mut values, path, format!("{name}.{inner_name}"), &value)?;
                }
            }
            value => insert(&mut values, path, name, &value)?,
        }
    }
    Ok(values)
}

fn insert(
    values: &mut BTreeMap<String, String>,
    path: &str,
    name: String,
    value: &toml::Value,
) -> anyhow::Result<()> {
    if !KEYS.iter().any(|key| key.name == name) {
        bail!("{path} has the unknown setting `{name}`; the nearest known one is `{}`", nearest(&name));
    }
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(truth) => truth.to_string(),
        _ => bail!("{path}: `{name}` wants a text, a number, or true or false"),
    };
    values.insert(name, text);
    Ok(())
}

fn nearest(name: &str) -> &'static str {
    let distance = |key: &&Key| strsim::damerau_levenshtein(name, key.name);
    KEYS.iter().min_by_key(distance).map_or("", |key| key.name)
}
