//! What can go wrong between us and the database.

/// An error of the store. What the database itself said is the source, or part of the message where it
/// refused a statement.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No answer: the database is away, or the connection broke. A write may or may not have happened.
    #[error("the database does not answer; check that ClickHouse runs and that clickhouse.url is right")]
    Unavailable(#[source] clickhouse::error::Error),
    /// The database answered with an exception.
    #[error("the database refused `{question}`: {message}")]
    Refused {
        /// The name of the statement.
        question: &'static str,
        /// ClickHouse's error code.
        code: u32,
        /// ClickHouse's words.
        message: String,
    },
    /// The answer was not of the expected form.
    #[error("the answer to `{question}` has another form than expected; is the database of another version?")]
    Answer {
        /// The name of the statement.
        question: &'static str,
        /// What the client said.
        #[source]
        source: clickhouse::error::Error,
    },
    /// The database has migrations that this program does not know.
    #[error(
        "the database is of a newer version (migration {found}, this program knows {known}); upgrade tiraj"
    )]
    Newer {
        /// The newest migration of the database.
        found: u32,
        /// The newest migration of this program.
        known: u32,
    },
    /// The server is of another cluster than was named.
    #[error(
        "the database's server is of the cluster `{found}` by its macro `cluster`, not of `{wanted}`; set \
         clickhouse.cluster to the one that is meant"
    )]
    OtherCluster {
        /// The name in the settings.
        wanted: String,
        /// The name on the server.
        found: String,
    },
    /// The database is spread over a cluster and none was named, or the other way round.
    #[error(
        "the database was made {}, and its tables stay so; {}, or name another database with clickhouse.database",
        if *.is_spread { "on a cluster" } else { "on one server" },
        if *.is_spread { "set clickhouse.cluster" } else { "leave clickhouse.cluster empty" }
    )]
    OtherForm {
        /// Whether it is spread over a cluster.
        is_spread: bool,
    },
    /// Something was to be erased on a cluster, of which nobody has looked yet whether it is gone from every server's disk.
    #[error(
        "nothing is erased on a cluster, since it cannot be seen whether it is gone from the disks of all its servers; \
         `tiraj erase --dry-run` counts what there is, take it out with ClickHouse's own statements"
    )]
    NotErasable,
    /// A migration was changed after it was applied.
    #[error(
        "migration {number} of the database is not the one of this program; use the tiraj release that made it"
    )]
    Changed {
        /// The migration's number.
        number: u32,
    },
}

/// Codes by which ClickHouse says that a value cannot be stored in its column: text, input, date, and time that do
/// not parse, types that do not fit, data that is incorrect, a text that is too long, a null where none may be, a number
/// out of range, a violated constraint, and an unknown element of an enumeration. Codes that a broken connection gives as
/// well (33, "cannot read all data") are not among them.
const BAD_DATA: &[u32] = &[6, 27, 38, 41, 53, 70, 117, 131, 321, 349, 469, 691];

/// Codes by which ClickHouse says that a statement took more time or memory than it may.
const TOO_LARGE: [u32; 2] = [159, 241];

/// The name of the statement that inserts events.
pub(crate) const INSERT_EVENTS: &str = "insert_events";

/// The name of the statement that tries them.
pub(crate) const TRY_EVENTS: &str = "try_events";

impl StoreError {
    /// Sorts an error of the client by what it means for the caller.
    pub(crate) fn new(question: &'static str, error: clickhouse::error::Error) -> Self {
        use clickhouse::error::Error;
        match error {
            Error::BadResponse(message) => match read_code(&message) {
                Some(code) => Self::Refused { question, code, message },
                None => Self::Unavailable(Error::BadResponse(message)),
            },
            Error::Network(_) | Error::TimedOut | Error::Other(_) => Self::Unavailable(error),
            source => Self::Answer { question, source },
        }
    }

    /// Whether the database gave up on a statement for the time or the memory that it took.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if *code == TOO_LARGE[0] || *code == TOO_LARGE[1])
    }

    /// Whether the database refused to insert the data for what it is, so that no retry can help.
    #[must_use]
    pub fn is_bad_data(&self) -> bool {
        matches!(self, Self::Refused { question: INSERT_EVENTS | TRY_EVENTS, code, .. } if BAD_DATA.contains(code))
    }
}

/// The number in `Code: 62. DB::Exception: …`.
fn read_code(message: &str) -> Option<u32> {
    let (_, rest) = message.split_once("Code: ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickhouse::error::Error;

    #[test]
    fn exceptions_carry_their_code() {
        let refused =
            |text: &str| StoreError::new(INSERT_EVENTS, clickhouse::error::Error::BadResponse(text.into()));
        let error = refused("Code: 117. DB::Exception: Cannot parse input. (INCORRECT_DATA)");
        assert!(matches!(error, StoreError::Refused { code: 117, .. }) && error.is_bad_data());
        assert!(!refused("Code: 241. DB::Exception: Memory limit exceeded").is_bad_data());
        let while_counting = Error::BadResponse("Code: 117. DB::Exception: broken part".into());
        assert!(
            !StoreError::new("batch_rows", while_counting).is_bad_data(),
            "a broken disk is not the batch's fault"
        );
        assert!(matches!(refused("502 Bad Gateway"), StoreError::Unavailable(_)));
    }
}
