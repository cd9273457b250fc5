//! PNG pictures as pixels, and how much two of them differ.

use std::io::Cursor;

/// A picture of red, green and blue bytes.
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<[u8; 3]>,
}

impl Picture {
    pub(crate) fn read(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let pixels = bytes[..frame.buffer_size()].as_chunks().0.to_vec();
        assert_eq!(pixels.len(), (frame.width * frame.height) as usize, "not an RGB picture");
        Self { width: frame.width, height: frame.height, pixels }
    }

    /// As a file that is small: with 16 levels of each channel, so that smooth edges take few colours.
    pub(crate) fn write(&self) -> Vec<u8> {
        let level = |channel: u8| (f64::from(channel) / 17.0).round() as u8 * 17;
        let coarse: Vec<[u8; 3]> = self.pixels.iter().map(|pixel| pixel.map(level)).collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.write_header().unwrap().write_image_data(coarse.as_flattened()).unwrap();
        file
    }

    /// Black where another picture differs by more than the tolerance in any channel, and how large a part of
    /// the picture that is.
    pub(crate) fn difference(&self, other: &Self, tolerance: u8) -> (Self, f64) {
        let differs = |(one, other): (&[u8; 3], &[u8; 3])| {
            one.iter().zip(other).any(|(one, other)| one.abs_diff(*other) > tolerance)
        };
        let marks: Vec<bool> = self.pixels.iter().zip(&other.pixels).map(differs).collect();
        let part = marks.iter().filter(|differs| **differs).count() as f64 / marks.len() as f64;
        let pixels = marks.into_iter().map(|differs| if differs { [0; 3] } else { [255; 3] }).collect();
        (Self { width: self.width, height: self.height, pixels }, part)
    }
}
