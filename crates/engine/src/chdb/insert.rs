//! An `INSERT` fed piece by piece.

use super::connection::Connection;
use super::result::{Document, exception_at};
use super::symbols::Insert;
use crate::exception::Exception;

/// A running `INSERT`. Dropped before [`finish`](Self::finish), it is cancelled: rows that are not yet
/// written as a block are given up.
pub(crate) struct InsertStream<'c> {
    connection: &'c mut Connection,
    insert: Insert,
    finished: bool,
}

impl<'c> InsertStream<'c> {
    pub(super) fn of(connection: &'c mut Connection, insert: Insert) -> Result<Self, Exception> {
        // SAFETY: `insert` is a fresh handle of this library, never null.
        let error = unsafe { (connection.symbols.insert_error)(insert) };
        let failed = exception_at(error);
        let stream = Self { connection, insert, finished: failed.is_some() };
        failed.map_or(Ok(stream), Err)
    }

    /// Hands over bytes in the insert's format; waits while the engine is behind. `false` when the insert has
    /// failed already: [`finish`](Self::finish) says why.
    pub(crate) fn append(&mut self, data: &[u8]) -> bool {
        // SAFETY: `data` is good for its length and is copied by the callee.
        unsafe { (self.connection.symbols.insert_append)(self.insert, data.as_ptr().cast(), data.len()) == 0 }
    }

    /// Ends the data and commits. Returns the rows written, those of dependent views included.
    pub(crate) fn finish(mut self) -> Result<u64, Exception> {
        self.finished = true;
        // SAFETY: the handle is alive and is finished once.
        let answer = unsafe { (self.connection.symbols.insert_done)(self.insert) };
        Document::of(self.connection.symbols, answer).map(|done| done.rows_written())
    }
}

impl Drop for InsertStream<'_> {
    fn drop(&mut self) {
        let symbols = self.connection.symbols;
        // SAFETY: cancelled only when neither failed nor finished, destroyed once, before the connection.
        unsafe {
            if !self.finished {
                (symbols.insert_cancel)(self.insert);
            }
            (symbols.insert_destroy)(self.insert);
        }
    }
}
