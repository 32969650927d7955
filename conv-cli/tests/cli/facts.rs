//! What the commands print: as JSON that a parser accepts, with numbers that are computed here.

use crate::Room;
use serde_json::{Value, json};

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    Room::new()
        .conv(&[arguments, &["--json"]].concat())
        .ok()
        .json()
}

fn near(value: &Value, expected: f64) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 1e-6
}

#[test]
fn explain_prints_the_plan_and_the_facts() {
    let facts = json(&["explain", "sobel_x", "--input", "u8", "--output", "i16"]);
    assert_eq!(
        facts["taps"],
        json!([-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0])
    );
    assert_eq!(facts["shape"], json!([3, 3]));
    assert_eq!(facts["nonzero"], 6);
    assert_eq!(facts["rank"], 1);
    assert_eq!(facts["gain"], 0.0);
    // 4 times the largest input, either way.
    assert_eq!(facts["results"], json!([-1020.0, 1020.0]));
    assert!(
        facts["plan"]
            .as_str()
            .unwrap()
            .starts_with("plane kernel 3x3, u8 -> i16")
    );
    let text = Room::new().conv(&["explain", "sobel_x"]).ok().stdout();
    assert!(text.contains("3 x 3, 6 not 0"), "{text}");
}

#[test]
fn the_facts_of_a_smooth_kernel_are_those_of_its_formula() {
    let facts = json(&["explain", "gaussian([5, 5], 1.0)", "--input", "f64"]);
    let weight = |x: f64, y: f64| (-(x * x + y * y) / 2.0).exp();
    let places = (-2..=2).flat_map(|y| (-2..=2).map(move |x| (f64::from(x), f64::from(y))));
    let sum: f64 = places.clone().map(|(x, y)| weight(x, y)).sum();
    let taps = facts["taps"].as_array().unwrap();
    assert_eq!(taps.len(), 25);
    for (tap, (x, y)) in taps.iter().zip(places) {
        assert!(near(tap, weight(x, y) / sum), "{tap}");
    }
    assert!(near(&facts["gain"], 1.0));
}

#[test]
fn matrix_prints_the_structure_and_draws() {
    let room = Room::new();
    let arguments = [
        "matrix",
        "[1, 2, -1]",
        "--size",
        "5",
        "--png",
        "m.png",
        "--json",
    ];
    let facts = room.conv(&arguments).ok().json();
    // Three rows of three taps, each one to the right of the one above.
    assert_eq!((&facts["rows"], &facts["columns"]), (&json!(3), &json!(5)));
    assert_eq!((&facts["nonzeros"], &facts["rank"]), (&json!(9), &json!(3)));
    assert_eq!(facts["bandwidth"], json!([0, 2]));
    assert!(near(&facts["density"], 9.0 / 15.0));
    let picture = image::open(room.path("m.png")).unwrap().into_rgb8();
    assert_eq!(picture.width(), 800);
    let colours = [[33, 102, 172], [178, 24, 43]];
    let has = |colour: &[u8; 3]| picture.pixels().any(|pixel| pixel.0 == *colour);
    assert!(has(&colours[1]), "the largest tap is red");
    let run = room.conv(&["matrix", "sobel_x", "--size", "64x64", "--png", "m.png"]);
    assert_eq!(
        (
            run.code(),
            run.stderr().contains("write a smaller `--size`")
        ),
        (2, true)
    );
}

#[test]
fn matrix_prints_the_entries_of_a_small_one() {
    let room = Room::new();
    let kernel = ["matrix", "[-1, 2, 1/3]", "--input", "f64"];
    let small = [&kernel[..], &["--size", "4", "--padding", "same"]].concat();
    let text = room.conv(&small).ok().stdout();
    let lines: Vec<&str> = text.lines().collect();
    let expected = [
        "     2 0.3333      0      0",
        "    -1      2 0.3333      0",
        "     0     -1      2 0.3333",
        "     0      0     -1      2",
        "4 by 4",
    ];
    assert_eq!(lines[..5], expected);
    let facts = room.conv(&[&small[..], &["--json"]].concat()).ok().json();
    assert_eq!(facts["entries"][1], json!([-1.0, 2.0, 1.0 / 3.0, 0.0]));
    // Nothing but a zero is shown as one, and a scale of integers is named.
    let text = room.conv(&["matrix", "[0.00001, 0]", "--size", "2"]).ok();
    assert!(
        text.stdout().starts_with("1.0e-5      0\n"),
        "{}",
        text.stdout()
    );
    let mean = ["matrix", "box(3)", "--input", "u8", "--size", "3"];
    let text = room.conv(&mean).ok().stdout();
    assert!(text.starts_with("1 1 1\n"), "{text}");
    assert!(text.contains("scale: 1/3 of these entries"), "{text}");
    let bright = [&mean[..], &["--padding", "same", "--border", "constant(9)"]].concat();
    let facts = room.conv(&[&bright[..], &["--json"]].concat()).ok().json();
    assert_eq!(facts["offsets"], json!([9.0, 0.0, 9.0]));
    // Of a larger one a terminal shows the facts, and the JSON of a very large one lists no entries.
    let text = room.conv(&["matrix", "sobel_x"]).ok().stdout();
    assert!(text.starts_with("36 by 64\n"), "{text}");
    let large = ["matrix", "sobel_x", "--size", "30x30", "--json"];
    assert_eq!(room.conv(&large).ok().json()["entries"], json!(null));
}

#[test]
fn response_prints_the_sum_of_waves_and_draws() {
    let room = Room::new();
    let taps = [1.0, -2.0, 4.0];
    let arguments = [
        "response",
        "[1, -2, 4]",
        "--padding",
        "same",
        "--points",
        "5",
    ];
    let facts = room
        .conv(&[&arguments[..], &["--png", "r.png", "--json"]].concat())
        .ok()
        .json();
    let gains = facts["gains"].as_array().unwrap();
    assert_eq!(gains.len(), 5);
    for (point, gain) in gains.iter().enumerate() {
        let frequency = point as f64 / 8.0;
        assert!(near(&gain["frequency"][0], frequency));
        let (mut re, mut im) = (0.0, 0.0);
        for (place, tap) in taps.iter().enumerate() {
            let turn = std::f64::consts::TAU * frequency * (place as f64 - 1.0);
            re += tap * turn.cos();
            im += tap * turn.sin();
        }
        assert!(near(&gain["re"], re) && near(&gain["im"], im), "{gain}");
        assert!(near(&gain["magnitude"], re.hypot(im)));
    }
    assert_eq!(image::open(room.path("r.png")).unwrap().width(), 800);
    let plane = json(&["response", "box([3, 3])", "--points", "2"]);
    assert_eq!(plane["gains"].as_array().unwrap().len(), 4);
    assert!(near(&plane["gains"][0]["magnitude"], 1.0));
    // At half a cycle, two of three neighbours cancel each other.
    assert!(near(&plane["gains"][3]["magnitude"], 1.0 / 9.0));
}

#[test]
fn sizes_beyond_memory_or_use_are_refused() {
    let room = Room::new();
    let most = usize::MAX.to_string();
    for (arguments, message) in [
        (
            &["response", "[1, 2, 1]", "--points", &most][..],
            "more than 1000000 responses",
        ),
        (
            &["response", "[[1]]", "--points", "1001"],
            "more than 1000000 responses",
        ),
        (
            &["matrix", "[[1]]", "--size", "100000x100000"],
            "more than 4294967296 elements",
        ),
        (
            &["bench", "[1, 2, 1]", "--interpolate", "2147483647"],
            "no memory for",
        ),
    ] {
        let run = room.conv(arguments);
        assert!((1..=2).contains(&run.code()), "{}", run.stderr());
        assert!(run.stderr().contains(message), "{}", run.stderr());
    }
}

#[test]
fn what_is_made_of_sums_has_no_response() {
    let combined = [
        "response",
        "{ a: [1, 2], b: [3] }",
        "--combine",
        "|a, b| a * b",
    ];
    for arguments in [
        &combined[..],
        &["response", "[1, 2]", "--map", "|v| v.abs()"],
    ] {
        let run = Room::new().conv(&[arguments, &["--input", "f32"]].concat());
        assert_eq!(run.code(), 2);
        assert!(run.stderr().contains("of one kernel"), "{}", run.stderr());
    }
}

#[test]
fn bench_times_every_level() {
    let facts = json(&[
        "bench",
        "[1, 2, 1]",
        "--input",
        "f32",
        "--size",
        "100",
        "--time",
        "1",
    ]);
    let levels = facts["levels"].as_array().unwrap();
    assert!(!levels.is_empty());
    for level in levels {
        let [least, median] = ["least_seconds", "median_seconds"].map(|key| level[key].as_f64());
        assert!(least > Some(0.0) && median >= least, "{level}");
    }
    let text = Room::new()
        .conv(&["bench", "sobel_x", "--size", "16x8", "--time", "1"])
        .ok();
    assert_eq!(text.stdout().lines().count(), levels.len() + 2);
}

#[test]
fn verify_compares_every_level() {
    let facts = json(&["verify", "[1, -2]", "--input", "i16", "--overflow", "wrap"]);
    assert_eq!(facts["equal"], true);
    assert_eq!(facts["difference"], Value::Null);
    assert!(!facts["levels"].as_array().unwrap().is_empty());
}

#[test]
fn gallery_draws_both_sheets() {
    let room = Room::new();
    let grey = image::GrayImage::from_fn(96, 90, |x, y| image::Luma([(x * y % 256) as u8]));
    grey.save(room.path("in.png")).unwrap();
    let facts = room.conv(&["gallery", "in.png", "--json"]).ok().json();
    let sheets = facts.as_array().unwrap();
    assert_eq!(sheets.len(), 2);
    for sheet in sheets {
        let picture = image::open(room.path(sheet["file"].as_str().unwrap())).unwrap();
        let size = (&sheet["width"], &sheet["height"]);
        assert_eq!(size, (&json!(picture.width()), &json!(picture.height())));
    }
    let titles = facts.to_string();
    assert!(
        titles.contains("sobel_x") && titles.contains("remez("),
        "{titles}"
    );
    assert_eq!(
        room.names(),
        ["gallery-planes.png", "gallery-signals.png", "in.png"]
    );
}

#[test]
fn completions_are_printed_for_shells() {
    let room = Room::new();
    for (shell, part) in [
        ("bash", "complete -F _conv"),
        ("zsh", "#compdef conv"),
        ("fish", "complete -c conv"),
    ] {
        let script = room.conv(&["completions", shell]).ok().stdout();
        assert!(script.contains(part), "{shell}");
    }
}

#[test]
fn the_exit_codes_are_in_the_help() {
    let help = Room::new().conv(&["--help"]).ok().stdout();
    assert!(help.contains("Exit codes: 0, all was done; 1,"), "{help}");
}

#[test]
fn a_matrix_too_large_for_its_rank_has_its_other_facts() {
    let room = Room::new();
    let run = room
        .conv(&[
            "matrix",
            "[1, 2, 1]",
            "--size",
            "300",
            "--padding",
            "same",
            "--json",
        ])
        .ok();
    let facts = run.json();
    assert_eq!(facts["rank"], Value::Null);
    assert_eq!(facts["nonzeros"], 898);
    let run = room.conv(&["matrix", "[1, 2, 1]", "--size", "100000"]);
    assert_eq!(run.code(), 2);
    assert!(run.stderr().contains("write a smaller `--size`"));
    let run = room.conv(&["bench", "sobel_x", "--size", "4294967295x4294967297"]);
    assert_eq!(run.code(), 2, "{}", run.stderr());
}

#[test]
fn types_of_every_command_are_those_that_apply_has() {
    let room = Room::new();
    room.conv(&[
        "verify",
        "gaussian([5, 5], 1.0)",
        "--input",
        "u8",
        "--output",
        "f32",
    ])
    .ok();
}
