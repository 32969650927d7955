//! The example `gallery` as a command: what it draws, and how it ends when it cannot.
#![allow(clippy::unwrap_used)]

use conv_kernel_tests::examples::Room;
use conv_plan::taps::expression::named;
use image::{GrayImage, ImageFormat, Luma, RgbImage};
use std::fs;
use std::path::Path;

/// An empty directory for one test.
fn room(name: &str) -> Room {
    Room::new("gallery", Path::new(env!("CARGO_TARGET_TMPDIR")), name)
}

/// The picture in a file, which must be a PNG.
fn png(room: &Room, name: &str) -> RgbImage {
    let bytes = fs::read(room.path(name)).unwrap();
    let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Png);
    picture.unwrap().into_rgb8()
}

/// Whether a report has a kernel whose expression begins with a name.
fn shows(report: &str, name: &str) -> bool {
    let titles = report.lines().filter_map(|line| line.strip_prefix("    "));
    titles.into_iter().any(|title| {
        let rest = title.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    })
}

#[test]
fn the_contact_sheets_show_every_kernel_of_the_library() {
    let room = room("sheets");
    let report = room.succeeds(&[] as &[&str]);
    for kernel in named() {
        assert!(shows(&report, kernel.name), "{}:\n{report}", kernel.name);
    }
    assert_eq!(room.names(), ["gallery-planes.png", "gallery-signals.png"]);
    for name in room.names() {
        let sheet = png(&room, &name);
        assert_eq!(sheet.width(), 800, "{name}");
        assert!(report.contains(&format!("{name}: 800x{}", sheet.height())));
    }
}

#[test]
fn sheets_on_dark_paper_show_the_same_in_the_same_places() {
    let [light, dark] = [room("light"), room("dark")];
    let report = light.succeeds(&[] as &[&str]);
    assert_eq!(dark.succeeds(&["--dark"]), report);
    for name in dark.names() {
        let (light, dark) = (png(&light, &name), png(&dark, &name));
        assert_eq!(light.dimensions(), dark.dimensions(), "{name}");
        // Inside the frame.
        let papers = [&light, &dark].map(|sheet| sheet.get_pixel(2, 2).0);
        assert_eq!(papers, [[255; 3], [24; 3]], "{name}");
    }
}

#[test]
fn the_pictures_of_the_guide_are_what_the_example_draws() {
    let room = room("guide");
    room.succeeds(&["--guide"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/kernels");
    let names = room.names();
    let files = fs::read_dir(&folder).unwrap();
    let mut shown: Vec<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".png"))
        .collect();
    shown.sort();
    assert_eq!(shown, names);
    for name in names {
        let (shown, drawn) = (folder.join(&name), png(&room, &name));
        assert!(fs::metadata(&shown).unwrap().len() < 80_000, "{name}");
        let shown = image::open(shown).unwrap().into_rgb8();
        assert_eq!(shown.dimensions(), drawn.dimensions(), "{name}");
        // Another processor's float functions may draw a pixel a little differently.
        let pairs = shown.as_raw().iter().zip(drawn.as_raw());
        let differences = pairs.filter(|(a, b)| a.abs_diff(**b) > 8).count();
        assert!(differences < 100, "{name}: {differences}");
    }
}

#[test]
fn a_picture_of_any_size_and_shape_is_shown_instead_of_the_scene() {
    let room = room("pictures");
    for (width, height) in [(1, 1), (3, 2), (300, 1), (1, 900), (400, 200)] {
        let picture = GrayImage::from_fn(width, height, |x, y| Luma([(x * 7 + y * 5) as u8]));
        picture.save(room.path("in.png")).unwrap();
        room.succeeds(&["in.png"]);
        assert_eq!(png(&room, "gallery-planes.png").width(), 800);
    }
    let flat = GrayImage::from_pixel(50, 40, Luma([184]));
    flat.save(room.path("in.png")).unwrap();
    room.succeeds(&["in.png"]);
    // The first row has derivatives, which make grey of it, whatever its level.
    let sheet = png(&room, "gallery-planes.png");
    assert_eq!(sheet.get_pixel(16 + 88 + 4 + 44, 100).0, [128; 3]);
    fs::create_dir(room.path("there")).unwrap();
    room.succeeds(&["--to", "there", "in.png"]);
    assert!(room.path("there/gallery-planes.png").is_file());
}

#[test]
fn help_is_printed_and_nothing_written() {
    let room = room("help");
    for arguments in [&["--help"][..], &["-h"], &["in.png", "--help"]] {
        let usage = room.succeeds(arguments);
        assert!(usage.contains("usage: cargo run") && usage.contains("--guide"));
        assert!(usage.contains("--dark"));
    }
    assert!(room.names().is_empty());
}

#[test]
fn every_failure_is_one_line_and_status_1_and_leaves_no_file() {
    let room = room("failures");
    GrayImage::new(9, 9).save(room.path("good.png")).unwrap();
    fs::write(room.path("empty.png"), b"").unwrap();
    fs::write(room.path("text.png"), "no picture at all\n".repeat(99)).unwrap();
    let bytes = fs::read(room.path("good.png")).unwrap();
    fs::write(room.path("cut.png"), &bytes[..bytes.len() / 2]).unwrap();
    fs::create_dir(room.path("taken")).unwrap();
    fs::create_dir(room.path("taken/gallery-signals.png")).unwrap();
    fs::create_dir(room.path("mine")).unwrap();
    fs::copy(room.path("good.png"), room.path("mine/gallery-planes.png")).unwrap();
    for (arguments, about) in [
        (&["missing.png"][..], "missing.png"),
        (&["empty.png"], "empty"),
        (&["text.png"], "text.png"),
        (&["cut.png"], "cut.png"),
        (&["taken"], "taken"),
        (&["good.png", "good.png"], "more than one IMAGE"),
        (&["--to"], "--to needs a DIRECTORY"),
        (&["--to", "missing", "good.png"], "gallery-planes"),
        (
            &["--to", "taken", "good.png"],
            "gallery-signals.png: not a file",
        ),
        (
            &["--to", "mine", "mine/gallery-planes.png"],
            "it is the input",
        ),
        (&["--fast"], "--fast"),
    ] {
        let message = room.fails(arguments);
        assert!(message.contains(about), "{message}");
    }
    let inside = fs::read_dir(room.path("taken")).unwrap();
    assert_eq!(inside.count(), 1);
}
