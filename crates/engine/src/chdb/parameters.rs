//! Query parameters in the shape the C functions take.

use std::ffi::c_char;

/// Four parallel arrays of pointers and lengths into the caller's pairs: good as long as those are.
pub(super) struct Parameters {
    pub(super) names: Vec<*const c_char>,
    pub(super) name_lengths: Vec<usize>,
    pub(super) values: Vec<*const c_char>,
    pub(super) value_lengths: Vec<usize>,
}

impl Parameters {
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        Self {
            names: pairs.iter().map(|(name, _)| name.as_ptr().cast()).collect(),
            name_lengths: pairs.iter().map(|(name, _)| name.len()).collect(),
            values: pairs.iter().map(|(_, value)| value.as_ptr().cast()).collect(),
            value_lengths: pairs.iter().map(|(_, value)| value.len()).collect(),
        }
    }
}
