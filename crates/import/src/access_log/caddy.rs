//! Caddy's structured log: a JSON object a line, with the request in an object of its own.

use std::borrow::Cow;

use serde::Deserialize;

use super::json::{self, Text};
use super::{LineError, LogLine, host, read_status, time};

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    ts: Text<'a>,
    #[serde(borrow)]
    request: Option<Request<'a>>,
    #[serde(borrow, default)]
    status: Text<'a>,
}

#[derive(Deserialize)]
struct Request<'a> {
    /// The reader's address, where Caddy trusts the proxy before it.
    #[serde(borrow, default)]
    client_ip: Text<'a>,
    #[serde(borrow, default)]
    remote_ip: Text<'a>,
    /// Address and port, in logs of Caddy before 2.5.
    #[serde(borrow, default)]
    remote_addr: Text<'a>,
    #[serde(borrow, default)]
    method: Text<'a>,
    #[serde(borrow, default)]
    host: Text<'a>,
    #[serde(borrow, default)]
    uri: Text<'a>,
    headers: Option<Headers<'a>>,
}

#[derive(Deserialize)]
struct Headers<'a> {
    #[serde(borrow, rename = "User-Agent", default)]
    user_agent: Text<'a>,
    #[serde(borrow, rename = "Referer", default)]
    referrer: Text<'a>,
}

pub(super) fn parse(line: &[u8]) -> Result<LogLine<'_>, LineError> {
    json::parse(
        line,
        |line| serde_json::from_slice::<Line<'_>>(line).map(read),
        |line| serde_json::from_slice::<Line<'_>>(line).map(|line| read(line).map(LogLine::into_owned)),
    )?
}

fn read(line: Line<'_>) -> Result<LogLine<'_>, LineError> {
    let request = line.request.ok_or(LineError::Missing("request"))?;
    let time = time::parse_any(line.ts.0.as_bytes()).ok_or(LineError::Time)?;
    if request.method.0.is_empty() || request.uri.0.is_empty() {
        return Err(LineError::Missing("request.method and request.uri"));
    }
    let headers = request.headers;
    let (user_agent, referrer) = match headers {
        Some(headers) => (Some(headers.user_agent.bytes()), headers.referrer.bytes()),
        None => (None, Cow::Borrowed(b"".as_slice())),
    };
    let addresses = [request.client_ip, request.remote_ip, without_port(request.remote_addr)];
    let client =
        addresses.into_iter().find(|address| !address.0.is_empty()).ok_or(LineError::Missing("remote_ip"))?;
    Ok(LogLine {
        host: host::read_text(request.host.0),
        client: client.bytes(),
        time,
        method: request.method.bytes(),
        target: request.uri.bytes(),
        status: read_status(line.status.0.as_bytes()).ok_or(LineError::Status)?,
        referrer,
        user_agent,
        whole: true,
    })
}

fn without_port(address: Text<'_>) -> Text<'_> {
    match address.0.parse::<std::net::SocketAddr>() {
        Ok(address) => Text(Cow::Owned(address.ip().to_string())),
        Err(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &str =
        r#""headers":{"User-Agent":["Mozilla/5.0"],"Referer":["https://t.me/"],"Te":["trailers"]}"#;

    fn line(ts: &str, request: &str) -> String {
        format!(
            r#"{{"level":"info","ts":{ts},"logger":"http.log.access","request":{{{request}}},"size":3609,"status":200}}"#
        )
    }

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_line_gives_all_its_fields() {
        let request = format!(
            r#""remote_ip":"192.0.2.1","client_ip":"192.0.2.7","method":"GET","host":"News.Example:443","uri":"/a?x=\"1\"",{HEADERS}"#
        );
        let line = line("1703373474.8155608", &request);
        let line = parse(line.as_bytes()).unwrap();
        assert_eq!(line.time.to_string(), "2023-12-23T23:17:54.815Z");
        assert_eq!((line.host.as_ref(), text(&line.client)), ("news.example", "192.0.2.7"));
        assert_eq!((text(&line.method), text(&line.target)), ("GET", r#"/a?x="1""#));
        assert_eq!(
            (text(&line.referrer), line.user_agent.as_deref().map(text)),
            ("https://t.me/", Some("Mozilla/5.0"))
        );
    }

    #[test]
    fn times_and_addresses_are_read_as_every_version_writes_them() {
        for ts in [
            "1703373474",
            "1703373474000",
            r#""2023-12-23T23:17:54Z""#,
            r#""2023/12/23 23:17:54.000""#,
            r#""2023-12-24T03:17:54+0400""#,
        ] {
            let line = line(ts, r#""remote_addr":"[2001:db8::7]:51000","method":"GET","host":"a","uri":"/""#);
            let line = parse(line.as_bytes()).unwrap();
            assert_eq!(
                (line.time.to_string().as_str(), text(&line.client)),
                ("2023-12-23T23:17:54Z", "2001:db8::7"),
                "{ts}"
            );
            assert_eq!(line.user_agent, None);
        }
    }

    #[test]
    fn other_lines_of_caddy_are_refused() {
        let check = |line: &str, error| assert_eq!(parse(line.as_bytes()), Err(error), "{line}");
        check(
            r#"{"level":"info","ts":1703373474.8,"logger":"tls","msg":"certificate obtained"}"#,
            LineError::Missing("request"),
        );
        check(&line("\"today\"", r#""remote_ip":"192.0.2.7","method":"GET","uri":"/""#), LineError::Time);
        check(&line("1703373474", r#""method":"GET","uri":"/""#), LineError::Missing("remote_ip"));
        check(
            &line("1703373474", r#""remote_ip":"192.0.2.7""#),
            LineError::Missing("request.method and request.uri"),
        );
        check(r#"{"ts":170337"#, LineError::Json);
        check("2023-12-23 info", LineError::Json);
    }
}
