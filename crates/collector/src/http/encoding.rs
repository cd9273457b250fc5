//! Packed request bodies: gzip, unpacked up to the limit that plain ones have.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, header};

use super::error::{ApiError, ErrorCode};
use super::sender::text;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Not at all.
    Identity,
    /// With gzip.
    Gzip,
    /// In a way that is not read here.
    Other,
}

impl Encoding {
    /// What `Content-Encoding` says.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        if !headers.contains_key(header::CONTENT_ENCODING) {
            return Self::Identity;
        }
        match text(headers, &header::CONTENT_ENCODING).trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Self::Identity,
            "gzip" | "x-gzip" => Self::Gzip,
            _ => Self::Other,
        }
    }

    /// The body as it was before it was packed; `None` where that is longer than `most`.
    ///
    /// # Errors
    /// When the packing is not known or broken.
    pub(super) fn unpack(self, body: Bytes, most: usize) -> Result<Option<Bytes>, ApiError> {
        match self {
            Self::Identity => Ok(Some(body)),
            Self::Gzip => unpack_gzip(&body, most),
            Self::Other => Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "the body's `Content-Encoding` is not read here; send it with gzip, or plain",
            )),
        }
    }
}

fn unpack_gzip(body: &[u8], most: usize) -> Result<Option<Bytes>, ApiError> {
    let mut plain = Vec::new();
    // One byte more tells a body that is too long from one that just fits.
    let mut bounded = MultiGzDecoder::new(body).take(most as u64 + 1);
    bounded.read_to_end(&mut plain).map_err(|_| {
        ApiError::new(
            ErrorCode::MalformedRequest,
            "the body is not valid gzip; pack it again, or send it plain",
        )
    })?;
    Ok((plain.len() <= most).then(|| plain.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn pack(plain: &[u8]) -> Bytes {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(plain).unwrap();
        packed.finish().unwrap().into()
    }

    #[test]
    fn gzip_is_unpacked_up_to_the_limit() {
        let plain = vec![b' '; 1_000];
        assert_eq!(Encoding::Gzip.unpack(pack(&plain), 1_000).unwrap().unwrap(), plain);
        assert!(Encoding::Gzip.unpack(pack(&plain), 999).unwrap().is_none());
        // A thousandfold bomb costs no more than the limit.
        assert!(Encoding::Gzip.unpack(pack(&vec![0; 10 << 20]), 1 << 20).unwrap().is_none());
    }

    #[test]
    fn broken_and_unknown_packings_are_refused() {
        let packed = pack(b"[]");
        assert!(Encoding::Gzip.unpack(packed.slice(..packed.len() - 4), 1_000).is_err());
        assert!(Encoding::Gzip.unpack(Bytes::from_static(b"[]"), 1_000).is_err());
        assert!(Encoding::Other.unpack(Bytes::from_static(b"[]"), 1_000).is_err());
    }
}
