//! Files that are there, and files that are not.

use super::fault;
use std::path::PathBuf;
use std::{env, fs, process};

/// A directory that is gone after the test.
pub(super) struct Directory {
    path: PathBuf,
}

impl Directory {
    pub(super) fn new(test: &str) -> Self {
        let path = env::temp_dir().join(format!("conv-macros-{}-{test}", process::id()));
        fs::create_dir_all(&path).expect("the temporary directory is writable");
        Self { path }
    }

    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path.join(name);
        fs::write(&path, bytes).expect("the temporary directory is writable");
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// `stem` as a file of a format that is read.
fn named(stem: &str) -> String {
    let extension = if cfg!(feature = "npy") {
        "npy"
    } else {
        "safetensors"
    };
    format!("{stem}.{extension}")
}

#[test]
fn a_file_that_does_not_exist_may_have_a_neighbour() {
    let directory = Directory::new("missing");
    directory.file(&named("stem"), b"");
    directory.file("stern.txt", b"");
    let stem = named("stem");
    let neighbour = format!("does not exist: did you mean `{stem}` in the same directory?");
    let none =
        "does not exist: write the path of a file, relative to the directory of `Cargo.toml`";
    for (name, expected) in [("stern", &*neighbour), ("head", none), ("no/stem", none)] {
        let path = directory.path.join(named(name));
        assert_eq!(fault(&path, None), expected, "{name}");
    }
}

#[test]
fn a_directory_is_no_file() {
    let directory = Directory::new("directory");
    let path = directory.path.join(named("stem"));
    fs::create_dir(&path).expect("the temporary directory is writable");
    assert_eq!(
        fault(&path, None),
        "is a directory or a device: write the path of a file"
    );
}

#[cfg(feature = "npy")]
#[test]
fn more_taps_than_a_direct_sum_has_are_refused_at_their_file_unless_the_method_may_allow_them() {
    let directory = Directory::new("many");
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (65, 64), }\n";
    let length = (header.len() as u16).to_le_bytes();
    let header = [b"\x93NUMPY\x01\0", &length[..], header.as_bytes()].concat();
    directory.file("many.npy", &[&header[..], &[0; 65 * 64]].concat());
    for (method, refused) in [
        ("", true),
        (", method: direct", true),
        (", method: fft", false),
        (", method: auto", false),
        (", method: ftt", false),
    ] {
        for taps in ["file(\"many.npy\")", "2 * file(\"many.npy\")"] {
            let source = format!("struct K: f32 {{ taps: {taps}{method} }}");
            let tokens = source.parse().expect("tokens");
            let made = crate::declarations(tokens, Some(&directory.path));
            let errors = made.mistakes.errors();
            let told = errors.iter().any(|error| {
                error.to_string()
                    == "this has 4160 taps, and a direct sum at most 4096: write fewer taps"
            });
            assert_eq!(told, refused, "{source}");
            assert!(!refused || errors.len() == 1, "{source}: {errors:?}");
        }
    }
}
