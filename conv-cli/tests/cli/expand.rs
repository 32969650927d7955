//! `conv expand`: the code is that of the macro, whatever it is asked about.

use crate::{Room, npy};

const CROSS: &str = "pub struct Cross: u8 -> i16 { taps: [[0, 1], [-1, 0]], padding: same }";

#[test]
fn a_declaration_becomes_what_the_macro_writes() {
    let found = Room::new().conv(&["expand", CROSS]).ok().stdout();
    let expected = include_str!("../../../conv-expand/src/tests/expansion/direct.rs");
    assert_eq!(found, expected);
    let json = Room::new().conv(&["expand", CROSS, "--json"]).ok().json();
    assert_eq!(json["code"], expected);
}

#[test]
fn an_expression_and_options_become_the_declaration_that_says_the_same() {
    let room = Room::new();
    let options = [
        "expand",
        "[[0, 1], [-1, 0]]",
        "--padding",
        "same",
        "--input",
        "u8",
        "--output",
        "i16",
    ];
    let found = room.conv(&options).ok().stdout();
    let declaration = CROSS.replace("Cross", "Kernel");
    let expected = room.conv(&["expand", &declaration]).ok().stdout();
    assert_eq!(found, expected);
    room.write(
        "cross.toml",
        "input = 'u8'\noutput = 'i16'\ntaps = [[0, 1], [-1, 0]]\npadding = 'same'\n",
    );
    assert_eq!(room.conv(&["expand", "cross.toml"]).ok().stdout(), expected);
    // A comment ends with its line.
    let options = [
        "expand",
        "[[0, 1], [-1, 0]] // edges",
        "--padding",
        "same // as it is",
        "--input",
        "u8",
        "--output",
        "i16",
    ];
    assert_eq!(room.conv(&options).ok().stdout(), expected);
    // A file of taps is watched.
    let file = room.write("taps.npy", npy(&[0i32, 1, -1, 0], &[2, 2]));
    let options = [
        "expand",
        "taps.npy",
        "--padding",
        "same",
        "--input",
        "u8",
        "--output",
        "i16",
    ];
    let found = room.conv(&options).ok().stdout();
    assert!(found.contains("include_bytes!"), "{found}");
    assert!(found.contains(file.to_str().unwrap()), "{found}");
}

#[test]
fn every_declaration_of_a_rust_file_is_printed_in_its_order() {
    let room = Room::new();
    let source = r#"
        use conv_kernel::prelude::*;
        conv_kernel! { struct First: f32 { taps: [1, 2] } }
        mod inner {
            #[conv_kernel::conv_filter(Second: f32, padding: same)]
            /// Kept.
            pub const TAPS: [f32; 3] = [0.25, 0.5, 0.25];
        }
        fn main() {
            println!("{}", 1);
            conv_kernel::conv_kernel! { struct Third: f32 { taps: file("taps.npy") } }
        }
    "#;
    // Paths begin at `Cargo.toml`.
    std::fs::create_dir(room.path("src")).unwrap();
    room.write("Cargo.toml", "");
    let file = room.write("taps.npy", npy(&[1.0f32, 2.0], &[2]));
    room.write("src/main.rs", source);
    let found = room.conv(&["expand", "src/main.rs"]).ok().stdout();
    let place = |text: &str| {
        let places: Vec<usize> = found.match_indices(text).map(|(place, _)| place).collect();
        assert_eq!(places.len(), 1, "{text}: {found}");
        places[0]
    };
    let order = [
        "struct First",
        "const TAPS: [f32; 3]",
        "struct Second",
        "struct Third",
        file.to_str().unwrap(),
    ]
    .map(place);
    assert!(order.is_sorted(), "{order:?}");
    assert!(!found.contains("println!(\"{}\", 1)"), "{found}");
    let piped = source.replace(r#"file("taps.npy")"#, "[1, 2]");
    let found = room.piped(&["expand", "-"], piped.as_bytes()).ok().stdout();
    assert!(found.contains("struct Third"), "{found}");
}

#[test]
fn a_call_may_be_pasted_and_a_script_or_a_byte_order_mark_may_come_first() {
    let room = Room::new();
    let expected = room.conv(&["expand", CROSS]).ok().stdout();
    let call = format!("conv_kernel! {{ {CROSS} }}");
    assert_eq!(room.conv(&["expand", &call]).ok().stdout(), expected);
    room.write("script.RS", format!("#!/usr/bin/env run\n{call}\n"));
    assert_eq!(room.conv(&["expand", "script.RS"]).ok().stdout(), expected);
    room.write(
        "marked.rs",
        format!("\u{feff}{}", call.replace("padding", "paddin")),
    );
    let told = room.conv(&["expand", "marked.rs"]).stderr();
    assert!(told.contains("marked.rs:1:71"), "{told}");
}

#[test]
fn paths_begin_at_the_package_that_has_the_file() {
    let room = Room::new();
    for directory in ["one", "two", "two/src"] {
        std::fs::create_dir(room.path(directory)).unwrap();
    }
    room.write("one/Cargo.toml", "");
    room.write("one/taps.npy", npy(&[1.0f32, 2.0], &[2]));
    room.write("Cargo.toml", "");
    let file = room.write("taps.npy", npy(&[1.0f32, 2.0], &[2]));
    let call = r#"conv_kernel! { struct Far: f32 { taps: file("taps.npy") } }"#;
    room.write("two/src/main.rs", call);
    let found = room
        .conv(&["expand", "one/../two/src/main.rs"])
        .ok()
        .stdout();
    let file = file.canonicalize().unwrap();
    assert!(found.contains(file.to_str().unwrap()), "{found}");
}

#[test]
fn mistakes_are_shown_where_they_are_and_nothing_is_printed() {
    let room = Room::new();
    room.write("none.rs", "fn main() {}");
    room.write("broken.rs", "fn main() { let }");
    room.write(
        "static.rs",
        "#[conv_filter(K: f32)] static TAPS: [f32; 2] = [1.0, 2.0];",
    );
    let deep = format!("fn main() {{ {}1{}; }}", "(".repeat(5000), ")".repeat(5000));
    room.write("deep.rs", deep);
    room.write(
        "two.rs",
        "conv_kernel! { struct A: u8 { taps: [1], paddin: same } }\nconv_kernel! { struct B: u9 { taps: [1] } }\n",
    );
    for (arguments, messages) in [
        (
            &["struct K: u8 -> i16 { taps: [[0, 1]], paddin: same }"][..],
            &["did you mean `padding`?", "KERNEL:1:39"][..],
        ),
        (
            &["struct K: u8 { taps: [1]"],
            &["close every bracket", "KERNEL:1:1"],
        ),
        (&["sobel_x", "--input", "u8"], &["which `u8` cannot hold"]),
        (
            &[CROSS, "--padding", "same"],
            &["write `padding` into the declaration"],
        ),
        (
            &[CROSS, "--input", "u8"],
            &["write the types into the declaration"],
        ),
        (&["static.rs"], &["static.rs:1:", "`conv_filter`"]),
        (
            &["deep.rs"],
            &["this bracket is in 500 others", "deep.rs:1:"],
        ),
        (&["none.rs"], &["none.rs has no declaration"]),
        (&["broken.rs"], &["this is no Rust", "broken.rs:1:17"]),
        (&["gone.rs"], &["cannot read gone.rs"]),
        (
            &["two.rs"],
            &[
                "two.rs:1:42",
                "did you mean `padding`?",
                "two.rs:2:26",
                "`u9`",
            ],
        ),
        (
            &["struct K: f32 { taps: file(\"gone.npy\") }"],
            &["`gone.npy` ", "KERNEL:1:28"],
        ),
    ] {
        let run = room.conv(&[&["expand"], arguments].concat());
        let told = run.stderr();
        assert_eq!((run.code(), run.stdout().as_str()), (2, ""), "{told}");
        for message in messages {
            assert!(told.contains(message), "{arguments:?} {message}: {told}");
        }
    }
}
