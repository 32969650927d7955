//! The program, killed at any moment, again and again.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

fn large(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_large"));
    command
        .args(arguments)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

fn ok(arguments: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = large(arguments).output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

fn fails(arguments: &[&str]) -> String {
    let output = large(arguments).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// Every chunk of an array: its bytes, and when it was written.
fn chunks(array: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    for row in fs::read_dir(array.join("c")).into_iter().flatten() {
        for chunk in fs::read_dir(row.unwrap().path()).unwrap() {
            let chunk = chunk.unwrap();
            let about = chunk.metadata().unwrap();
            found.insert(chunk.path(), (about.len(), about.modified().unwrap()));
        }
    }
    found
}

#[test]
fn what_was_finished_before_a_kill_is_kept_and_nothing_half_written_counts() {
    let room = tempfile::tempdir().unwrap();
    let store = room.path().to_str().unwrap();
    // 20 x 14 chunks of 256 x 256, those at two ends in part.
    let size = ["make", store, "5000x3500", "256"];
    let (mut kills, mut partly) = (0u32, 0);
    for (array, arguments) in [("in", &size[..]), ("out", &["filter", store])] {
        let array = room.path().join(array);
        for wait in (0..).map(|round| Duration::from_millis(3 + 7 * (round % 9))) {
            let before = chunks(&array);
            let mut run = large(arguments).spawn().unwrap();
            thread::sleep(wait);
            // SIGKILL, where there is such a thing.
            run.kill().unwrap();
            let status = run.wait().unwrap();
            kills += u32::from(!status.success());
            let after = chunks(&array);
            for (chunk, written) in &after {
                assert_eq!(written.0, 2 * 256 * 256, "{chunk:?} is there in part");
            }
            for (chunk, written) in &before {
                assert_eq!(
                    after.get(chunk),
                    Some(written),
                    "{chunk:?} was written again"
                );
            }
            partly += u32::from(!after.is_empty() && after.len() < 280);
            if after.len() == 280 {
                break;
            }
        }
        let told = ok(arguments);
        assert!(
            told.contains("280 chunks, of which 280 were there before"),
            "{told}"
        );
    }
    assert!(
        kills > 2 && partly > 2,
        "{kills} kills, {partly} while it was at work"
    );
    let told = ok(&["check", store]);
    assert_eq!(told, "5000x3500: every element is that of the whole\n");
}

#[test]
fn arrays_that_are_other_or_unfinished_are_not_gone_on_with() {
    let room = tempfile::tempdir().unwrap();
    let store = room.path().to_str().unwrap();
    assert!(fails(&["filter", store]).contains("/in"));
    ok(&["make", store, "70x50", "32"]);
    let told = fails(&["make", store, "70x51", "32"]);
    assert!(
        told.contains("was made with another size, chunk or kernel"),
        "{told}"
    );
    fs::remove_file(room.path().join("in/c/1/2")).unwrap();
    let told = fails(&["filter", store]);
    assert!(told.contains("1 of 6 chunks of /in are missing"), "{told}");
    ok(&["make", store, "70x50", "32"]);
    ok(&["filter", store]);
    ok(&["check", store]);
    // One wrong element is found.
    let chunk = room.path().join("out/c/0/1");
    let mut bytes = fs::read(&chunk).unwrap();
    bytes[70] ^= 1;
    fs::write(&chunk, bytes).unwrap();
    let told = fails(&["check", store]);
    assert!(told.contains("1 elements of 70x50 differ"), "{told}");
    for wrong in [
        &["make", store, "0x5"][..],
        &["make", store, "5"],
        &["blur"],
        &[],
    ] {
        assert!(fails(wrong).contains("usage: large make"));
    }
}

#[test]
fn sizes_around_the_chunk_and_the_kernel_give_the_whole() {
    for size in ["1x1", "2x9", "31x32", "32x33", "65x64", "3x100"] {
        let room = tempfile::tempdir().unwrap();
        let store = room.path().to_str().unwrap();
        ok(&["make", store, size, "32"]);
        ok(&["filter", store]);
        let told = ok(&["check", store]);
        assert!(told.starts_with(size), "{told}");
    }
}

#[test]
fn a_second_process_is_refused_until_the_first_has_ended() {
    let room = tempfile::tempdir().unwrap();
    let store = room.path().to_str().unwrap();
    // More than is made before the first chunk is seen.
    let mut first = large(&["make", store, "30000x30000", "256"])
        .spawn()
        .unwrap();
    while chunks(&room.path().join("in")).is_empty() {
        assert_eq!(first.try_wait().unwrap(), None);
        thread::sleep(Duration::from_millis(1));
    }
    let told = fails(&["make", store, "30000x30000", "256"]);
    assert_eq!(first.try_wait().unwrap(), None, "it had ended before");
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(told.contains("another process makes"), "{told}");

    // One array after the other, by whatever holds the lock.
    let room = tempfile::tempdir().unwrap();
    let store = room.path().to_str().unwrap();
    let make = ["make", store, "70x50", "32"];
    for (lock, made, arguments) in [
        (".in.lock", "in", &make[..]),
        (".out.lock", "out", &["filter", store]),
    ] {
        let lock = fs::File::create(room.path().join(lock)).unwrap();
        lock.lock().unwrap();
        let told = fails(arguments);
        assert!(told.contains("another process makes"), "{told}");
        assert!(!room.path().join(made).exists(), "{made}");
        drop(lock);
        ok(arguments);
    }
    ok(&["check", store]);
}
