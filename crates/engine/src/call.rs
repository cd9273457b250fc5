//! Reading a request of the ClickHouse HTTP interface.

use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequest, Multipart, Query, Request};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Method, header};

use crate::exception::{Exception, code};
use crate::session::Scope;
use crate::statement::{self, Scan};

/// Longest text of a statement, in bytes; the data of an `INSERT` is not limited.
pub(crate) const MAX_STATEMENT: usize = 16 << 20;

/// What a request asks for.
pub(crate) struct Call {
    pub(crate) scope: Scope,
    pub(crate) parameters: Vec<(String, String)>,
    /// Output format of a statement that names none.
    pub(crate) format: String,
    pub(crate) query_id: Option<String>,
    pub(crate) statement: Statement,
}

/// The text of a request, sorted by how the engine must be fed.
pub(crate) enum Statement {
    /// Run as it stands; blank for a request without any text.
    Query(String),
    /// The data begins with `inline` and goes on in `rest`.
    Insert { head: String, format: String, inline: Bytes, rest: BodyDataStream },
}

impl Call {
    /// Reads URL, headers and as much of the body as belongs to the statement.
    pub(crate) async fn read(request: Request) -> Result<Self, Exception> {
        refuse_encoded(request.headers())?;
        let mut fields = Fields::default();
        fields.take_headers(request.headers());
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(request.uri())
            .map_err(|rejection| bad(&format!("The URL cannot be read: {rejection}.")))?;
        pairs.0.into_iter().try_for_each(|(name, value)| fields.take(name, value))?;
        // As a ClickHouse server does: a link that is followed must not change data.
        if request.method() == Method::GET {
            fields.settings.push(("readonly".to_owned(), "2".to_owned()));
        }
        let statement = if is_multipart(request.headers()) {
            fields.take_form(request).await?;
            split(fields.text(), Body::empty().into_data_stream()).await?
        } else {
            split(fields.text(), request.into_body().into_data_stream()).await?
        };
        let scope = Scope { database: fields.database, settings: fields.settings };
        let format = fields.format.unwrap_or_else(|| "TabSeparated".to_owned());
        Ok(Self { scope, parameters: fields.parameters, format, query_id: fields.query_id, statement })
    }
}

fn bad(text: &str) -> Exception {
    Exception::new(code::BAD_ARGUMENTS, &format!("{text} (BAD_ARGUMENTS)"))
}

fn refuse_encoded(headers: &HeaderMap) -> Result<(), Exception> {
    match headers.get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(bad(
            "Compressed requests are not supported: send the body as it is, without Content-Encoding.",
        )),
        _ => Ok(()),
    }
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Everything of a request but the body of a plain one.
#[derive(Default)]
struct Fields {
    text: String,
    database: Option<String>,
    format: Option<String>,
    query_id: Option<String>,
    parameters: Vec<(String, String)>,
    settings: Vec<(String, String)>,
}

impl Fields {
    fn take_headers(&mut self, headers: &HeaderMap) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        self.database = text("X-ClickHouse-Database");
        self.format = text("X-ClickHouse-Format");
    }

    /// Sorts one pair of the URL's query or of a form.
    fn take(&mut self, name: String, value: String) -> Result<(), Exception> {
        match name.as_str() {
            "query" => self.text.push_str(&value),
            "database" => self.database = Some(value).filter(|name| !name.is_empty()),
            "default_format" => self.format = Some(value).filter(|name| !name.is_empty()),
            "query_id" => self.query_id = Some(value).filter(|id| !id.is_empty()),
            // There are no users here, an answer needs no buffering to be whole, and no session is kept.
            "user"
            | "password"
            | "quota_key"
            | "wait_end_of_query"
            | "buffer_size"
            | "client_protocol_version" => {}
            "session_id" | "session_timeout" | "session_check" => {
                return Err(bad("Sessions are not supported: every request stands alone."));
            }
            "compress" | "decompress" if matches!(value.as_str(), "" | "0" | "false") => {}
            "compress" | "decompress" => {
                return Err(bad("Compression is not supported: turn it off in the client."));
            }
            _ => match name.strip_prefix("param_") {
                Some(parameter) => self.parameters.push((parameter.to_owned(), value)),
                None => self.settings.push((name, value)),
            },
        }
        Ok(())
    }

    /// A form carries the query and its parameters: the official client's way once there are parameters.
    async fn take_form(&mut self, request: Request) -> Result<(), Exception> {
        let unreadable = |reason: String| bad(&format!("The form cannot be read: {reason}."));
        let mut form = Multipart::from_request(request, &()).await.map_err(|e| unreadable(e.body_text()))?;
        while let Some(field) = form.next_field().await.map_err(|e| unreadable(e.body_text()))? {
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() {
                return Err(bad("External tables are not supported: the form holds a file."));
            }
            self.take(name, field.text().await.map_err(|e| unreadable(e.body_text()))?)?;
        }
        Ok(())
    }

    /// The statement, or its beginning, as far as it is not in the body; a line end parts it from the rest.
    fn text(&mut self) -> BytesMut {
        let mut text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            text.push('\n');
        }
        BytesMut::from(text.as_bytes())
    }
}

/// Reads on until the statement is known: to the head's end for an `INSERT` with data, to the body's end for
/// others.
async fn split(mut text: BytesMut, mut rest: BodyDataStream) -> Result<Statement, Exception> {
    loop {
        match statement::scan(&text, false) {
            Scan::Insert { head, format, data } => {
                let inline = text.split_off(data).freeze();
                return Ok(Statement::Insert { head, format, inline, rest });
            }
            Scan::Incomplete => {}
            Scan::Other => return collect(text, rest).await.map(Statement::Query),
        }
        if !read_on(&mut text, &mut rest).await? {
            break;
        }
    }
    match statement::scan(&text, true) {
        Scan::Insert { head, format, data } => {
            let inline = text.split_off(data).freeze();
            Ok(Statement::Insert { head, format, inline, rest })
        }
        _ => utf8(&text).map(Statement::Query),
    }
}

async fn collect(mut text: BytesMut, mut rest: BodyDataStream) -> Result<String, Exception> {
    while read_on(&mut text, &mut rest).await? {}
    utf8(&text)
}

/// Appends the body's next piece; `false` at its end.
async fn read_on(text: &mut BytesMut, rest: &mut BodyDataStream) -> Result<bool, Exception> {
    let Some(piece) = rest.next().await else { return Ok(false) };
    text.extend_from_slice(&piece.map_err(|error| broken(&error))?);
    if text.len() > MAX_STATEMENT {
        let text = format!("The statement is longer than {MAX_STATEMENT} bytes. (QUERY_IS_TOO_LARGE)");
        return Err(Exception::new(code::QUERY_IS_TOO_LARGE, &text));
    }
    Ok(true)
}

/// The body broke off.
pub(crate) fn broken(error: &axum::Error) -> Exception {
    let text = format!("The request's body cannot be read: {error}. (CANNOT_READ_ALL_DATA)");
    Exception::new(code::CANNOT_READ_ALL_DATA, &text)
}

fn utf8(text: &[u8]) -> Result<String, Exception> {
    let text = str::from_utf8(text).map_err(|_| bad("The statement is not UTF-8."))?;
    Ok(text.trim_end().to_owned())
}
