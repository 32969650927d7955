//! What KERNEL may be: expressions, TOML and NPY files, one kernel or several.

use crate::{Grid, Room, npy, read_npy};

fn apply(room: &Room, grid: &Grid, arguments: &[&str]) -> Vec<f64> {
    room.write(
        "in.npy",
        npy(&grid.values, &[grid.height as u64, grid.width as u64]),
    );
    let mut all = vec!["apply", arguments[0], "in.npy", "out.npy"];
    all.extend(&arguments[1..]);
    room.conv(&all).ok();
    read_npy(&std::fs::read(room.path("out.npy")).unwrap()).1
}

const SOBEL_X: [[f64; 3]; 3] = [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]];
const SOBEL_Y: [[f64; 3]; 3] = [[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]];

#[test]
fn an_expression_is_evaluated() {
    let room = Room::new();
    let grid = Grid::new(9, 8, 1);
    // The outer product of 1 2 1 and -1 0 1, a quarter turn against the clock, twice.
    let mut taps = SOBEL_X;
    for (y, row) in taps.iter_mut().enumerate() {
        for (x, tap) in row.iter_mut().enumerate() {
            *tap = 2.0 * SOBEL_X[x][2 - y];
        }
    }
    let expression = "2 * outer([1, 2, 1], [-1, 0, 1]).rotate90()";
    let found = apply(&room, &grid, &[expression, "--padding", "same"]);
    assert_eq!(found, grid.correlated(&taps).values);
}

#[test]
fn a_toml_file_has_the_keys_of_a_declaration_and_options_win() {
    let room = Room::new();
    let grid = Grid::new(9, 8, 1);
    room.write(
        "kernel.toml",
        r#"
# Half of the neighbour below, from every second column on.
taps = [
    [0],
    [0],   # the middle
    [1],
]
input = "f64"
output = "f64"
stride = [1, 2]
dilation = 1
padding = "same"
border = ["replicate", "wrap"]
mode = "correlate"
method = "direct"
scale = "1/2"
arithmetic = "strict"
missing = "propagate"
require = "non_negative"
"#,
    );
    let half = |y: usize| {
        let below = (y + 1).min(7);
        (0..9).step_by(2).map(move |x| (x, below))
    };
    let expected = (0..8).flat_map(half).map(|(x, y)| grid.get(x, y, 0) / 2.0);
    let expected: Vec<f64> = expected.collect();
    assert_eq!(apply(&room, &grid, &["kernel.toml"]), expected);
    let doubled: Vec<f64> = expected.iter().map(|value| value * 4.0).collect();
    assert_eq!(
        apply(&room, &grid, &["kernel.toml", "--scale", "2"]),
        doubled
    );
}

#[test]
fn files_of_a_toml_file_are_beside_it() {
    let room = Room::new();
    let grid = Grid::new(9, 8, 1);
    std::fs::create_dir(room.path("kernels")).unwrap();
    let sobel: Vec<i64> = SOBEL_X
        .as_flattened()
        .iter()
        .map(|&tap| tap as i64)
        .collect();
    room.write("kernels/sobel.npy", npy(&sobel, &[3, 3]));
    room.write(
        "kernels/k.toml",
        "taps = 'file(\"sobel.npy\").transpose()'\npadding = \"same\"",
    );
    let expected = grid.correlated(&SOBEL_Y).values;
    assert_eq!(apply(&room, &grid, &["kernels/k.toml"]), expected);
    let expected = grid.correlated(&SOBEL_X).values;
    assert_eq!(
        apply(&room, &grid, &["kernels/sobel.npy", "--padding", "same"]),
        expected
    );
}

#[test]
fn a_sum_is_mapped_and_several_are_combined() {
    let room = Room::new();
    let grid = Grid::new(9, 8, 1);
    let (gx, gy) = (
        grid.correlated(&SOBEL_X).values,
        grid.correlated(&SOBEL_Y).values,
    );
    let found = apply(
        &room,
        &grid,
        &["sobel_x", "--padding", "same", "--map", "|v| v / 2 + 128"],
    );
    let expected: Vec<f64> = gx.iter().map(|x| x / 2.0 + 128.0).collect();
    assert_eq!(found, expected);
    // The parameters are names: their order is free.
    let arguments = [
        "{ gx: sobel_x, gy: sobel_y }",
        "--padding",
        "same",
        "--combine",
        "|gy, gx| 3 * gx - gy.abs()",
    ];
    let expected: Vec<f64> = gx.iter().zip(&gy).map(|(x, y)| 3.0 * x - y.abs()).collect();
    assert_eq!(apply(&room, &grid, &arguments), expected);
    let many = [
        "{ a: sobel_x, b: sobel_y, c: sobel_x, d: sobel_y, e: sobel_x }",
        "--padding",
        "same",
        "--combine",
        "|a, b, c, d, e| a + b + c + d + e",
    ];
    let expected: Vec<f64> = gx.iter().zip(&gy).map(|(x, y)| 3.0 * x + 2.0 * y).collect();
    assert_eq!(apply(&room, &grid, &many), expected);
}

#[test]
fn a_signal_is_resampled() {
    let room = Room::new();
    room.write("in.npy", npy(&[3i32, 5, 10], &[3]));
    room.conv(&[
        "apply",
        "[1, 2, 1]",
        "in.npy",
        "out.npy",
        "--padding",
        "same",
        "--interpolate",
        "2",
        "--overflow",
        "saturate",
    ])
    .ok();
    let (_, found) = read_npy::<i32>(&std::fs::read(room.path("out.npy")).unwrap());
    // Between two samples their sum, on each of them twice its value, and zero after the last.
    assert_eq!(found, [6, 8, 10, 15, 20, 10]);
}

/// A file of safetensors: the length of the header, the header, and the tensors.
fn safetensors(header: &str, tensors: &[u8]) -> Vec<u8> {
    [
        &(header.len() as u64).to_le_bytes()[..],
        header.as_bytes(),
        tensors,
    ]
    .concat()
}

#[test]
fn taps_are_read_from_every_file_that_the_macro_reads() {
    let room = Room::new();
    let grid = Grid::new(9, 8, 1);
    // 1, 2 and 1 as half floats.
    let header = r#"{"blur":{"dtype":"F16","shape":[1,3],"data_offsets":[0,6]}}"#;
    room.write(
        "k.safetensors",
        safetensors(header, &[0, 0x3c, 0, 0x40, 0, 0x3c]),
    );
    let mut taps = [[0.0; 3]; 3];
    taps[1] = [1.0, 2.0, 1.0];
    let expected = grid.correlated(&taps).values;
    let kernel = "file(\"k.safetensors\", tensor(\"blur\"))";
    assert_eq!(
        apply(&room, &grid, &[kernel, "--padding", "same"]),
        expected
    );
    // Columns first, and the other end first.
    let header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2), }\n";
    let length = (header.len() as u16).to_le_bytes();
    let taps = [0, 1, 0, 2, 0, 3, 0, 4];
    let file = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), &taps].concat();
    room.write("k.npy", file);
    let run = room
        .conv(&["matrix", "k.npy", "--size", "2x2", "--input", "f64"])
        .ok();
    assert_eq!(run.stdout().lines().next(), Some("1 3 2 4"));
}

#[test]
fn what_is_wrong_with_a_file_of_taps_is_told() {
    let room = Room::new();
    room.write("cube.npy", npy(&[1u8; 8], &[2, 2, 2]));
    room.write("text.npy", "no array");
    let header = r#"{"blur":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#;
    room.write("k.safetensors", safetensors(header, &[0, 0x3c]));
    // A picture that was taken for the kernel.
    room.write("large.npy", npy(&[0u8; 65 * 64], &[65, 64]));
    room.write("k.toml", "taps = 'file(\"large.npy\")'\nmethod = 'fft'");
    let many = "`large.npy` has 4160 taps, and a direct sum at most 4096: write fewer taps";
    for (kernel, message) in [
        ("none.npy", "cannot read none.npy: "),
        (
            "cube.npy",
            "`cube.npy` has the shape [2, 2, 2], and taps have one axis or two",
        ),
        (
            "text.npy",
            "`text.npy` does not begin as NumPy's format does",
        ),
        (
            "file(\"cube.npy\", \"a\")",
            "`cube.npy` holds one array, which has no name",
        ),
        (
            "k.safetensors",
            "write KERNEL as `file(\"k.safetensors\", tensor(\"name\"))`",
        ),
        ("file(\"k.safetensors\", \"blurr\")", "write `\"blur\"`"),
        ("large.npy", many),
        ("2 * file(\"large.npy\")", many),
    ] {
        let run = room.conv(&["explain", kernel]);
        assert_eq!(run.code(), 2, "{kernel}");
        assert!(
            run.stderr().contains(message),
            "{message}\n{}",
            run.stderr()
        );
    }
    room.conv(&["explain", "large.npy", "--method", "fft"]).ok();
    room.conv(&["explain", "k.toml", "--method", "auto"]).ok();
    room.conv(&["explain", "k.toml"]).ok();
}

#[cfg(target_os = "linux")]
#[test]
fn a_picture_that_is_taken_for_a_kernel_takes_little_memory() {
    let room = Room::new();
    // As exact numbers these taps take 600 MiB, and are copied.
    room.write("large.npy", npy(&vec![0u8; 3000 * 3000], &[3000, 3000]));
    let run = std::process::Command::new("sh")
        .args(["-c", "ulimit -v 1000000 && exec \"$0\" explain large.npy"])
        .arg(env!("CARGO_BIN_EXE_conv"))
        .current_dir(room.path(""))
        .output()
        .unwrap();
    let errors = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2), "{errors}");
    assert!(errors.contains("has 9000000 taps"), "{errors}");
}
