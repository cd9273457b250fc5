//! Every chart beside the picture of it that was looked at and accepted.
//!
//! `TIRAJ_RENEW_GOLDEN=1 cargo test --workspace --test charts golden` accepts the pictures as they are
//! now; look at them in `tests/charts/golden/` before they are committed.

use std::path::{Path, PathBuf};

use tiraj_model::Language;
use tiraj_reporting::chart::{Chart, Funnel, Heading, Stage, Theme};

use crate::gallery;
use crate::picture::Picture;

/// How far a channel of a pixel may be from the accepted one before the pixel counts as different: the edges
/// of shapes may be rounded otherwise on another processor.
const TOLERANCE: u8 = 24;
/// Which part of the pixels may be different. A tick's label that moved by a pixel is more.
const DIFFERENT: f64 = 0.0005;

const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

#[test]
fn every_chart_looks_as_accepted() {
    let renew = std::env::var_os("TIRAJ_RENEW_GOLDEN").is_some();
    let mut complaints = Vec::new();
    for chart in gallery::all(Language::En) {
        for (theme, name) in THEMES {
            let name = format!("{}-{name}.png", chart.name);
            let actual = Picture::read(&chart.png_on(theme, 1).unwrap());
            if renew {
                std::fs::write(accepted(&name), actual.write()).unwrap();
            }
            complaints.extend(compare(&name, &actual).err());
        }
    }
    assert!(complaints.is_empty(), "{}\nTIRAJ_RENEW_GOLDEN=1 accepts them.", complaints.join("\n"));
}

/// The letters of the other languages, on a chart that has many of them.
#[test]
fn other_languages_look_as_accepted() {
    for language in [Language::Az, Language::Ru] {
        let chart = gallery::all(language).into_iter().find(|chart| chart.name == "bars").unwrap();
        let name = format!("{}-{language}.png", chart.name);
        let actual = Picture::read(&chart.png_on(Theme::Light, 1).unwrap());
        if std::env::var_os("TIRAJ_RENEW_GOLDEN").is_some() {
            std::fs::write(accepted(&name), actual.write()).unwrap();
        }
        compare(&name, &actual).unwrap();
    }
}

/// A comparison that could not see a change would be worth nothing.
#[test]
fn a_number_that_changed_by_a_hundredth_is_seen() {
    let [one, other] = [1_000, 990].map(|count| {
        let stages = [("Shares", 1_000), ("Visits", count)];
        let stages = stages.map(|(name, count)| Stage { name: name.to_owned(), count });
        let empty = String::new;
        let heading = Heading { name: "funnel", title: empty(), subtitle: empty(), imprint: empty() };
        let chart = Chart::new(heading, Language::En, Funnel { stages: stages.to_vec() });
        Picture::read(&chart.png(1).unwrap())
    });
    assert!(one.difference(&other, TOLERANCE).1 > DIFFERENT);
}

fn accepted(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts/golden").join(name)
}

/// What is wrong with a picture, and where to look at it.
fn compare(name: &str, actual: &Picture) -> Result<(), String> {
    let file =
        std::fs::read(accepted(name)).map_err(|error| format!("{name}: no accepted picture: {error}"))?;
    let expected = Picture::read(&file);
    if (expected.width, expected.height) != (actual.width, actual.height) {
        let size = |picture: &Picture| format!("{} x {}", picture.width, picture.height);
        let folder = keep(name, actual, None);
        return Err(format!("{name}: {} instead of {}; see {folder}", size(actual), size(&expected)));
    }
    let (marks, part) = actual.difference(&expected, TOLERANCE);
    if part <= DIFFERENT {
        return Ok(());
    }
    let folder = keep(name, actual, Some(&marks));
    Err(format!("{name}: {:.3} % of the pixels differ; see {folder}", part * 100.0))
}

/// Leaves the picture and its difference under `target`, and says where.
fn keep(name: &str, actual: &Picture, difference: Option<&Picture>) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), actual.write()).unwrap();
    if let Some(difference) = difference {
        std::fs::write(folder.join(format!("difference-{name}")), difference.write()).unwrap();
    }
    folder.display().to_string()
}
