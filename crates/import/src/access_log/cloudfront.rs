//! Amazon CloudFront's standard log: W3C extended, fields apart by tabs, in the order that the line `#Fields:` names.
//!
//! Times are UTC. Texts are percent-encoded, some of them twice. The host is the one that the viewer asked
//! (`x-host-header`), where the log holds it, or else the distribution's (`cs(Host)`).

use std::borrow::Cow;
use std::sync::Arc;

use super::{LineError, LogLine, escape, host, read_status, time};

/// The beginning of the line that names the fields.
const DIRECTIVE: &[u8] = b"#Fields:";

/// Where in a line each field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns(Arc<Places>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Places {
    count: usize,
    date: Option<usize>,
    time: Option<usize>,
    client: Option<usize>,
    method: Option<usize>,
    stem: Option<usize>,
    query: Option<usize>,
    status: Option<usize>,
    referrer: Option<usize>,
    user_agent: Option<usize>,
    host: Option<usize>,
    distribution: Option<usize>,
}

/// As CloudFront has written the first fields since 2014, for a part of a log that has lost its header.
impl Default for Columns {
    fn default() -> Self {
        Self::new(
            b"date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) \
              cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header",
        )
    }
}

impl Columns {
    /// The fields that a line names, where it is the one that does.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        line.strip_prefix(DIRECTIVE).map(Self::new)
    }

    /// The fields that the last such line of a text names.
    pub(super) fn last(text: &[u8]) -> Option<Self> {
        let mut rest = text;
        while let Some(at) = memchr::memmem::rfind(rest, DIRECTIVE) {
            if at == 0 || rest[at - 1] == b'\n' {
                let line = rest[at..].split(|byte| *byte == b'\n').next().unwrap_or_default();
                return Self::read(line.trim_ascii());
            }
            rest = &rest[..at];
        }
        None
    }

    fn new(names: &[u8]) -> Self {
        let mut places = Places::default();
        for name in names.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()) {
            let place = match name.to_ascii_lowercase().as_slice() {
                b"date" => Some(&mut places.date),
                b"time" => Some(&mut places.time),
                b"c-ip" => Some(&mut places.client),
                b"cs-method" => Some(&mut places.method),
                b"cs-uri-stem" => Some(&mut places.stem),
                b"cs-uri-query" => Some(&mut places.query),
                b"sc-status" => Some(&mut places.status),
                b"cs(referer)" => Some(&mut places.referrer),
                b"cs(user-agent)" => Some(&mut places.user_agent),
                b"x-host-header" => Some(&mut places.host),
                b"cs(host)" => Some(&mut places.distribution),
                _ => None,
            };
            if let Some(place) = place {
                *place = Some(places.count);
            }
            places.count += 1;
        }
        Self(Arc::new(places))
    }
}

/// Whether a line is about the log and not of it.
pub(super) fn is_directive(line: &[u8]) -> bool {
    line.first() == Some(&b'#')
}

pub(super) fn parse<'a>(line: &'a [u8], columns: &Columns) -> Result<LogLine<'a>, LineError> {
    let places = &*columns.0;
    let fields = split(line, places.count);
    let get = |place: Option<usize>| place.and_then(|at| fields.get(at)).copied();
    let need = |place, name| get(place).ok_or(LineError::Missing(name));
    let time =
        time::parse_utc(need(places.date, "date")?, need(places.time, "time")?).ok_or(LineError::Time)?;
    let stem = need(places.stem, "cs-uri-stem")?;
    let query = get(places.query).filter(|query| !is_absent(query));
    let known =
        |place| get(place).filter(|text| !is_absent(text)).map(host::read).filter(|host| !host.is_empty());
    Ok(LogLine {
        host: known(places.host).or_else(|| known(places.distribution)).unwrap_or_default(),
        client: Cow::Borrowed(need(places.client, "c-ip")?),
        time,
        method: Cow::Borrowed(need(places.method, "cs-method")?),
        target: query.map_or(Cow::Borrowed(stem), |query| Cow::Owned([stem, b"?", query].concat())),
        status: read_status(need(places.status, "sc-status")?).ok_or(LineError::Status)?,
        referrer: get(places.referrer).map_or(Cow::Borrowed(b"".as_slice()), decode),
        user_agent: get(places.user_agent).map(decode),
        whole: fields.len() >= places.count,
    })
}

/// The fields of a line. Tabs are between them; a log that went through other hands may have blanks there.
fn split(line: &[u8], count: usize) -> Vec<&[u8]> {
    let mut fields = Vec::with_capacity(count);
    if memchr::memchr(b'\t', line).is_some() {
        fields.extend(line.split(|byte| *byte == b'\t').map(<[u8]>::trim_ascii));
    } else {
        fields.extend(line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()));
    }
    fields
}

fn is_absent(field: &[u8]) -> bool {
    field.is_empty() || field == b"-"
}

/// A header's text: percent-encoded by CloudFront, and until some years ago twice.
fn decode(field: &[u8]) -> Cow<'_, [u8]> {
    let once = percent_decode(field);
    if memchr::memmem::find(&once, b"%20").is_some() {
        Cow::Owned(percent_decode(&once).into_owned())
    } else {
        once
    }
}

fn percent_decode(field: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'%', field).is_none() {
        return Cow::Borrowed(field);
    }
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, others)) = rest.split_first() {
        let byte = match others {
            [high, low, ..] if *first == b'%' => escape::hex(*high).zip(escape::hex(*low)),
            _ => None,
        };
        out.push(byte.map_or(*first, |(high, low)| high << 4 | low));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_header_says_where_fields_stand() {
        let columns = Columns::read(
            b"#Fields: time date cs-uri-stem cs-uri-query c-ip sc-status cs-method cs(User-Agent) cs(Host)",
        );
        let line =
            b"01:13:11\t2026-11-17\t/a%20b\tx=1\t192.0.2.7\t200\tGET\tMozilla/5.0%2520(X11)\tD1.example";
        let line = parse(line, &columns.unwrap()).unwrap();
        assert_eq!(line.time.to_string(), "2026-11-17T01:13:11Z");
        assert_eq!((text(&line.target), text(&line.client)), ("/a%20b?x=1", "192.0.2.7"));
        assert_eq!(line.user_agent.as_deref().map(text), Some("Mozilla/5.0 (X11)"));
        assert_eq!((line.host.as_ref(), line.status, line.whole), ("d1.example", Some(200), true));
    }

    #[test]
    fn the_host_that_was_asked_goes_before_the_distributions() {
        let line = b"2026-11-17 01:13:11 FRA2 182 192.0.2.7 GET d1.cloudfront.example /a 200 - Mozilla/5.0%20(X11) - - Miss id News.Example";
        let parsed = parse(line, &Columns::default()).unwrap();
        assert_eq!((parsed.host.as_ref(), text(&parsed.referrer)), ("news.example", "-"));
        assert_eq!(parsed.user_agent.as_deref().map(text), Some("Mozilla/5.0 (X11)"));
    }

    #[test]
    fn what_lacks_a_field_is_refused_by_its_name() {
        let check =
            |line: &str, error| assert_eq!(parse(line.as_bytes(), &Columns::default()), Err(error), "{line}");
        check("2026-11-17\t01:13:11\tFRA2\t182", LineError::Missing("cs-uri-stem"));
        check("2026-11-17\t25:13:11\tFRA2\t182\t192.0.2.7\tGET\td\t/\t200", LineError::Time);
        check("2026-11-17\t01:13:11\tFRA2\t182\t192.0.2.7\tGET\td\t/\tmany", LineError::Status);
        let unanswered = "2026-11-17\t01:13:11\tFRA2\t182\t192.0.2.7\tGET\td\t/\t000";
        assert_eq!(parse(unanswered.as_bytes(), &Columns::default()).unwrap().status, None);
    }

    #[test]
    fn the_last_header_of_a_text_holds_for_what_follows() {
        let text = b"#Fields: date\n#Fields: date time\nx #Fields: no\n#Version: 1.0\n";
        assert_eq!(Columns::last(text), Columns::read(b"#Fields: date time"));
        assert_eq!(Columns::last(b"x #Fields: date"), None);
    }

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(text(&percent_decode(b"100%25%zz%4")), "100%%zz%4");
    }
}
