//! The C functions, found by name.

use std::ffi::{c_char, c_int, c_void};
use std::path::Path;

use crate::EngineError;

/// `chdb_connection *`: what `chdb_connect` returns, a pointer to the handle.
pub(super) type Owner = *mut Handle;
/// `chdb_connection`.
pub(super) type Handle = *mut c_void;
/// `chdb_result *`.
pub(super) type Answer = *mut c_void;
/// `chdb_insert_stream`.
pub(super) type Insert = *mut c_void;

/// `chdb_query_analysis_v1`.
#[repr(C)]
#[derive(Default)]
pub(super) struct Analysis {
    pub(super) struct_size: u32,
    pub(super) statement_count: u32,
    pub(super) flags: u32,
    pub(super) query_class: u32,
}

/// Statement and format (pointer, length), then names, their lengths, values, their lengths, their count.
pub(super) type WithParameters<T> = unsafe extern "C" fn(
    Handle,
    *const c_char,
    usize,
    *const c_char,
    usize,
    *const *const c_char,
    *const usize,
    *const *const c_char,
    *const usize,
    usize,
) -> T;

macro_rules! symbols {
    ($($field:ident: $name:literal => $type:ty;)*) => {
        /// The functions of one loaded library. Never unmapped, so the pointers are good for ever.
        #[derive(Clone, Copy)]
        pub(super) struct Symbols { $(pub(super) $field: $type,)* }

        impl Symbols {
            fn find(library: &libloading::Library) -> Result<Self, libloading::Error> {
                // SAFETY: the types are those of chdb.h for these names.
                unsafe { Ok(Self { $($field: *library.get::<$type>($name)?,)* }) }
            }
        }
    };
}

symbols! {
    set_signal_handlers_enabled: "chdb_set_signal_handlers_enabled" => unsafe extern "C" fn(c_int);
    version: "chdb_version" => unsafe extern "C" fn() -> *const c_char;
    connect: "chdb_connect" => unsafe extern "C" fn(c_int, *mut *mut c_char) -> Owner;
    close: "chdb_close_conn" => unsafe extern "C" fn(Owner);
    classify: "chdb_classify_query_n" =>
        unsafe extern "C" fn(Handle, *const c_char, usize, *const c_char, usize, *mut Analysis) -> c_int;
    query: "chdb_query_with_params_n" => WithParameters<Answer>;
    stream: "chdb_stream_query_with_params_n" => WithParameters<Answer>;
    stream_next: "chdb_stream_fetch_result" => unsafe extern "C" fn(Handle, Answer) -> Answer;
    stream_cancel: "chdb_stream_cancel_query" => unsafe extern "C" fn(Handle, Answer);
    answer_buffer: "chdb_result_buffer" => unsafe extern "C" fn(Answer) -> *const u8;
    answer_length: "chdb_result_length" => unsafe extern "C" fn(Answer) -> usize;
    answer_error: "chdb_result_error" => unsafe extern "C" fn(Answer) -> *const c_char;
    answer_rows_written: "chdb_result_rows_written" => unsafe extern "C" fn(Answer) -> u64;
    answer_destroy: "chdb_destroy_query_result" => unsafe extern "C" fn(Answer);
    insert: "chdb_stream_insert_with_params_n" => WithParameters<Insert>;
    insert_error: "chdb_stream_insert_error" => unsafe extern "C" fn(Insert) -> *const c_char;
    insert_append: "chdb_stream_append" => unsafe extern "C" fn(Insert, *const c_void, usize) -> c_int;
    insert_done: "chdb_stream_done" => unsafe extern "C" fn(Insert) -> Answer;
    insert_cancel: "chdb_stream_cancel_insert" => unsafe extern "C" fn(Insert);
    insert_destroy: "chdb_destroy_insert_stream" => unsafe extern "C" fn(Insert);
}

impl Symbols {
    pub(super) fn load(path: &Path) -> Result<Self, EngineError> {
        // SAFETY: libchdb's initialisers are made to run under dlopen; the file was checked to be whole.
        let library = unsafe { libloading::Library::new(path) }
            .map_err(|source| EngineError::LibraryUnloadable { path: path.to_owned(), source })?;
        let symbols = Self::find(&library)
            .map_err(|source| EngineError::LibraryForeign { path: path.to_owned(), source })?;
        // Its threads run to the end of the process, so it must stay mapped.
        std::mem::forget(library);
        Ok(symbols)
    }
}
