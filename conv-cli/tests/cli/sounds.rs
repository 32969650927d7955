//! Sounds: their rates, bits, channels and loudness.

use crate::{Grid, Room, SATURATE};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::fmt::Debug;

const fn spec(
    channels: u16,
    sample_rate: u32,
    bits_per_sample: u16,
    sample_format: SampleFormat,
) -> WavSpec {
    WavSpec {
        channels,
        sample_rate,
        bits_per_sample,
        sample_format,
    }
}

fn record<S: hound::Sample + Copy>(room: &Room, spec: WavSpec, samples: &[S]) {
    let mut writer = WavWriter::create(room.path("in.wav"), spec).unwrap();
    for &sample in samples {
        writer.write_sample(sample).unwrap();
    }
    writer.finalize().unwrap();
}

/// A sound of two channels through `2 x[n - 1] + x[n + 1]`.
fn sound<S: hound::Sample + Copy + PartialEq + Debug>(spec: WavSpec, of: impl Fn(f64) -> S) {
    let room = Room::new();
    let grid = Grid::new(40, 1, 2);
    let samples: Vec<S> = grid.values.iter().map(|&value| of(value)).collect();
    record(&room, spec, &samples);
    let arguments = [
        "apply",
        "[2, 0, 1]",
        "in.wav",
        "out.wav",
        "--padding",
        "same",
    ];
    room.conv(&[&arguments[..], &SATURATE].concat()).ok();
    let reader = WavReader::open(room.path("out.wav")).unwrap();
    assert_eq!(reader.spec(), spec);
    let made: Vec<S> = reader.into_samples().map(Result::unwrap).collect();
    let mut taps = [[0.0; 3]; 3];
    taps[1] = [2.0, 0.0, 1.0];
    let expected = grid.correlated(&taps);
    let expected: Vec<S> = expected.values.iter().map(|&value| of(value)).collect();
    assert_eq!(made, expected);
}

#[test]
fn sounds_keep_their_rate_bits_and_channels() {
    let spec = |bits, format| spec(2, 22_050, bits, format);
    sound(spec(16, SampleFormat::Int), |value| value as i16);
    sound(spec(32, SampleFormat::Int), |value| value as i32);
    sound(spec(32, SampleFormat::Float), |value| value as f32);
}

#[test]
fn a_resampled_sound_has_the_rate_of_its_samples() {
    let room = Room::new();
    let samples: Vec<f32> = (0..100u8).map(|sample| f32::from(sample) / 100.0).collect();
    record(&room, spec(1, 22_050, 32, SampleFormat::Float), &samples);
    for (options, rate, length) in [
        (&["--interpolate", "2"][..], 44_100, 200),
        (&["--stride", "3"], 7_350, 34),
        (&["--interpolate", "2", "--stride", "3"], 14_700, 67),
    ] {
        let arguments = [
            "apply",
            "[0, 1, 0]",
            "in.wav",
            "out.wav",
            "--padding",
            "same",
        ];
        room.conv(&[&arguments, options].concat()).ok();
        let reader = WavReader::open(room.path("out.wav")).unwrap();
        assert_eq!((reader.spec().sample_rate, reader.len()), (rate, length));
    }
    let run = room.conv(&["apply", "[1]", "in.wav", "no.wav", "--stride", "4"]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr().contains("22050/4 Hz"), "{}", run.stderr());
    room.conv(&["apply", "[1]", "in.wav", "any.npy", "--stride", "4"])
        .ok();
}

#[test]
fn integers_of_a_sound_become_floats_of_the_same_loudness() {
    let room = Room::new();
    let samples = [16384i16, -32768, 0, 1];
    record(&room, spec(1, 8000, 16, SampleFormat::Int), &samples);
    room.conv(&["apply", "[1]", "in.wav", "out.wav", "--output", "f32"])
        .ok();
    let reader = WavReader::open(room.path("out.wav")).unwrap();
    let found: Vec<f32> = reader.into_samples().map(Result::unwrap).collect();
    assert_eq!(found, [0.5, -1.0, 0.0, 1.0 / 32768.0]);
    let run = room.conv(&["apply", "[1]", "in.wav", "sums.wav", "--output", "i32"]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr().contains("too quiet"), "{}", run.stderr());
    // As loud, since it is asked for.
    for way in [["--scale", "65536"], ["--map", "|v| v * 65536"]] {
        let arguments = ["apply", "[1]", "in.wav", "loud.wav", "--output", "i32"];
        room.conv(&[&arguments[..], &way].concat()).ok();
        let reader = WavReader::open(room.path("loud.wav")).unwrap();
        let found: Vec<i32> = reader.into_samples().map(Result::unwrap).collect();
        assert_eq!(found, samples.map(|sample| i32::from(sample) << 16));
    }
}

#[test]
fn a_sound_of_unknown_size_has_the_whole_frames_that_are_there() {
    let room = Room::new();
    let chunk = |name: &[u8], size: u32, data: &[u8]| [name, &size.to_le_bytes(), data].concat();
    // Two channels of 16 bits at 8 kHz.
    let format = b"\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0";
    let samples = [1, 0, 2, 0, 3, 0, 0xff, 0xff];
    for rest in 0..4 {
        let wave = [
            b"WAVE".to_vec(),
            chunk(b"fmt ", 16, format),
            // Of an odd size, after which there is one more byte.
            chunk(b"LIST", 5, b"ISFT-\xff"),
            chunk(
                b"data",
                u32::MAX,
                &[&samples[..], &samples[..rest]].concat(),
            ),
        ];
        let file = chunk(b"RIFF", u32::MAX, &wave.concat());
        let arguments = ["apply", "[1]", "-", "out.wav"];
        room.piped(&arguments, &file).ok();
        let reader = WavReader::open(room.path("out.wav")).unwrap();
        assert_eq!(reader.spec(), spec(2, 8000, 16, SampleFormat::Int));
        let found: Vec<i16> = reader.into_samples().map(Result::unwrap).collect();
        assert_eq!(found, [1, 2, 3, -1], "{rest}");
    }
}

#[test]
fn integers_of_fewer_bits_than_the_sound_has_are_refused() {
    for bits in [24, 32] {
        let room = Room::new();
        // As 32 bits, hardly anything is heard of them.
        let samples = [1i32, -2, 0, 3].map(|sample| if bits == 24 { 0 } else { sample });
        record(&room, spec(1, 8000, bits, SampleFormat::Int), &samples);
        let arguments = ["apply", "[1]", "in.wav", "out.wav", "--input", "i16"];
        let run = room.conv(&arguments);
        assert_eq!(run.code(), 1, "{bits}");
        assert!(
            run.stderr().contains("65536 times too loud"),
            "{}",
            run.stderr()
        );
        assert_eq!(room.names(), ["in.wav"]);
        room.conv(&[&arguments[..], &["--output", "f32"]].concat())
            .ok();
        let reader = WavReader::open(room.path("out.wav")).unwrap();
        let found: Vec<f32> = reader.into_samples().map(Result::unwrap).collect();
        let expected = samples.map(|sample| (f64::from(sample) / f64::from(1u32 << 31)) as f32);
        assert_eq!(found, expected);
    }
}

#[test]
fn a_rate_that_no_header_holds_is_an_error() {
    let room = Room::new();
    record(&room, spec(1, 8000, 16, SampleFormat::Int), &[1i16, 2]);
    let mut bytes = std::fs::read(room.path("in.wav")).unwrap();
    // Samples in a second, and bytes.
    bytes[24..32].fill(0);
    room.write("in.wav", bytes);
    let run = room.conv(&["apply", "[1]", "in.wav", "out.wav"]);
    assert_eq!(run.code(), 1);
    let errors = run.stderr();
    assert!(
        errors.starts_with("error: in.wav: WAV holds whole rates"),
        "{errors}"
    );
    room.conv(&["apply", "[1]", "in.wav", "out.npy"]).ok();
    // Two bytes for each of one.
    record(
        &room,
        spec(1, 3_000_000_000, 8, SampleFormat::Int),
        &[1i8, 2],
    );
    let run = room.conv(&["apply", "[1]", "in.wav", "out.wav"]);
    assert_eq!(run.code(), 1);
    let errors = run.stderr();
    assert!(
        errors.starts_with("error: in.wav: WAV holds less than 2^32 bytes"),
        "{errors}"
    );
}
