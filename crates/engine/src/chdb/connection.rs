//! The library and its connections.

use std::ffi::{CStr, CString, c_char, c_int};
use std::path::Path;
use std::ptr;

use super::insert::InsertStream;
use super::parameters::Parameters;
use super::result::{Document, ResultStream};
use super::symbols::{Analysis, Handle, Owner, Symbols, WithParameters};
use crate::EngineError;
use crate::exception::Exception;

/// A loaded libchdb.
#[derive(Clone, Copy)]
pub(crate) struct Chdb {
    symbols: Symbols,
}

impl Chdb {
    /// Loads the library and keeps it from touching the process's signal handlers.
    pub(crate) fn load(path: &Path) -> Result<Self, EngineError> {
        let symbols = Symbols::load(path)?;
        // SAFETY: called before the first connection, as the header asks.
        unsafe { (symbols.set_signal_handlers_enabled)(0) };
        Ok(Self { symbols })
    }

    /// For example `26.7.3`.
    pub(crate) fn version(self) -> String {
        // SAFETY: returns a static, NUL-terminated string.
        unsafe { CStr::from_ptr((self.symbols.version)()) }.to_string_lossy().into_owned()
    }

    /// Opens a connection; the first one starts the engine. `arguments` are those of `clickhouse local`.
    /// `None` when the engine refuses: it gives no reason.
    pub(crate) fn connect(self, arguments: &[CString]) -> Option<Connection> {
        let program = c"tiraj".as_ptr();
        let mut argv: Vec<*mut c_char> = std::iter::once(program)
            .chain(arguments.iter().map(|a| a.as_ptr()))
            .map(<*const c_char>::cast_mut)
            .collect();
        let count = c_int::try_from(argv.len()).ok()?;
        // SAFETY: `argv` holds `count` NUL-terminated strings that live until the call returns; they are not
        // written.
        let owner = unsafe { (self.symbols.connect)(count, argv.as_mut_ptr()) };
        (!owner.is_null()).then_some(Connection { symbols: self.symbols, owner })
    }
}

/// One session of the engine: settings, current database and temporary tables are its own.
pub(crate) struct Connection {
    pub(super) symbols: Symbols,
    owner: Owner,
}

// SAFETY: the library attaches the calling thread anew in every call, and `&mut self` serialises them.
unsafe impl Send for Connection {}

impl Connection {
    pub(super) fn handle(&self) -> Handle {
        // SAFETY: `owner` came from `chdb_connect` and is closed only in `drop`.
        unsafe { *self.owner }
    }

    /// Runs one or more statements to their end and returns the whole result.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        format: &str,
        parameters: &[(String, String)],
    ) -> Result<Document, Exception> {
        Document::of(self.symbols, self.start(self.symbols.query, sql, format, parameters))
    }

    /// Starts one `SELECT`, to be read block by block. Each block is a complete document of `format`.
    pub(crate) fn stream(
        &mut self,
        sql: &str,
        format: &str,
        parameters: &[(String, String)],
    ) -> Result<ResultStream<'_>, Exception> {
        let answer = self.start(self.symbols.stream, sql, format, parameters);
        ResultStream::of(self, answer)
    }

    /// Starts an `INSERT`: `head` without `FORMAT` and data, data in `format` to follow.
    pub(crate) fn insert(
        &mut self,
        head: &str,
        format: &str,
        parameters: &[(String, String)],
    ) -> Result<InsertStream<'_>, Exception> {
        let insert = self.start(self.symbols.insert, head, format, parameters);
        InsertStream::of(self, insert)
    }

    fn start<T>(
        &self,
        function: WithParameters<T>,
        text: &str,
        format: &str,
        parameters: &[(String, String)],
    ) -> T {
        let bound = Parameters::of(parameters);
        // SAFETY: a function of this library on a live connection; all pointers are good for their lengths,
        // and the arrays for their count, until the call returns. The callee copies what it keeps.
        unsafe {
            function(
                self.handle(),
                text.as_ptr().cast(),
                text.len(),
                format.as_ptr().cast(),
                format.len(),
                bound.names.as_ptr(),
                bound.name_lengths.as_ptr(),
                bound.values.as_ptr(),
                bound.value_lengths.as_ptr(),
                bound.names.len(),
            )
        }
    }

    /// How many statements `sql` holds; 0 if it does not parse. Nothing is run.
    pub(crate) fn count_statements(&mut self, sql: &str) -> u32 {
        let size = u32::try_from(size_of::<Analysis>()).expect("sixteen bytes");
        let mut analysis = Analysis { struct_size: size, ..Analysis::default() };
        // SAFETY: `sql` is good for its length, no target database is named, `analysis` has the size it
        // states.
        let state = unsafe {
            let (text, length) = (sql.as_ptr().cast(), sql.len());
            (self.symbols.classify)(self.handle(), text, length, ptr::null(), 0, &raw mut analysis)
        };
        if state == 0 { analysis.statement_count } else { 0 }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // SAFETY: `owner` came from `chdb_connect`, is closed once, and no stream borrows the connection any
        // more.
        unsafe { (self.symbols.close)(self.owner) };
    }
}
