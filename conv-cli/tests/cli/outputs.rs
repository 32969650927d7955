//! What an output may replace, and what it has of it.

use crate::{Grid, KERNEL, Room, SATURATE, npy, read_npy};

fn source() -> Vec<u8> {
    npy(&Grid::new(5, 5, 1).bytes(), &[5, 5])
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let room = Room::new();
    room.write("a.npy", source());
    let path = room.write("out.npy", b"old");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let run = room.apply(&["a.npy", "out.npy"]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr().contains("it is read-only"), "{}", run.stderr());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(room.names(), ["a.npy", "out.npy"]);
}

/// The superuser may write every file.
#[cfg(unix)]
#[test]
fn a_file_that_its_user_may_not_write_is_not_replaced() {
    use std::fs::{File, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new();
    room.write("a.npy", source());
    let path = room.write("out.npy", b"old");
    set_permissions(&path, Permissions::from_mode(0o460)).unwrap();
    if File::options().write(true).open(&path).is_ok() {
        return;
    }
    let run = room.apply(&["a.npy", "out.npy"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().contains("make it writable"),
        "{}",
        run.stderr()
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[cfg(unix)]
#[test]
fn an_output_has_the_mode_of_the_file_that_it_replaces() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new();
    room.write("a.npy", source());
    for mode in [0o600, 0o640, 0o666, 0o755] {
        let path = room.write("out.npy", b"old");
        set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        room.apply(&["a.npy", "out.npy"]).ok();
        assert_eq!(metadata(&path).unwrap().permissions().mode() & 0o7777, mode);
        assert_ne!(std::fs::read(&path).unwrap(), b"old");
    }
}

#[test]
fn the_file_of_a_kernel_is_not_replaced() {
    let room = Room::new();
    room.write("a.npy", source());
    std::fs::create_dir(room.path("kernels")).unwrap();
    room.write("kernels/taps.npy", npy(&[0i32, 1, 0], &[1, 3]));
    room.write("kernels/k.toml", "taps = 'file(\"taps.npy\")'");
    for (kernel, output) in [
        ("kernels/taps.npy", "kernels/taps.npy"),
        ("kernels/k.toml", "kernels/k.toml"),
        ("kernels/k.toml", "kernels/../kernels/taps.npy"),
        ("2 * file(\"kernels/taps.npy\")", "kernels/taps.npy"),
    ] {
        let run = room.conv(&["apply", kernel, "a.npy", output, "--format", "npy"]);
        assert_eq!(run.code(), 2, "{kernel} {output}");
        let errors = run.stderr();
        assert!(errors.contains("the kernel is in it"), "{errors}");
    }
    assert_eq!(
        read_npy::<i32>(&std::fs::read(room.path("kernels/taps.npy")).unwrap()).1,
        [0, 1, 0]
    );
}

#[cfg(unix)]
#[test]
fn two_outputs_that_links_make_one_file_are_refused() {
    let room = Room::new();
    room.write("a.npy", source());
    room.write("b.npy", source());
    std::fs::create_dir(room.path("out")).unwrap();
    for there in [false, true] {
        if there {
            room.write("out/a.npy", b"old");
        }
        let _ = std::fs::remove_file(room.path("out/b.npy"));
        std::os::unix::fs::symlink("a.npy", room.path("out/b.npy")).unwrap();
        let arguments = ["apply", KERNEL, "a.npy", "b.npy", "out"];
        let run = room.conv(&[&arguments[..], &SATURATE].concat());
        assert_eq!(run.code(), 2, "{}", run.stderr());
        assert!(
            run.stderr().contains("two inputs would be written to"),
            "{}",
            run.stderr()
        );
    }
    assert_eq!(std::fs::read(room.path("out/a.npy")).unwrap(), b"old");
}

/// Where names that differ in the case of letters are one.
#[cfg(any(windows, target_os = "macos"))]
#[test]
fn two_outputs_whose_names_differ_in_case_are_refused() {
    let room = Room::new();
    std::fs::create_dir(room.path("other")).unwrap();
    room.write("a.npy", source());
    room.write("other/A.npy", source());
    let arguments = ["apply", KERNEL, "a.npy", "other/A.npy", "out"];
    let run = room.conv(&[&arguments[..], &SATURATE].concat());
    assert_eq!(run.code(), 2, "{}", run.stderr());
    assert!(
        run.stderr().contains("names that differ only in case"),
        "{}",
        run.stderr()
    );
}
