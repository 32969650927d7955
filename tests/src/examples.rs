//! Examples as commands: what they print and write, and how they end.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex};

/// An empty directory in which an example runs.
#[derive(Debug)]
pub struct Room {
    example: &'static str,
    path: PathBuf,
}

impl Room {
    /// The directory of one test, under the temporary one of its binary.
    #[must_use]
    pub fn new(example: &'static str, temporary: &Path, name: &str) -> Self {
        let path = temporary.join(format!("{example}-{name}"));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self { example, path }
    }

    /// What the example does with arguments.
    pub fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Output {
        let mut command = Command::new(built(self.example));
        command.args(arguments).current_dir(&self.path);
        command.output().unwrap()
    }

    /// What it prints, with status 0 and no error.
    pub fn succeeds(&self, arguments: &[impl AsRef<OsStr>]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Its message: one line after its name, with status 1, and nothing is printed or left behind.
    pub fn fails(&self, arguments: &[impl AsRef<OsStr> + std::fmt::Debug]) -> String {
        let before = self.names();
        let output = self.run(arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let start = format!("{}: ", self.example);
        assert!(message.starts_with(&start), "{message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{message}");
        assert_eq!(self.names(), before, "{arguments:?}");
        message
    }

    /// The place of a file in the directory.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The files in the directory, by name.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }
}

/// An example, as `cargo test --workspace` has built it; a run of one test alone builds it.
fn built(example: &'static str) -> PathBuf {
    static BUILT: LazyLock<Mutex<HashMap<&str, PathBuf>>> = LazyLock::new(Mutex::default);
    let mut built = BUILT
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let path = built.entry(example).or_insert_with(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--workspace", "--profile", "test"])
            .args(["--example", example])
            .args(["--message-format", "json-render-diagnostics"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .unwrap();
        let messages = String::from_utf8(built.stdout).unwrap();
        let errors = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{errors}");
        let name = format!(r#""name":"{example}""#);
        let path = messages
            .lines()
            .filter(|line| line.contains(&name))
            .find_map(|line| line.split(r#""executable":""#).nth(1)?.split('"').next())
            .expect("the build names its executable");
        path.replace(r"\\", r"\").into()
    });
    path.clone()
}
