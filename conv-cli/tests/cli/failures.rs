//! What a run that fails in part says, and its exit code.

use crate::{Grid, KERNEL, Room, SATURATE, npy};

#[test]
fn exit_code_2_says_that_nothing_was_written() {
    let room = Room::new();
    room.write("a.npy", npy(&Grid::new(5, 5, 1).bytes(), &[5, 5]));
    room.write("signal.npy", npy(&[1u8, 2, 3], &[3]));
    let run = room.conv(
        &[
            &["apply", KERNEL, "a.npy", "signal.npy", "out"],
            &SATURATE[..],
        ]
        .concat(),
    );
    assert_eq!(run.code(), 1, "{}", run.stderr());
    assert_eq!(crate::names(&room.path("out")), ["a.npy"]);
    let run = room.conv(&["apply", KERNEL, "signal.npy", "out/none.npy"]);
    assert_eq!(run.code(), 2, "{}", run.stderr());
}

#[cfg(target_os = "linux")]
#[test]
fn failures_are_told_though_the_output_is_full() {
    let room = Room::new();
    room.write("a.npy", npy(&Grid::new(5, 5, 1).bytes(), &[5, 5]));
    room.write("bad.npy", b"");
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_conv"))
        .current_dir(room.path(""))
        .args(["apply", KERNEL, "a.npy", "bad.npy", "out"])
        .args(SATURATE)
        .stdout(full)
        .output()
        .unwrap();
    let errors = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(errors.contains("bad.npy: it is empty"), "{errors}");
    assert!(errors.contains("cannot write the output"), "{errors}");
}
