//! A chart as a PNG picture.

use plotters::drawing::IntoDrawingArea;
use plotters::prelude::BitMapBackend;

use super::canvas::{Canvas, Medium};
use super::{Chart, ChartError, font};

/// Drawn pixels to a pixel of the picture, each way. Plotters fills shapes without smoothing their edges;
/// drawing larger and averaging does.
const OVERSAMPLE: u32 = 2;
/// Bytes of a pixel: red, green, blue.
const PIXEL: usize = 3;

pub(crate) fn render(chart: &Chart, scale: u32) -> Result<Vec<u8>, ChartError> {
    font::register();
    let (width, height) = chart.size();
    let (width, height) = (width * scale, height * scale);
    let drawn = (width * OVERSAMPLE, height * OVERSAMPLE);
    let mut pixels = vec![0; drawn.0 as usize * drawn.1 as usize * PIXEL];
    {
        let backend = BitMapBackend::with_buffer(&mut pixels, drawn);
        let canvas = Canvas::new(backend.into_drawing_area(), f64::from(scale * OVERSAMPLE), Medium::Bitmap);
        chart.draw(&canvas)?;
        canvas.present()?;
    }
    pack(&average(&pixels, width as usize, height as usize), width, height)
}

/// Each pixel of the picture as the mean of the drawn pixels that it covers.
fn average(drawn: &[u8], width: usize, height: usize) -> Vec<u8> {
    let side = OVERSAMPLE as usize;
    let stride = width * side * PIXEL;
    let mut picture = Vec::with_capacity(width * height * PIXEL);
    for y in 0..height {
        for x in 0..width {
            let corner = y * side * stride + x * side * PIXEL;
            for channel in 0..PIXEL {
                let covered = (0..side * side)
                    .map(|index| corner + index / side * stride + index % side * PIXEL + channel);
                let sum: usize = covered.map(|at| usize::from(drawn[at])).sum();
                picture.push((sum / (side * side)) as u8);
            }
        }
    }
    picture
}

fn pack(picture: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(picture)?;
    Ok(file)
}
