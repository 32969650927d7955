//! The built program on small files: results against loops over the definition, messages by their
//! columns, exit codes, and what is left on the disk.
#![allow(clippy::unwrap_used)]

mod apply;
mod broken;
mod drawn;
mod expand;
mod facts;
mod failures;
mod formats;
mod kernels;
mod mistakes;
mod opacity;
mod outputs;
mod pipes;
mod sounds;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A directory that is gone after the test.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    /// Runs `conv` here.
    fn conv(&self, arguments: &[&str]) -> Run {
        self.piped(arguments, &[])
    }

    /// Runs `conv apply` with `KERNEL`.
    fn apply(&self, arguments: &[&str]) -> Run {
        self.conv(&[&["apply", KERNEL], arguments, &SATURATE].concat())
    }

    fn piped(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_conv"))
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that refuses its arguments reads nothing.
        let _ = stdin.write_all(input);
        drop(stdin);
        Run(child.wait_with_output().unwrap())
    }
}

/// What a run left.
struct Run(Output);

impl Run {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code(), 0, "{}", self.stderr());
        self
    }

    fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.0.stdout).unwrap()
    }
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// Nine taps that can be told apart, none below 0, with the sum 10.
const TAPS: [[f64; 3]; 3] = [[0.0, 1.0, 2.0], [3.0, 0.0, 1.0], [0.0, 2.0, 1.0]];
const KERNEL: &str = "[[0, 1, 2], [3, 0, 1], [0, 2, 1]]";
/// The rule without which sums of bytes are refused, though none of these pictures needs it.
const SATURATE: [&str; 2] = ["--overflow", "saturate"];

/// A picture of a size, with its channels next to each other.
#[derive(Debug, Clone, PartialEq)]
struct Grid {
    width: usize,
    height: usize,
    channels: usize,
    values: Vec<f64>,
}

impl Grid {
    /// Whole numbers from 0 to 20, always the same.
    fn new(width: usize, height: usize, channels: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(7);
        let count = width * height * channels;
        Self {
            width,
            height,
            channels,
            values: (0..count).map(|_| f64::from(random.u8(0..=20))).collect(),
        }
    }

    fn get(&self, x: usize, y: usize, channel: usize) -> f64 {
        self.values[(y * self.width + x) * self.channels + channel]
    }

    /// The definition of `padding: same, border: zero`: the sum of tap times neighbour.
    fn correlated(&self, taps: &[[f64; 3]; 3]) -> Self {
        let mut out = self.clone();
        for y in 0..self.height {
            for x in 0..self.width {
                for channel in 0..self.channels {
                    let mut sum = 0.0;
                    for (i, row) in taps.iter().enumerate() {
                        for (j, tap) in row.iter().enumerate() {
                            let (Some(y), Some(x)) =
                                ((y + i).checked_sub(1), (x + j).checked_sub(1))
                            else {
                                continue;
                            };
                            if y < self.height && x < self.width {
                                sum += tap * self.get(x, y, channel);
                            }
                        }
                    }
                    out.values[(y * self.width + x) * self.channels + channel] = sum;
                }
            }
        }
        out
    }

    fn bytes(&self) -> Vec<u8> {
        self.values.iter().map(|&value| value as u8).collect()
    }

    fn words(&self) -> Vec<u16> {
        self.values.iter().map(|&value| value as u16).collect()
    }

    fn floats(&self) -> Vec<f32> {
        self.values.iter().map(|&value| value as f32).collect()
    }
}

/// The bytes of an array.
fn npy<T: npyz::AutoSerialize + Copy>(values: &[T], shape: &[u64]) -> Vec<u8> {
    use npyz::WriterBuilder;
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::new().default_dtype().shape(shape);
    let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
    writer.extend(values.iter().copied()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn read_npy<T: npyz::Deserialize>(bytes: &[u8]) -> (Vec<u64>, Vec<T>) {
    let file = npyz::NpyFile::new(bytes).unwrap();
    (file.shape().to_vec(), file.into_vec().unwrap())
}
