//! Many inputs, files that appear whole, and the keys of the window as options.

use crate::{Grid, KERNEL, Room, SATURATE, TAPS, npy, read_npy};
use std::path::Path;

fn source(grid: &Grid) -> Vec<u8> {
    npy(&grid.bytes(), &[grid.height as u64, grid.width as u64])
}

/// A path as the system writes it.
fn beside(directory: &str, name: &str) -> String {
    Path::new(directory).join(name).display().to_string()
}

fn made(room: &Room, name: &str) -> (Vec<u64>, Vec<u8>) {
    read_npy(&std::fs::read(room.path(name)).unwrap())
}

#[test]
fn several_inputs_go_into_a_directory_under_their_names() {
    let room = Room::new();
    let grids: Vec<Grid> = (4..12).map(|width| Grid::new(width, 5, 1)).collect();
    let names: Vec<String> = (0..8).map(|at| format!("{at}.npy")).collect();
    for (grid, name) in grids.iter().zip(&names) {
        room.write(name, source(grid));
    }
    let mut arguments = vec!["apply", KERNEL];
    arguments.extend(names.iter().map(String::as_str));
    arguments.extend(["out", "--padding", "same", "--jobs", "2"]);
    arguments.extend(SATURATE);
    let run = room.conv(&arguments).ok();
    assert_eq!(run.stdout().lines().count(), 8);
    assert_eq!(crate::names(&room.path("out")), names);
    for (grid, name) in grids.iter().zip(&names) {
        let (_, found) = made(&room, &format!("out/{name}"));
        assert_eq!(found, grid.correlated(&TAPS).bytes());
    }
}

#[test]
fn a_format_renames_what_goes_into_a_directory() {
    let room = Room::new();
    let grid = Grid::new(5, 5, 1);
    room.write("a.npy", source(&grid));
    room.conv(&[
        "apply",
        KERNEL,
        "a.npy",
        "out/",
        "--overflow",
        "saturate",
        "--padding",
        "same",
        "--format",
        "png",
    ])
    .ok();
    let made = image::open(room.path("out/a.png")).unwrap();
    assert_eq!(made.as_bytes(), grid.correlated(&TAPS).bytes());
}

#[test]
fn a_broken_input_stops_no_other_and_is_told_at_the_end() {
    let room = Room::new();
    let grid = Grid::new(5, 5, 1);
    room.write("a.npy", source(&grid));
    room.write("broken.png", b"\x89PNG\r\n\x1a\nand no picture");
    room.write("empty.npy", b"");
    room.write("text.npy", b"no array");
    room.write("z.npy", source(&grid));
    let inputs = [
        "a.npy",
        "broken.png",
        "empty.npy",
        "missing.npy",
        "text.npy",
        "z.npy",
    ];
    let arguments = [
        &["apply", KERNEL],
        &inputs[..],
        &["out", "--padding", "same"],
        &SATURATE,
    ]
    .concat();
    let run = room.conv(&arguments);
    assert_eq!(run.code(), 1);
    let errors = run.stderr();
    for part in [
        "error: broken.png: ",
        "error: empty.npy: it is empty",
        "error: missing.npy: cannot be read: ",
        "error: text.npy: its content is no PNG, JPEG, TIFF, NPY or WAV",
        "error: 4 of 6 inputs failed",
    ] {
        assert!(errors.contains(part), "{part}\n{errors}");
    }
    assert_eq!(crate::names(&room.path("out")), ["a.npy", "z.npy"]);
    assert_eq!(made(&room, "out/z.npy").1, grid.correlated(&TAPS).bytes());

    let run = room.conv(&[&arguments[..], &["--json"]].concat());
    assert_eq!(run.code(), 1);
    let entries = run.json();
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), 6);
    assert_eq!(entries[0]["output"], beside("out", "a.npy"));
    assert_eq!(entries[0]["kernel"], "u8 -> u8");
    assert_eq!(entries[0]["to"]["width"], 5);
    assert_eq!(entries[2]["error"], "empty.npy: it is empty");
}

#[test]
fn one_input_that_fails_is_exit_code_1() {
    let room = Room::new();
    room.write("cut.npy", &source(&Grid::new(5, 5, 1))[..100]);
    let run = room.conv(&["apply", KERNEL, "cut.npy", "out.npy"]);
    assert_eq!(run.code(), 1);
    assert!(
        run.stderr().starts_with("error: cut.npy: "),
        "{}",
        run.stderr()
    );
    assert_eq!(room.names(), ["cut.npy"]);
}

#[test]
fn an_output_is_replaced_whole_and_an_old_one_stays_if_its_input_fails() {
    let room = Room::new();
    let grid = Grid::new(5, 5, 1);
    room.write("a.npy", source(&grid));
    room.write("out.npy", b"old");
    // A second name of the old file: a file that is written over would change under it too.
    std::fs::hard_link(room.path("out.npy"), room.path("old")).unwrap();
    room.write("broken.npy", b"no array");
    let run = room.conv(&["apply", KERNEL, "broken.npy", "out.npy"]);
    assert_eq!(run.code(), 1);
    assert_eq!(std::fs::read(room.path("out.npy")).unwrap(), b"old");
    room.apply(&["a.npy", "out.npy", "--padding", "same"]).ok();
    assert_eq!(made(&room, "out.npy").1, grid.correlated(&TAPS).bytes());
    assert_eq!(std::fs::read(room.path("old")).unwrap(), b"old");
    assert_eq!(room.names(), ["a.npy", "broken.npy", "old", "out.npy"]);
}

#[cfg(unix)]
#[test]
fn an_output_may_be_read_by_whom_any_new_file_may_be() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new();
    room.write("a.npy", source(&Grid::new(5, 5, 1)));
    room.apply(&["a.npy", "out.npy"]).ok();
    let mode = |name| {
        std::fs::metadata(room.path(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("out.npy"), mode("a.npy"));
}

#[test]
fn what_would_destroy_or_mix_files_is_refused_before_anything_is_done() {
    let room = Room::new();
    room.write("a.npy", source(&Grid::new(5, 5, 1)));
    std::fs::create_dir(room.path("b")).unwrap();
    room.write("b/a.npy", b"other");
    for (paths, message) in [
        (
            &["a.npy", "a.npy"][..],
            "a.npy would be replaced by its output",
        ),
        (&["a.npy", "."], "a.npy would be replaced by its output"),
        (
            &["a.npy", "b/a.npy", "out"],
            &format!("two inputs would be written to {}", beside("out", "a.npy")),
        ),
        (
            &["a.npy", "out.xyz"],
            "the format of out.xyz cannot be told from its name",
        ),
    ] {
        let run = room.conv(&[&["apply", KERNEL], paths].concat());
        assert_eq!(run.code(), 2, "{paths:?}");
        assert!(run.stderr().contains(message), "{}", run.stderr());
    }
    assert_eq!(std::fs::read(room.path("b/a.npy")).unwrap(), b"other");
}

/// The definition with a stride, padding on all sides and a border that repeats the edge.
fn strided(grid: &Grid, stride: usize, padding: isize) -> (Vec<u64>, Vec<u8>) {
    let size = |n: usize| (n as isize + 2 * padding - 3) as usize / stride + 1;
    let (height, width) = (size(grid.height), size(grid.width));
    let mut values = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            for (i, row) in TAPS.iter().enumerate() {
                for (j, tap) in row.iter().enumerate() {
                    let at = |place: usize, k: usize, n: usize| {
                        let at = (place * stride + k) as isize - padding;
                        at.clamp(0, n as isize - 1) as usize
                    };
                    sum += tap * grid.get(at(x, j, grid.width), at(y, i, grid.height), 0);
                }
            }
            values.push(sum as u8);
        }
    }
    (vec![height as u64, width as u64], values)
}

#[test]
fn options_are_the_keys_of_a_declaration() {
    let room = Room::new();
    let grid = Grid::new(11, 9, 1);
    room.write("a.npy", source(&grid));
    for (stride, padding) in [(1, 0), (2, 1), (3, 2)] {
        let (steps, sides) = (stride.to_string(), padding.to_string());
        let mut arguments = vec!["a.npy", "out.npy", "--stride", &steps];
        if padding > 0 {
            arguments.extend(["--padding", &sides, "--border", "replicate"]);
        }
        room.apply(&arguments).ok();
        assert_eq!(made(&room, "out.npy"), strided(&grid, stride, padding));
    }
    // Twice what fits, once at the end of the range and once around it.
    let twice = [
        "apply",
        "[[1]]",
        "a.npy",
        "out.npy",
        "--scale",
        "20",
        "--overflow",
    ];
    let times = |fit: fn(f64) -> f64| grid.values.iter().map(move |value| fit(value * 20.0) as u8);
    room.conv(&[&twice[..], &["saturate"]].concat()).ok();
    assert_eq!(
        made(&room, "out.npy").1,
        times(|value| value.min(255.0)).collect::<Vec<u8>>()
    );
    room.conv(&[&twice[..], &["wrap"]].concat()).ok();
    assert_eq!(
        made(&room, "out.npy").1,
        times(|value| value % 256.0).collect::<Vec<u8>>()
    );
}

#[test]
fn types_are_those_that_are_asked_for() {
    let room = Room::new();
    let grid = Grid::new(7, 5, 1);
    room.write("a.npy", source(&grid));
    let sobel = [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]];
    let expected = grid.correlated(&sobel).values;
    room.conv(&[
        "apply",
        "sobel_x",
        "a.npy",
        "out.npy",
        "--padding",
        "same",
        "--output",
        "i16",
    ])
    .ok();
    let (_, found) = read_npy::<i16>(&std::fs::read(room.path("out.npy")).unwrap());
    assert!(
        found
            .iter()
            .map(|&value| f64::from(value))
            .eq(expected.iter().copied())
    );
    for types in [["--input", "f64"], ["--output", "f64"]] {
        room.conv(
            &[
                &["apply", "sobel_x", "a.npy", "out.npy", "--padding", "same"],
                &types[..],
            ]
            .concat(),
        )
        .ok();
        let (_, found) = read_npy::<f64>(&std::fs::read(room.path("out.npy")).unwrap());
        assert_eq!(found, expected);
    }
    let run = room.conv(&[
        "apply",
        "[[1]]",
        "a.npy",
        "out.npy",
        "--input",
        "i16",
        "--output",
        "u16",
        "--overflow",
        "wrap",
    ]);
    assert_eq!(run.code(), 2);
    assert!(
        run.stderr().contains("no kernels of i16 -> u16"),
        "{}",
        run.stderr()
    );
}

#[test]
fn a_quiet_run_prints_nothing() {
    let room = Room::new();
    room.write("a.npy", source(&Grid::new(5, 5, 1)));
    let run = room.apply(&["a.npy", "out.npy", "--quiet"]).ok();
    assert_eq!((run.stdout(), run.stderr()), (String::new(), String::new()));
}

#[test]
fn a_kernel_that_is_wrong_for_every_input_is_told_once_and_makes_nothing() {
    let room = Room::new();
    room.write("a.npy", source(&Grid::new(5, 5, 1)));
    room.write("b.npy", source(&Grid::new(4, 4, 1)));
    let run = room.conv(&["apply", "sobel_x", "a.npy", "b.npy", "out"]);
    assert_eq!(run.code(), 2);
    assert_eq!(run.stderr().matches("results range over").count(), 1);
    assert!(crate::names(&room.path("out")).is_empty());
    // Refused before a directory is made.
    let run = room.conv(&[
        "apply",
        KERNEL,
        "a.npy",
        "b.dat",
        "new",
        "--overflow",
        "saturate",
    ]);
    assert_eq!(run.code(), 2, "{}", run.stderr());
    assert!(!room.path("new").exists());
}

#[cfg(unix)]
#[test]
fn a_device_is_written_into_and_a_link_leads_to_what_is_written() {
    use std::os::unix::fs::FileTypeExt;
    let room = Room::new();
    let grid = Grid::new(5, 5, 1);
    room.write("a.npy", source(&grid));
    room.apply(&["a.npy", "/dev/null", "--format", "npy", "--padding", "same"])
        .ok();
    let null = std::fs::metadata("/dev/null").unwrap();
    assert!(null.file_type().is_char_device());
    room.write("real.npy", b"old");
    std::os::unix::fs::symlink("real.npy", room.path("link.npy")).unwrap();
    room.apply(&["a.npy", "link.npy", "--padding", "same"]).ok();
    assert!(room.path("link.npy").is_symlink());
    assert_eq!(made(&room, "real.npy").1, grid.correlated(&TAPS).bytes());
    // To a file that is not there yet, over another link.
    std::os::unix::fs::symlink("later.npy", room.path("second.npy")).unwrap();
    std::os::unix::fs::symlink("second.npy", room.path("first.npy")).unwrap();
    room.apply(&["a.npy", "first.npy", "--padding", "same"])
        .ok();
    assert!(room.path("first.npy").is_symlink() && room.path("second.npy").is_symlink());
    assert!(!room.path("later.npy").is_symlink());
    assert_eq!(made(&room, "later.npy").1, grid.correlated(&TAPS).bytes());
}
