//! The targets of `fuzz`, on the inputs that are kept in `fuzz/seeds` and on some of a generator.
//!
//! `.ci/fuzz` looks for more.

#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

use conv_kernel_tests::cases::Random;
use fuzz::TARGETS;
use std::path::{Path, PathBuf};

/// Says which input it was, if it is not the end of a run.
struct Named<'a>(&'a str, &'a [u8]);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}: {:?}", self.0, self.1);
        }
    }
}

fn seeds(target: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/seeds")
        .join(target);
    let files = std::fs::read_dir(&directory).expect("the target has seeds");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

fn holds(target: &str, generated: u64) {
    let known = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, run) = known.expect("the target is in the list");
    let kept = seeds(target);
    assert!(!kept.is_empty(), "{target} has no seeds");
    for file in kept {
        let bytes = std::fs::read(&file).expect("a file of bytes");
        let _named = Named(&file.display().to_string(), &bytes);
        run(&bytes);
    }
    for seed in 0..generated {
        let mut random = Random::new(seed);
        let bytes: Vec<u8> = (0..random.size(300)).map(|_| random.bits() as u8).collect();
        let _named = Named(&format!("{target}, seed {seed}"), &bytes);
        run(&bytes);
    }
}

macro_rules! targets {
    ($($name:ident $generated:literal)*) => {
        $(
            #[test]
            fn $name() {
                holds(stringify!($name), $generated);
            }
        )*

        #[test]
        fn every_target_of_kernels_is_among_these_tests() {
            let tested = [$(stringify!($name)),*];
            assert_eq!(tested, TARGETS.map(|(name, _)| name));
        }
    };
}

targets! {
    plane 400
    signal 400
    stream 800
    pixels 400
    region 400
    layer 300
    adjoint 400
    matching 300
}
