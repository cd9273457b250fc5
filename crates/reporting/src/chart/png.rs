//! A chart as a PNG picture.

use plotters::drawing::IntoDrawingArea;
use plotters::prelude::BitMapBackend;

use super::canvas::{Canvas, Medium};
use super::theme::Theme;
use super::{Chart, ChartError};

/// Drawn pixels to a pixel of the picture, each way. Plotters fills shapes without smoothing their edges;
/// drawing larger and averaging does.
const OVERSAMPLE: u32 = 2;
/// Bytes of a pixel: red, green, blue.
const PIXEL: usize = 3;

pub(crate) fn render(chart: &Chart, theme: Theme, scale: u32) -> Result<Vec<u8>, ChartError> {
    let (width, height) = chart.size();
    let (width, height) = (width * scale, height * scale);
    let large = (width * OVERSAMPLE, height * OVERSAMPLE);
    let mut shapes = vec![0; large.0 as usize * large.1 as usize * PIXEL];
    draw(chart, &mut shapes, large, (scale * OVERSAMPLE, Medium::Shapes, theme))?;
    let mut picture = average(&shapes, width as usize);
    draw(chart, &mut picture, (width, height), (scale, Medium::Letters, theme))?;
    pack(&picture, width, height)
}

fn draw(
    chart: &Chart,
    pixels: &mut [u8],
    size: (u32, u32),
    (scale, medium, theme): (u32, Medium, Theme),
) -> Result<(), ChartError> {
    let backend = BitMapBackend::with_buffer(pixels, size);
    let canvas = Canvas::new(backend.into_drawing_area(), f64::from(scale), medium, theme);
    chart.draw(&canvas)?;
    canvas.present()
}

/// Each pixel of the picture as the mean of the four drawn pixels that it covers.
fn average(drawn: &[u8], width: usize) -> Vec<u8> {
    let stride = width * OVERSAMPLE as usize * PIXEL;
    let mut picture = vec![0; drawn.len() / 4];
    let mut sums = vec![0; stride];
    for (rows, averaged) in drawn.chunks_exact(2 * stride).zip(picture.chunks_exact_mut(stride / 2)) {
        let (upper, lower) = rows.split_at(stride);
        for ((sum, upper), lower) in sums.iter_mut().zip(upper).zip(lower) {
            *sum = u16::from(*upper) + u16::from(*lower);
        }
        let pairs = sums.as_chunks::<{ 2 * PIXEL }>().0;
        for (pixel, pair) in averaged.as_chunks_mut::<PIXEL>().0.iter_mut().zip(pairs) {
            *pixel = std::array::from_fn(|channel| ((pair[channel] + pair[channel + PIXEL]) / 4) as u8);
        }
    }
    picture
}

fn pack(picture: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(picture)?;
    Ok(file)
}
