//! The report on paper: a PDF in A4, with the charts as vectors.

use std::sync::LazyLock;

use serde::Serialize;
use tiraj_typeset::{Manuscript, Typefaces, TypesetError, typeset};

use super::WeeklyReport;
use super::document::Document;
use crate::ReportError;
use crate::chart::{PRINT_BOLD, PRINT_REGULAR};

const TEMPLATE: &str = include_str!("../../../../dashboards/web/templates/report/weekly.typ");

static TYPEFACES: LazyLock<Result<Typefaces, TypesetError>> =
    LazyLock::new(|| Typefaces::new(&[PRINT_REGULAR, PRINT_BOLD]));

/// What the template reads.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    document: &'a Document,
    /// What the charts show, for those who cannot see them.
    charts: Vec<&'a str>,
    /// Year, month and day on which the figures were computed.
    date: (i16, i8, i8),
}

pub(super) fn render(report: &WeeklyReport) -> Result<Vec<u8>, ReportError> {
    let document = Document::new(report);
    let day = report.generated_local.date();
    let charts = document.charts.iter().map(|chart| chart.alt.as_str()).collect();
    let data = Data { document: &document, charts, date: (day.year(), day.month(), day.day()) };
    let pictures = document.charts.iter().map(|chart| chart.svg_for_print().map(String::into_bytes));
    let manuscript = Manuscript {
        template: TEMPLATE,
        data: serde_json::to_vec(&data).expect("a document has no map with keys other than text"),
        pictures: pictures.collect::<Result<_, _>>()?,
        identity: format!("tiraj/{}/{}/{}", report.site, report.week, report.language),
    };
    let typefaces = TYPEFACES.as_ref().map_err(|_| TypesetError::Font)?;
    Ok(typeset(manuscript, typefaces)?)
}
