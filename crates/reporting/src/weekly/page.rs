//! The report as one HTML file.
//!
//! Everything is inside: style, charts as inline SVG, the typeface as data. The template escapes every text;
//! only the charts, which escape their own, go in as they are.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::WeeklyReport;
use super::document::Document;
use crate::ReportError;
use crate::chart::{Chart, Table, WEB_BOLD, WEB_REGULAR};

#[derive(Template)]
#[template(path = "report/weekly.html")]
struct Page {
    document: Document,
    regular: String,
    bold: String,
    drawings: Vec<Drawing>,
}

/// A chart as it stands in the page.
struct Drawing {
    name: &'static str,
    svg: String,
    /// What its table is called.
    numbers: String,
    table: Table,
}

pub(super) fn render(report: &WeeklyReport) -> Result<String, ReportError> {
    let document = Document::new(report);
    let drawing = |chart: &Chart| -> Result<Drawing, ReportError> {
        let numbers = report.locale().say("weekly-numbers", &[("title", (&chart.title).into())]);
        Ok(Drawing { name: chart.name, svg: chart.svg()?, numbers, table: chart.table.clone() })
    };
    let drawings = document.charts.iter().map(drawing).collect::<Result<_, _>>()?;
    let page =
        Page { document, regular: STANDARD.encode(WEB_REGULAR), bold: STANDARD.encode(WEB_BOLD), drawings };
    Ok(page.render()?)
}
