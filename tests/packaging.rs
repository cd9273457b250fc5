//! What is installed beside the program: units, completions, manual pages, the container.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Server, fail, run, wait_until};

/// The highest exposure, of 10, that `systemd-analyze security` may find in the service.
const EXPOSURE: &str = "20";

fn packaged(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("debian").join(file)
}

/// The names of the commands, as the help tells them.
fn subcommands(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    // Descriptions that are wrapped go on further to the right.
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).filter(|name| *name != "help").collect()
}

#[test]
fn systemd_reads_the_units_and_finds_the_service_locked_up() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        eprintln!("NOT RUN: systemd-analyze is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let service = std::fs::read_to_string(packaged("tiraj.service")).unwrap();
    let program = "ExecStart=/usr/bin/tiraj";
    assert!(service.contains(program));
    // The program is not installed where the package will put it, nor is the database.
    let here = service.replace(program, &format!("ExecStart={}", env!("CARGO_BIN_EXE_tiraj")));
    std::fs::write(folder.path().join("tiraj.service"), here).unwrap();
    std::fs::copy(packaged("tiraj.socket"), folder.path().join("tiraj.socket")).unwrap();
    let units = ["tiraj.service", "tiraj.socket"].map(|unit| folder.path().join(unit));
    let analyze = |arguments: &[&str], units: &[PathBuf]| {
        let output = Command::new("systemd-analyze").args(arguments).args(units).output().unwrap();
        let words =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        (output.status.success(), words)
    };
    let (is_read, words) = analyze(&["verify", "--man=no", "--recursive-errors=no"], &units);
    assert!(is_read && !words.contains("Unknown"), "{words}");
    let (is_safe, words) = analyze(&["security", "--offline=true", "--threshold", EXPOSURE], &units[..1]);
    assert!(is_safe, "{words}");
}

#[test]
fn every_file_of_the_package_is_there() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let built = ["target/release/tiraj", "target/package/"];
    for asset in assets {
        let source = asset[0].as_str().unwrap();
        if built.iter().any(|built| source.starts_with(built)) {
            continue;
        }
        let source = source.trim_end_matches('*');
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(source).exists(), "{source} is not there");
    }
}

#[test]
fn every_shell_has_completions_and_every_command_its_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let help = run(&data, &["help"]);
    let commands = subcommands(&help);
    assert!(commands.len() > 20, "{help}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&data, &["completions", shell]);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
    assert!(run(&data, &["man"]).starts_with(".ie"));
    let out = folder.path().join("man1");
    run(&data, &["man", "--out", out.to_str().unwrap()]);
    let pages: BTreeSet<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    for command in commands {
        assert!(pages.contains(&format!("tiraj-{command}.1")), "{command}: {pages:?}");
    }
}

#[test]
fn a_container_asks_its_server_whether_it_lives() {
    let dockerfile = include_str!("../Dockerfile");
    assert!(dockerfile.contains(r#"CMD ["tiraj", "health"]"#));
    let stages: Vec<&str> = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("FROM ")?.split_once(" AS "))
        .map(|(_, name)| name)
        .collect();
    for line in dockerfile.lines().filter(|line| line.starts_with("COPY --from=")) {
        let from = line.trim_start_matches("COPY --from=").split(' ').next().unwrap();
        assert!(stages.contains(&from), "{line}");
    }
    let last = dockerfile.rfind("\nFROM ").unwrap();
    assert_eq!(dockerfile[last..].trim(), "FROM server", "what is built by default has no database in it");
    let server = &dockerfile[dockerfile.find(" AS server").unwrap()..last];
    assert!(server.contains("\nUSER tiraj\n"), "nobody is root in it");

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let listen = server.address().to_string();
    assert_eq!(run(&data, &["health", "--listen", &listen]), "ok\n");
    wait_until(|| server.get("/readyz").status == 200, "the database is reached");
    let ready = run(&data, &["health", "--ready", "--listen", &listen]);
    assert!(ready.contains(r#""ready":true"#), "{ready}");
    server.stop();
    assert!(fail(&data, &["health", "--listen", &listen], 1).contains("nobody listens"));
}
