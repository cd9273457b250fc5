//! The formats, their names, and which of them a log is written in.

use std::str::FromStr;

use super::cloudfront::{self, Columns};
use super::{LineError, LogLine, caddy, nginx, text};

/// How many lines at the beginning of a log are looked at to find its format.
const LOOKED_AT: usize = 200;

/// A format of access logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache's and nginx's `combined`; the common format is the same without referrer and user agent.
    Combined,
    /// The same with the virtual host in front, with or without port, as Apache's `vhost_combined`.
    VhostCombined,
    /// Caddy's structured log.
    Caddy,
    /// A JSON object a line, as an operator's `log_format` of nginx makes it.
    Nginx,
    /// Amazon CloudFront's standard log: W3C extended, with a header that names the fields.
    CloudFront,
}

impl Format {
    /// All of them; of two that read a log equally well, the earlier is taken for its format.
    pub const ALL: [Self; 5] =
        [Self::Combined, Self::VhostCombined, Self::Caddy, Self::Nginx, Self::CloudFront];

    /// The names by which operators may call it, the first of which is shown.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Combined => &["combined", "common"],
            Self::VhostCombined => &["vhost-combined", "vhost-common", "vhost"],
            Self::Caddy => &["caddy-json", "caddy"],
            Self::Nginx => &["nginx-json", "nginx"],
            Self::CloudFront => &["cloudfront"],
        }
    }

    /// Takes a line apart, given without its line ending and the blanks around it.
    ///
    /// # Errors
    /// When the line is not of this format.
    pub(super) fn parse<'a>(self, line: &'a [u8], columns: &Columns) -> Result<LogLine<'a>, LineError> {
        match self {
            Self::Combined => text::parse(line, false),
            Self::VhostCombined => text::parse(line, true),
            Self::Caddy => caddy::parse(line),
            Self::Nginx => nginx::parse(line),
            Self::CloudFront => cloudfront::parse(line, columns),
        }
    }

    /// The format that most of the first lines are of; `None` where none of them is of any.
    pub(super) fn detect(log: &[u8]) -> Option<Self> {
        let mut counts = [0_usize; Self::ALL.len()];
        let lines = log.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let mut columns = Columns::default();
        for line in lines.take(LOOKED_AT) {
            if let Some(named) = Columns::read(line) {
                columns = named;
            }
            for (count, format) in counts.iter_mut().zip(Self::ALL) {
                *count += usize::from(format.parse(line, &columns).is_ok());
            }
        }
        // The last of equals wins, so the formats are asked from the last to the first.
        let best = Self::ALL.into_iter().zip(counts).rev().max_by_key(|(_, count)| *count)?;
        (best.1 > 0).then_some(best.0)
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.names()[0])
    }
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no format of access logs; use one of: {known}")]
pub struct UnknownFormat {
    name: String,
    known: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let named = |format: &Self| format.names().iter().any(|known| known.eq_ignore_ascii_case(name));
        Self::ALL.into_iter().find(named).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().flat_map(|format| format.names()).copied().collect();
            UnknownFormat { name: name.to_owned(), known: known.join(", ") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMON: &str = r#"192.0.2.7 - - [17/Nov/2026:10:05:03 +0400] "GET / HTTP/1.1" 200 1"#;

    fn check(log: &str, expect: Option<Format>) {
        assert_eq!(Format::detect(log.as_bytes()), expect, "{log}");
    }

    #[test]
    fn a_format_is_known_by_the_first_lines() {
        check(COMMON, Some(Format::Combined));
        check(&format!("news.example:443 {COMMON}"), Some(Format::VhostCombined));
        check(
            r#"{"ts":1703373474.8,"request":{"remote_ip":"192.0.2.7","method":"GET","host":"a","uri":"/"},"status":200}"#,
            Some(Format::Caddy),
        );
        check(
            r#"{"time_iso8601":"2026-11-17T10:05:03+04:00","remote_addr":"192.0.2.7","request":"GET / HTTP/1.1","status":"200"}"#,
            Some(Format::Nginx),
        );
        check(
            "2014-05-23\t01:13:11\tFRA2\t182\t192.0.2.10\tGET\td.example\t/a\t200\t-\tua\t-",
            Some(Format::CloudFront),
        );
        check("a,b,c\n1,2,3\n", None);
        check("", None);
    }

    #[test]
    fn strange_first_lines_do_not_decide() {
        let scanner = COMMON.replace(" - - ", " - id; cat ");
        check(&format!("{scanner}\ngarbage\n\n{COMMON}\n{COMMON}\n"), Some(Format::Combined));
    }

    #[test]
    fn formats_go_by_their_names() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
            assert!(format.names().iter().all(|name| name.parse() == Ok(format)));
        }
        let error = "iis".parse::<Format>().unwrap_err().to_string();
        assert!(
            error.starts_with("`iis` is no format of access logs; use one of: combined, common, vhost-"),
            "{error}"
        );
    }
}
