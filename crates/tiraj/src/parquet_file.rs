//! Rows that come as Arrow streams, written as one Parquet file, a group of rows at a time.

use std::io::{self, Write};

use anyhow::Context;
use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::ipc::reader::StreamDecoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

/// Rows of a group: as many as are put together in memory.
const GROUP_ROWS: usize = 100_000;

/// A Parquet file that is being written. Its columns are those of the first stream.
pub(crate) struct ParquetFile<W: Write + Send> {
    /// What it is written to, until the columns are known.
    to: Option<W>,
    writer: Option<ArrowWriter<W>>,
    stream: StreamDecoder,
}

impl<W: Write + Send> ParquetFile<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to: Some(to), writer: None, stream: StreamDecoder::new() }
    }

    /// Takes a piece of a stream, which may end anywhere.
    pub(crate) fn take(&mut self, piece: bytes::Bytes) -> anyhow::Result<()> {
        let mut piece = Buffer::from(piece);
        while !piece.is_empty() {
            if let Some(rows) = self.stream.decode(&mut piece)? {
                self.write(&rows)?;
            }
        }
        Ok(())
    }

    /// The end of a stream, which another may follow.
    pub(crate) fn end_stream(&mut self) -> anyhow::Result<()> {
        self.stream.finish().context("the database broke off")?;
        if let Some(schema) = self.stream.schema() {
            self.open(schema)?;
        }
        self.stream = StreamDecoder::new();
        Ok(())
    }

    /// Ends the file and gives back what it was written to.
    pub(crate) fn finish(mut self) -> anyhow::Result<W> {
        let writer = self.writer.take().context("the database gave no columns")?;
        Ok(writer.into_inner()?)
    }

    fn write(&mut self, rows: &RecordBatch) -> anyhow::Result<()> {
        self.open(rows.schema())?.write(rows)?;
        Ok(())
    }

    fn open(&mut self, schema: arrow::datatypes::SchemaRef) -> anyhow::Result<&mut ArrowWriter<W>> {
        if let Some(to) = self.to.take() {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(parquet::basic::ZstdLevel::try_new(1)?))
                .set_max_row_group_row_count(Some(GROUP_ROWS))
                .build();
            self.writer = Some(ArrowWriter::try_new(to, schema, Some(properties))?);
        }
        self.writer.as_mut().context("the file is not open")
    }
}

/// Counts what is written.
pub(crate) struct Counted<W> {
    pub(crate) to: W,
    pub(crate) bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
