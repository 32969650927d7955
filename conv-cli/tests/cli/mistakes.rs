//! Mistakes in kernels and options: exit code 2, the message, and the line and column.

use crate::{Room, npy};

#[test]
fn a_mistake_is_shown_at_its_column() {
    let room = Room::new();
    for (arguments, message, place) in [
        (
            &["sobel_x + laplacian(5)"][..],
            "`neighbours` is 5: write 4 or 8",
            "KERNEL:1:21",
        ),
        (
            &["gausian([5, 5], 1.0)"],
            "did you mean `gaussian`?",
            "KERNEL:1:1",
        ),
        (
            &["2 * gaussian([5, 5], -1)"],
            "write a number",
            "KERNEL:1:22",
        ),
        (&["[1, 2, 1] % 4"], "unknown operator `%`", "KERNEL:1:11"),
        (
            &["[[1, 2], [3]]"],
            "this row has 1 tap, and the first row 2",
            "KERNEL:1:10",
        ),
        (&["sobel_x.flop()"], "unknown method `flop`", "KERNEL:1:9"),
        (&["[1, 2"], "close every bracket", "KERNEL:1:1"),
        (
            &["gaussian(5, 1) sobel_x"],
            "an operator is missing",
            "KERNEL:1:16",
        ),
        (
            &["sobel_x", "--padding", "sme"],
            "did you mean `same`?",
            "--padding:1:1",
        ),
        (
            &["sobel_x", "--stride", "[1, 0]"],
            "cannot be 0",
            "--stride:1:5",
        ),
        (
            &["sobel_x", "--overflow", "clamp"],
            "write `saturate`",
            "--overflow:1:1",
        ),
        (
            &["sobel_x", "--scale", "1/0"],
            "a denominator cannot be 0",
            "--scale:1:3",
        ),
        (&["sobel_x", "--map", "|v| v.sqt()"], "sqrt", "--map:1:7"),
        (
            &["sobel_x", "--output", "u7"],
            "is not an element type",
            "--output:1:1",
        ),
        (
            &["sobel_x", "--border", "wrap"],
            "no effect without padding",
            "--border:1:1",
        ),
        (
            &["box(3)", "--padding", "same", "--border", "constant(1/2)"],
            "a border constant is not a fraction: write `0.5`",
            "--border:1:1",
        ),
        (
            &["sobel_x", "--require", "[symmetric]"],
            "symmetric",
            "--require:1:1",
        ),
        (
            &["{ a: sobel_x, b: sobel_y }"],
            "write `combine` with `|a, b| ..`",
            "KERNEL:1:1",
        ),
        (
            &["{ a: sobel_x }", "--combine", "|b| b"],
            "no kernel is named `b`",
            "--combine:1:1",
        ),
        (
            &["{ gx: sobel_x, gy: sobel_y }", "--combine", "|gx, gz| gx"],
            "did you mean `gy`?",
            "--combine:1:1",
        ),
        (
            &["{ gx: sobel_x, gy: sobel_y }", "--combine", "|gx, gy| gx"],
            "`gy` is not used",
            "--combine:1:1",
        ),
        (
            &["sobel_x", "--map", "|v| 3"],
            "`v` is not used",
            "--map:1:1",
        ),
        (
            &["moving_average(5)"],
            "write `box(size)`, such as `box(5)`",
            "KERNEL:1:1",
        ),
        (
            &["file(\"none.npy\")"],
            "cannot read none.npy",
            "KERNEL:1:6",
        ),
    ] {
        let run = room.conv(&[&["explain"], arguments].concat());
        assert_eq!(run.code(), 2, "{arguments:?}");
        let errors = run.stderr();
        assert!(errors.contains(message), "{message}\n{errors}");
        assert!(
            errors.contains(&format!("--> {place}\n")),
            "{place}\n{errors}"
        );
    }
}

#[test]
fn the_part_that_is_wrong_is_underlined() {
    let run = Room::new().conv(&["explain", "2 * box([5, x], 1)"]);
    let expected = "\
error: `x` is a name, whose value the macro cannot see: write a number, such as `2`
 --> KERNEL:1:13
  |
1 | 2 * box([5, x], 1)
  |             ^
";
    assert_eq!(run.stderr(), expected);
}

#[test]
fn every_mistake_is_told() {
    let run = Room::new().conv(&[
        "explain",
        "sobel + sobl_y",
        "--padding",
        "x",
        "--stride",
        "-1",
    ]);
    let errors = run.stderr();
    for place in ["KERNEL:1:1", "KERNEL:1:9", "--padding:1:1", "--stride:1:1"] {
        assert!(errors.contains(place), "{place}\n{errors}");
    }
}

#[test]
fn a_mistake_in_a_toml_file_is_shown_at_its_line() {
    let room = Room::new();
    for (text, message, place) in [
        (
            "taps = \"sobel_z\"",
            "did you mean `sobel_x`?",
            "k.toml:1:9",
        ),
        (
            "\ntaps = [1, 2, 1]\nscale = \"1/0\"",
            "a denominator cannot be 0",
            "k.toml:3:12",
        ),
        (
            "taps = [\n [1, 2],\n [\"3/0\", 1],\n]",
            "a denominator cannot be 0",
            "k.toml:3:6",
        ),
        (
            "taps = [1]\nstrid = 2",
            "did you mean `stride`?",
            "k.toml:2:1",
        ),
        (
            "taps = [1, 2]\npadding = \"causal\"\npad = 3",
            "unknown key `pad`, and `padding` is given already: remove one of them",
            "k.toml:3:1",
        ),
        (
            "taps = [1]\nstride = 0",
            "`stride` cannot be 0",
            "k.toml:2:10",
        ),
        ("taps = [1]\nchannels = [1, 2]", "remove it", "k.toml:2:1"),
        ("taps = [1]\ntaps = [2]", "duplicate", "k.toml:2:1"),
        (
            "taps = [1]\ninput = \"u8\"\noutput = \"u8\"\nscale = 3",
            "`u8` cannot hold",
            "k.toml:3:10",
        ),
    ] {
        room.write("k.toml", text);
        let run = room.conv(&["explain", "k.toml"]);
        assert_eq!(run.code(), 2, "{text}");
        let errors = run.stderr();
        assert!(errors.contains(message), "{message}\n{errors}");
        assert!(
            errors.contains(&format!("--> {place}\n")),
            "{place}\n{errors}"
        );
    }
    room.write("k.toml", "scale = 2");
    let run = room.conv(&["explain", "k.toml"]);
    assert_eq!(
        (run.code(), run.stderr().contains("has no `taps`")),
        (2, true)
    );
    let run = room.conv(&["explain", "none.toml"]);
    assert_eq!(
        (run.code(), run.stderr().contains("cannot read none.toml")),
        (2, true)
    );
}

#[test]
fn rules_that_only_types_break_name_the_options() {
    let run = Room::new().conv(&["explain", "sobel_x", "--input", "u8"]);
    assert_eq!(run.code(), 2);
    let errors = run.stderr();
    assert!(
        errors.contains("results range over [-1020, 1020]"),
        "{errors}"
    );
    assert!(errors.contains("`--overflow saturate`"), "{errors}");
}

#[test]
fn a_kernel_of_the_other_axes_is_an_error_that_names_taps() {
    let room = Room::new();
    room.write("plane.npy", npy(&[1u8, 2, 3, 4], &[2, 2]));
    room.write("signal.npy", npy(&[1u8, 2, 3, 4], &[4]));
    for (kernel, input, message) in [
        ("[1, 2]", "plane.npy", "taps with two axes"),
        ("[[1, 2]]", "signal.npy", "taps with one axis"),
    ] {
        let run = room.conv(&["apply", kernel, input, "out.npy"]);
        assert_eq!(run.code(), 2);
        assert!(run.stderr().contains(message), "{}", run.stderr());
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let room = Room::new();
    for arguments in [
        &["apply"][..],
        &["apply", "sobel_x", "one.png"],
        &["filter"],
        &["explain", "sobel_x", "--unknown"],
        &["matrix", "sobel_x", "--size", "0x8"],
        &["bench", "[1, 2]", "--size", "8x8"],
        &["completions", "none"],
    ] {
        assert_eq!(room.conv(arguments).code(), 2, "{arguments:?}");
    }
}
