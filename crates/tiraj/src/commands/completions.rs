//! `tiraj completions` and `tiraj man`: what shells and readers of manuals want to know of the commands.

use std::io::stdout;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use crate::output::say;

/// Print a script that completes commands and flags in a shell
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj completions bash > /etc/bash_completion.d/tiraj")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page of the program, or write one of each command into a folder
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj man --out /usr/local/share/man/man1")]
pub(crate) struct Man {
    /// The folder to write `tiraj.1`, `tiraj-serve.1` and the others into
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Completions {
    pub(crate) fn run(&self) {
        clap_complete::generate(self.shell, &mut Cli::command(), "tiraj", &mut stdout());
    }
}

impl Man {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Some(folder) = self.out else {
            return Ok(clap_mangen::Man::new(Cli::command()).render(&mut stdout())?);
        };
        std::fs::create_dir_all(&folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), &folder))
            .with_context(|| format!("cannot write manual pages into {}", folder.display()))?;
        say(&format!("wrote the manual pages into {}", folder.display()));
        Ok(())
    }
}
