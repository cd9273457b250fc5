//! Running a command to its end.

use std::path::Path;
use std::process::{Command, Output};

/// The program under test, with no settings from outside.
pub(crate) fn tiraj(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiraj"));
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("TIRAJ_") && name != "TIRAJ_ENGINE_LIB")
    {
        command.env_remove(name);
    }
    command.env("TIRAJ_DATA", data).current_dir(data.parent().unwrap());
    command
}

fn output(data: &Path, arguments: &[&str]) -> Output {
    tiraj(data).args(arguments).output().unwrap()
}

fn texts(output: &Output) -> (String, String) {
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Runs a command that must succeed, and gives what it wrote to stdout.
#[track_caller]
pub(crate) fn run(data: &Path, arguments: &[&str]) -> String {
    let output = output(data, arguments);
    let (out, err) = texts(&output);
    assert!(output.status.success(), "tiraj {}: {err}", arguments.join(" "));
    out
}

/// Runs a command that must succeed and answer in JSON.
#[track_caller]
pub(crate) fn run_json(data: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&run(data, arguments)).unwrap()
}

/// Runs a command that must fail with the given exit code, and gives its one line on stderr.
#[track_caller]
pub(crate) fn fail(data: &Path, arguments: &[&str], code: i32) -> String {
    let output = output(data, arguments);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(code), "tiraj {}: {out}{err}", arguments.join(" "));
    err
}
