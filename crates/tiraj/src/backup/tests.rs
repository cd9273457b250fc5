use std::path::Path;

use super::*;
use crate::data_folder::DataFolder;

/// A folder with something in it, and a backup of it.
fn backup() -> (tempfile::TempDir, Vec<u8>) {
    let parent = tempfile::tempdir().unwrap();
    let folder = DataFolder::new(&parent.path().join("data"));
    let put = |path: &Path, text: &str| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put(&folder.sites(), "[]");
    put(&folder.frozen().join("store/abc/table/all_1_1_0/data.bin"), &"data".repeat(10_000));
    put(&folder.engine().join("store/abc/table/format_version.txt"), "1");
    put(&folder.engine().join("store/abc/table/all_2_2_0/data.bin"), "not held fast");
    put(&folder.collector().join("salts"), "secret");
    let mut bytes = Vec::new();
    let taken_at = "2026-11-23T10:00:00Z".parse().unwrap();
    write(&Sources::find(&folder).unwrap(), taken_at, &mut bytes, |_| {}).unwrap();
    (parent, bytes)
}

fn try_restore(bytes: &[u8], folder: &Path) -> Result<Head, String> {
    restore(bytes, folder, |_| {}).map_err(|error| format!("{error:#}"))
}

#[test]
fn what_is_held_fast_is_restored_and_nothing_else() {
    let (parent, bytes) = backup();
    let made = parent.path().join("made");
    let head = try_restore(&bytes, &made).unwrap();
    assert_eq!((head.format, head.taken_at.to_string()), (FORMAT, "2026-11-23T10:00:00Z".into()));
    let read = |path: &str| std::fs::read_to_string(made.join(path)).ok();
    assert_eq!(read("sites.json").unwrap(), "[]");
    assert_eq!(read("clickhouse/store/abc/table/all_1_1_0/data.bin").unwrap(), "data".repeat(10_000));
    assert_eq!(read("clickhouse/store/abc/table/format_version.txt").unwrap(), "1");
    assert_eq!(read("clickhouse/store/abc/table/all_2_2_0/data.bin"), None);
    assert_eq!(read("collector/salts"), None);
    assert!(try_restore(&bytes, &made).unwrap_err().contains("is not empty"));
}

#[test]
fn every_cut_and_every_changed_byte_is_refused_and_leaves_nothing() {
    let (parent, bytes) = backup();
    let made = parent.path().join("made");
    let refuse = |bytes: &[u8], what: String| {
        assert!(try_restore(bytes, &made).is_err(), "{what}");
        assert!(!made.exists() && !parent.path().join("made.restoring").exists(), "{what}");
    };
    // What follows the last entry is filling.
    let content = bytes.len() - 1_024 - 512;
    for cut in (0..content).step_by(997) {
        refuse(&bytes[..cut], format!("cut at {cut}"));
    }
    let data = bytes.windows(8).position(|window| window == b"datadata").unwrap();
    // From the head of the entry to far into its content.
    for at in (data - 512..data).step_by(13).chain((data..data + 30_000).step_by(613)) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        refuse(&changed, format!("changed at {at}"));
    }
    refuse(b"", "nothing".into());
    refuse(&[7; 4_096], "no archive".into());
}

#[test]
fn a_file_outside_of_the_folder_and_a_newer_format_are_refused() {
    let archive = |entries: &[(&str, &str)]| {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in entries {
            let mut header = tar::Header::new_gnu();
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(text.len() as u64);
            header.set_cksum();
            builder.append(&header, text.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    };
    let parent = tempfile::tempdir().unwrap();
    let made = parent.path().join("made");
    let head = r#"{"format": 1, "tiraj": "0", "taken_at": "2026-11-23T10:00:00Z"}"#;
    let words = try_restore(&archive(&[(HEAD, head), ("../evil", "x")]), &made).unwrap_err();
    assert!(words.contains("outside"), "{words}");
    assert!(!parent.path().join("evil").exists());
    let words = try_restore(&archive(&[(HEAD, r#"{"format": 2, "new": true}"#)]), &made).unwrap_err();
    assert!(words.contains("newer format"), "{words}");
    let words = try_restore(&archive(&[("other.txt", "x")]), &made).unwrap_err();
    assert!(words.contains("no backup"), "{words}");
}
