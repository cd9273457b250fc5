//! What a query gives back: whole, or block by block.

use std::ffi::{CStr, c_char};
use std::slice;

use super::connection::Connection;
use super::symbols::{Answer, Symbols};
use crate::exception::Exception;

/// Bytes of a result, owned by the engine until dropped.
pub(crate) struct Document {
    symbols: Symbols,
    answer: Answer,
}

impl Document {
    /// Takes over `answer`: its bytes, or its error.
    pub(super) fn of(symbols: Symbols, answer: Answer) -> Result<Self, Exception> {
        let document = Self { symbols, answer };
        // SAFETY: `answer` is a result handle of this library, alive until `document` is dropped.
        let error = unsafe { (symbols.answer_error)(answer) };
        exception_at(error).map_or(Ok(document), Err)
    }

    /// The result in its output format.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the buffer belongs to `answer`, has this length, and is not written while `self` is
        // borrowed.
        unsafe {
            let length = (self.symbols.answer_length)(self.answer);
            let buffer = (self.symbols.answer_buffer)(self.answer);
            if length == 0 || buffer.is_null() { &[] } else { slice::from_raw_parts(buffer, length) }
        }
    }

    /// Rows that the statement wrote; 0 for a `SELECT`.
    pub(crate) fn rows_written(&self) -> u64 {
        // SAFETY: `answer` is a live result handle.
        unsafe { (self.symbols.answer_rows_written)(self.answer) }
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        // SAFETY: destroyed once; nothing borrows the buffer any more.
        unsafe { (self.symbols.answer_destroy)(self.answer) };
    }
}

/// A running `SELECT`. Dropped before its end, it is cancelled.
pub(crate) struct ResultStream<'c> {
    connection: &'c mut Connection,
    answer: Answer,
    ended: bool,
}

impl<'c> ResultStream<'c> {
    pub(super) fn of(connection: &'c mut Connection, answer: Answer) -> Result<Self, Exception> {
        // SAFETY: `answer` is a fresh handle of this library.
        let error = unsafe { (connection.symbols.answer_error)(answer) };
        let failed = exception_at(error);
        let stream = Self { connection, answer, ended: failed.is_some() };
        failed.map_or(Ok(stream), Err)
    }

    /// The next block, or `None` at the end. Blocks until the engine has it.
    pub(crate) fn next(&mut self) -> Result<Option<Document>, Exception> {
        if self.ended {
            return Ok(None);
        }
        // SAFETY: connection and stream are alive, and `&mut self` keeps other calls away.
        let answer = unsafe { (self.connection.symbols.stream_next)(self.connection.handle(), self.answer) };
        let block = Document::of(self.connection.symbols, answer).inspect_err(|_| self.ended = true)?;
        self.ended = block.bytes().is_empty();
        Ok((!self.ended).then_some(block))
    }
}

impl Drop for ResultStream<'_> {
    fn drop(&mut self) {
        let symbols = self.connection.symbols;
        // SAFETY: as in `next`; cancelled only while it runs, destroyed once.
        unsafe {
            if !self.ended {
                (symbols.stream_cancel)(self.connection.handle(), self.answer);
            }
            (symbols.answer_destroy)(self.answer);
        }
    }
}

/// The message that a C function left, if it left one.
pub(super) fn exception_at(message: *const c_char) -> Option<Exception> {
    if message.is_null() {
        return None;
    }
    // SAFETY: not null, NUL-terminated, and its handle is alive; the text is copied.
    let text = unsafe { CStr::from_ptr(message) }.to_string_lossy().into_owned();
    Some(Exception::from_engine(text))
}
