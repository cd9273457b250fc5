//! A query's failure, as ClickHouse's HTTP interface tells it.

use http::StatusCode;

/// `SYNTAX_ERROR`, `BAD_ARGUMENTS` and so on: the codes that this crate itself gives or looks for.
pub(crate) mod code {
    pub(crate) const BAD_ARGUMENTS: i32 = 36;
    pub(crate) const LOGICAL_ERROR: i32 = 49;
    pub(crate) const SYNTAX_ERROR: i32 = 62;
    pub(crate) const UNKNOWN_SETTING: i32 = 115;
    pub(crate) const QUERY_IS_TOO_LARGE: i32 = 191;
    pub(crate) const CANNOT_READ_ALL_DATA: i32 = 33;
    pub(crate) const ABORTED: i32 = 236;
    pub(crate) const UNKNOWN_EXCEPTION: i32 = 1002;
}

/// One `DB::Exception`: its number and its whole text (`Code: 60. DB::Exception: …`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) code: i32,
    pub(crate) message: String,
}

impl Exception {
    /// An exception of this crate's own, in the engine's wording.
    pub(crate) fn new(code: i32, text: &str) -> Self {
        Self { code, message: format!("Code: {code}. DB::Exception: {text}") }
    }

    /// Reads the number out of a message of the engine.
    pub(crate) fn from_engine(message: String) -> Self {
        let code = message
            .split_once("Code: ")
            .and_then(|(_, rest)| rest.split_once('.'))
            .and_then(|(number, _)| number.parse().ok())
            .unwrap_or(code::UNKNOWN_EXCEPTION);
        Self { code, message }
    }

    /// libchdb's refusal to stream a statement that has no blocks (`SHOW`, `CREATE`, `INSERT … SELECT`…). It
    /// comes after the text has parsed as one statement and before anything is run.
    pub(crate) fn is_no_stream(&self) -> bool {
        self.code == code::BAD_ARGUMENTS && self.message.contains("Streaming query is not supported")
    }

    /// The HTTP status that a ClickHouse server gives this code (its `exceptionCodeToHTTPStatus`). `ABORTED`
    /// is ours: the engine is shutting down.
    pub(crate) fn status(&self) -> StatusCode {
        match self.code {
            194 => StatusCode::UNAUTHORIZED,
            192 | 193 | 497 | 512 | 516 => StatusCode::FORBIDDEN,
            6 | 8 | 15 | 25 | 26 | 27 | 36 | 38 | 41 | 44 | 53 | 62 | 72 | 117 | 168 | 321 | 376 | 427
            | 441 | 675 | 676 => StatusCode::BAD_REQUEST,
            46 | 47 | 50 | 56 | 60 | 63 | 73 | 78 | 81 | 99 | 115 | 336 | 511 => StatusCode::NOT_FOUND,
            code::QUERY_IS_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            48 => StatusCode::NOT_IMPLEMENTED,
            76 | 209 | 439 | code::ABORTED => StatusCode::SERVICE_UNAVAILABLE,
            159 => StatusCode::REQUEST_TIMEOUT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The last bytes of a response that failed after its status was sent, as ClickHouse writes them since
    /// 25.11. `tag` is the response's `X-ClickHouse-Exception-Tag`; the number is the length of message and
    /// newline.
    pub(crate) fn trailer(&self, tag: &str) -> String {
        let length = self.message.len() + 1;
        format!("\r\n__exception__\r\n{tag}\r\n{}\n{length} {tag}\r\n__exception__\r\n", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_read_from_the_message() {
        let cases = [
            ("Code: 60. DB::Exception: Unknown table", 60),
            ("Error: Code: 241. DB::Exception: memory", 241),
            ("Invalid or closed connection", code::UNKNOWN_EXCEPTION),
        ];
        for (message, code) in cases {
            assert_eq!(Exception::from_engine(message.to_owned()).code, code, "{message}");
        }
    }

    #[test]
    fn codes_have_the_status_of_a_clickhouse_server() {
        for (code, status) in [(60, 404), (81, 404), (115, 404), (62, 400), (27, 400), (159, 408), (241, 500)]
        {
            assert_eq!(Exception::new(code, "x").status().as_u16(), status, "{code}");
        }
    }

    #[test]
    fn the_trailer_counts_the_message_and_its_newline() {
        let trailer = Exception::new(159, "late").trailer("abcdefghijklmnop");
        let message = "Code: 159. DB::Exception: late\n";
        let expected = format!(
            "\r\n__exception__\r\nabcdefghijklmnop\r\n{message}{} abcdefghijklmnop\r\n__exception__\r\n",
            message.len()
        );
        assert_eq!(trailer, expected);
    }
}
