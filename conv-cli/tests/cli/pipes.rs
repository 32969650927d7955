//! `-` for the standard input and output.

use crate::{Grid, KERNEL, Room, TAPS, npy, read_npy};

#[test]
fn a_pipe_is_read_by_its_content_and_written_by_the_format() {
    let room = Room::new();
    let grid = Grid::new(6, 4, 1);
    let source = npy(&grid.bytes(), &[4, 6]);
    let arguments = [
        "apply",
        KERNEL,
        "-",
        "-",
        "--padding",
        "same",
        "--overflow",
        "saturate",
        "--format",
    ];
    let run = room
        .piped(&[&arguments[..], &["npy"]].concat(), &source)
        .ok();
    let expected = grid.correlated(&TAPS).bytes();
    assert_eq!(
        read_npy::<u8>(&run.0.stdout),
        (vec![4, 6], expected.clone())
    );
    let run = room
        .piped(&[&arguments[..], &["png"]].concat(), &source)
        .ok();
    assert_eq!(
        image::load_from_memory(&run.0.stdout).unwrap().as_bytes(),
        expected
    );
    assert!(room.names().is_empty());
}

#[test]
fn a_pipe_without_a_format_is_refused() {
    let room = Room::new();
    let run = room.piped(&["apply", KERNEL, "-", "-"], &npy(&[1u8], &[1, 1]));
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr()
            .contains("write --format png, jpeg, tiff, npy or wav")
    );
    assert!(run.0.stdout.is_empty());
}

#[test]
fn a_pipe_is_read_once_and_takes_one_output() {
    let room = Room::new();
    for (paths, message) in [
        (["-", "-", "out"], "`-` is given twice"),
        (
            ["a.npy", "b.npy", "-"],
            "several inputs do not go into one pipe",
        ),
    ] {
        let run = room.conv(&[&["apply", KERNEL], &paths[..]].concat());
        assert_eq!(run.code(), 2);
        assert!(run.stderr().contains(message), "{}", run.stderr());
    }
}

#[test]
fn a_drawing_is_alone_in_the_pipe() {
    let room = Room::new();
    for command in ["matrix", "response"] {
        for options in [&[][..], &["--json"]] {
            let arguments = [command, "[1, 2, 1]", "--padding", "same", "--png", "-"];
            let run = room.conv(&[&arguments[..], options].concat()).ok();
            let reader = image::ImageReader::new(std::io::Cursor::new(&run.0.stdout));
            assert!(
                reader.with_guessed_format().unwrap().decode().is_ok(),
                "{command}"
            );
            // What a PNG ends with.
            assert!(run.0.stdout.ends_with(b"IEND\xae\x42\x60\x82"), "{command}");
        }
    }
    assert!(room.names().is_empty());
}
