//! JSON that an operator had nginx (or another server) write: an object a line, its fields under the names that are
//! commonly given them, in objects within the object too.
//!
//! Of several names for one thing the one counts that tells more: the client's real address before that of the
//! connection, a time with a zone before one without. `X-Forwarded-For` is not believed, since a client writes
//! what it likes there.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::{self, Text};
use super::text::split_request;
use super::{LineError, LogLine, host, read_status, time};

/// How deep objects are looked into.
const DEPTH: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Client,
    Time,
    Request,
    Method,
    Target,
    Query,
    Status,
    Referrer,
    UserAgent,
    Host,
}

const FIELDS: usize = 10;

/// Names in lower case, without what stands between their words; the better ones first.
#[rustfmt::skip]
const NAMES: [(Field, &[&str]); FIELDS] = [
    (Field::Client, &["clientip", "realip", "xrealip", "httpxrealip", "remoteaddr", "remoteip", "remoteaddress", "remotehost", "clientaddr", "clientaddress", "ip", "client", "remote", "sourceip"]),
    (Field::Time, &["timeiso8601", "iso8601", "timestamp", "datetime", "time", "timelocal", "date", "msec", "ts", "timemsec", "timeunix", "localtime"]),
    (Field::Request, &["request", "requestline"]),
    (Field::Method, &["requestmethod", "method", "httpmethod", "httprequestmethod", "verb", "httpverb"]),
    (Field::Target, &["requesturi", "uri", "url", "path", "requesturl", "requestpath", "urlpath", "httpurl", "httppath", "target"]),
    (Field::Query, &["args", "querystring", "query", "uriquery", "requestquery", "urlquery"]),
    (Field::Status, &["status", "statuscode", "httpstatus", "httpstatuscode", "responsestatus", "responsecode", "responsestatuscode", "response", "code"]),
    (Field::Referrer, &["httpreferer", "httpreferrer", "referer", "referrer", "requestreferer", "requestreferrer", "httprequestreferrer"]),
    (Field::UserAgent, &["httpuseragent", "useragent", "agent", "ua", "httpagent", "requestuseragent", "useragentoriginal"]),
    (Field::Host, &["host", "httphost", "vhost", "virtualhost", "servername", "domain", "requesthost"]),
];

/// What is known of each field so far, and how good the name was that it came under.
#[derive(Default)]
struct Found<'a>([Option<(usize, Text<'a>)>; FIELDS]);

impl<'a> Found<'a> {
    fn offer(&mut self, (field, rank): (Field, usize), text: Text<'a>) {
        let place = &mut self.0[field as usize];
        let is_time = || time::parse_any(text.0.as_bytes()).is_some();
        let is_better = place.as_ref().is_none_or(|(known, _)| rank < *known);
        if is_better && !text.0.is_empty() && text.0 != "-" && (field != Field::Time || is_time()) {
            *place = Some((rank, text));
        }
    }

    fn take(&mut self, field: Field) -> Option<Text<'a>> {
        self.0[field as usize].take().map(|(_, text)| text)
    }
}

/// What a name stands for, and how good a name for it it is.
fn known(name: &str) -> Option<(Field, usize)> {
    let mut plain = [0; 24];
    let mut length = 0;
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
        *plain.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    NAMES.iter().find_map(|(field, names)| {
        names.iter().position(|name| name.as_bytes() == plain).map(|rank| (*field, rank))
    })
}

pub(super) fn parse(line: &[u8]) -> Result<LogLine<'_>, LineError> {
    json::parse(
        line,
        |line| find(line).map(read),
        |line| find(line).map(|found| read(found).map(LogLine::into_owned)),
    )?
}

fn find(line: &[u8]) -> serde_json::Result<Found<'_>> {
    let mut found = Found::default();
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    Value { found: &mut found, name: None, depth: DEPTH }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(found)
}

fn read(mut found: Found<'_>) -> Result<LogLine<'_>, LineError> {
    let mut take = |field| found.take(field);
    let client = take(Field::Client).ok_or(LineError::Missing("client address"))?;
    let time =
        take(Field::Time).and_then(|text| time::parse_any(text.0.as_bytes())).ok_or(LineError::Time)?;
    let status = read_status(take(Field::Status).unwrap_or_default().0.as_bytes())
        .ok_or(LineError::Missing("status"))?;
    let (method, target) = match (take(Field::Request), take(Field::Target)) {
        (Some(request), _) if request.0.contains(' ') => split(request),
        // A log without methods is one of views.
        (_, Some(target)) => {
            (take(Field::Method).map_or(Cow::Borrowed(b"GET".as_slice()), Text::bytes), target.bytes())
        }
        (Some(request), None) => (request.bytes(), Cow::Borrowed(b"".as_slice())),
        (None, None) => return Err(LineError::Missing("request")),
    };
    let (address_host, target) = relative(target);
    let host = take(Field::Host).map(|text| host::read_text(text.0)).filter(|host| !host.is_empty());
    Ok(LogLine {
        host: host.unwrap_or(address_host),
        client: client.bytes(),
        time,
        method,
        target: with_query(target, take(Field::Query)),
        status,
        referrer: take(Field::Referrer).unwrap_or_default().bytes(),
        user_agent: take(Field::UserAgent).map(Text::bytes),
        whole: true,
    })
}

fn split(request: Text<'_>) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
    match request.bytes() {
        Cow::Borrowed(request) => {
            let (method, target) = split_request(request);
            (method.into(), target.into())
        }
        Cow::Owned(request) => {
            let (method, target) = split_request(&request);
            (method.to_owned().into(), target.to_owned().into())
        }
    }
}

/// The path of an address that was written down with its host, and the host.
fn relative(target: Cow<'_, [u8]>) -> (Cow<'_, str>, Cow<'_, [u8]>) {
    let rest = target.strip_prefix(b"https://").or_else(|| target.strip_prefix(b"http://"));
    let Some(rest) = rest else { return (Cow::Borrowed(""), target) };
    let slash = memchr::memchr(b'/', rest).unwrap_or(rest.len());
    let host = host::read(&rest[..slash]).into_owned();
    let path = if slash == rest.len() { b"/".to_vec() } else { rest[slash..].to_vec() };
    (Cow::Owned(host), Cow::Owned(path))
}

fn with_query<'a>(target: Cow<'a, [u8]>, query: Option<Text<'_>>) -> Cow<'a, [u8]> {
    match query {
        Some(query) if !target.contains(&b'?') => {
            let query = query.0.strip_prefix('?').unwrap_or(&query.0).as_bytes();
            Cow::Owned([&target, b"?".as_slice(), query].concat())
        }
        _ => target,
    }
}

/// A value on its way to where it belongs: the name that it stands under, and how deep objects within it may go.
struct Value<'f, 'a> {
    found: &'f mut Found<'a>,
    name: Option<(Field, usize)>,
    depth: u8,
}

impl<'a> Value<'_, 'a> {
    fn offer(self, text: Cow<'a, str>) {
        if let Some(name) = self.name {
            self.found.offer(name, Text(text));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.offer(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if self.name.is_some() {
            self.offer(Cow::Owned(text.to_owned()));
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.offer(Cow::Owned(number.to_string()));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        if self.name.is_some() {
            self.offer(Cow::Owned(number.to_string()));
        }
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        if self.name.is_some() {
            self.offer(Cow::Owned(number.to_string()));
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Some(first) = list.next_element::<Text<'de>>()? {
            self.offer(first.0);
            while list.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            // What the server answered with, or another server, has headers and times of its own.
            let is_others = key.starts_with("resp") || key.starts_with("upstream");
            if self.depth == 0 || (is_others && known(&key).is_none()) {
                map.next_value::<IgnoredAny>()?;
            } else {
                let value = Value { found: &mut *self.found, name: known(&key), depth: self.depth - 1 };
                map.next_value_seed(value)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    fn check(line: &str, expect: (&str, &str, &str, &str)) {
        let read = parse(line.as_bytes()).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(read.time.to_string(), "2026-11-17T06:05:03Z", "{line}");
        let status = read.status.map_or(String::new(), |status| status.to_string());
        assert_eq!(
            (text(&read.client), text(&read.method), text(&read.target), status.as_str()),
            expect,
            "{line}"
        );
    }

    #[test]
    fn the_names_that_operators_give_are_known() {
        check(
            r#"{"time_iso8601":"2026-11-17T10:05:03+04:00","remote_addr":"192.0.2.7","request":"GET /a?x=1 HTTP/2.0","status":"200","request_time":"0.004"}"#,
            ("192.0.2.7", "GET", "/a?x=1", "200"),
        );
        check(
            r#"{"@timestamp":"2026-11-17T06:05:03Z","clientip":"192.0.2.7","remote_addr":"192.0.2.1","request_method":"POST","uri":"/a","args":"x=1","status":200}"#,
            ("192.0.2.7", "POST", "/a?x=1", "200"),
        );
        check(
            r#"{"time_local":"17/Nov/2026:10:05:03 +0400","time":0.25,"ip":"192.0.2.7","path":"/a","response_code":304}"#,
            ("192.0.2.7", "GET", "/a", "304"),
        );
        check(
            r#"{"msec":1794895503.000,"remote_addr":"2001:db8::7","http":{"method":"GET","url":"https://News.Example/a"},"status":"000"}"#,
            ("2001:db8::7", "GET", "/a", ""),
        );
    }

    #[test]
    fn host_referrer_and_user_agent_are_found() {
        let line = r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","url":"http://a.example","status":200,"http_referrer":"https:\/\/t.me\/","http_user_agent":"a \"b\"","resp_headers":{"host":["x"]}}"#;
        let line = parse(line.as_bytes()).unwrap();
        assert_eq!((line.host.as_ref(), text(&line.target)), ("a.example", "/"));
        assert_eq!(
            (text(&line.referrer), line.user_agent.as_deref().map(text)),
            ("https://t.me/", Some(r#"a "b""#))
        );
        let absent = r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","uri":"/","status":200,"http_referer":"-","host":"-"}"#;
        let absent = parse(absent.as_bytes()).unwrap();
        assert_eq!((absent.host.as_ref(), text(&absent.referrer), absent.user_agent), ("", "", None));
    }

    #[test]
    fn nginx_escapes_that_are_no_json_are_understood() {
        let line = r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","request":"GET /\xC5\x9Fu\x22 HTTP/1.1","status":200}"#;
        assert_eq!(text(&parse(line.as_bytes()).unwrap().target), "/şu\"");
        let line =
            b"{\"ts\":\"2026-11-17T06:05:03Z\",\"ip\":\"192.0.2.7\",\"uri\":\"/caf\xE9\",\"status\":200}";
        assert_eq!(text(&parse(line).unwrap().target), "/caf%E9");
    }

    #[test]
    fn what_lacks_a_field_is_refused() {
        let check = |line: &str, error| assert_eq!(parse(line.as_bytes()), Err(error), "{line}");
        check(r#"{"ip":"192.0.2.7","uri":"/","status":200}"#, LineError::Time);
        check(
            r#"{"ts":"2026-11-17T06:05:03Z","uri":"/","status":200}"#,
            LineError::Missing("client address"),
        );
        check(r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","uri":"/"}"#, LineError::Missing("status"));
        check(
            r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","status":200}"#,
            LineError::Missing("request"),
        );
        check("[1]", LineError::Json);
        check(r#"{"a":1} x"#, LineError::Json);
    }
}
