//! Declared kernels with scales and overflow rules, and with every accumulator.

use conv_kernel::prelude::*;

conv_kernel! {
    struct ThreeSevenths: i16 -> u16 { taps: [[1, 2], [3, -4]], scale: 3/7, overflow: saturate, padding: same }
    struct NegativeScale: u8 -> i8 { taps: [[1, -2, 5], [4, 0, -1]], scale: -2/5, overflow: saturate }
    struct FloatScale: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 3]], scale: 0.0625, padding: same, overflow: saturate }
    struct FloatTaps: u8 -> i16 { taps: [[0.3, -0.4], [129.5, 0.125]], padding: same, overflow: saturate }
    struct Fractions: u8 { taps: [[1/3, 1/6, 0], [1/4, 0, 1/4]], padding: same, border: replicate }
    struct Identity: u16 -> i16 { taps: [[1]], overflow: wrap }
    struct WrapBytes: i8 { taps: [[1, 2, 3], [4, 5, 6]], overflow: wrap, padding: same }
    struct WrapScaled: u16 -> i8 { taps: [[1, 2, 3], [4, -5, 6]], scale: 5/11, overflow: wrap, padding: same }
    struct WrapWords: i32 -> i16 { taps: [[1, 2, 3], [4, -5, 6]], overflow: wrap, padding: same }
    struct WrapLarge: i32 { taps: [[1000, 2, 3], [4, -5, 600]], overflow: wrap, padding: same }
    struct WrapThird: i32 -> i8 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/3, overflow: wrap, padding: same }
    struct SaturateWide: i32 -> u8 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/65536, overflow: saturate }
    struct SaturateWords: i32 -> u16 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/9999, overflow: saturate }
    struct SaturateBytes: i16 -> i8 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/64, overflow: saturate, padding: same }
    struct SaturateUnsigned: i8 -> u16 { taps: [[100, 2, 3], [4, -5, 600]], overflow: saturate, padding: same }
    struct SumsInDoubles: i32 -> f32 { taps: [[0.1, 0.2], [0.3, -0.4]], padding: same, border: wrap }
    struct IntegersToDoubles: i16 -> f64 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/7, padding: same }
    struct BytesToDoubles: i8 -> f64 { taps: [[1, 2, 3], [4, -5, 6]], scale: 0.1, padding: same }
    struct WordsToDoubles: u16 -> f64 { taps: [[1, 2, 3], [4, -5, 6]], scale: 1/3, padding: same }
    struct SinglesToBytes: f32 -> i8 { taps: [[90, 20.5], [-50.5, 7]], overflow: saturate, padding: same }
    struct SinglesToWords: f32 -> u16 { taps: [[90000, 205.5], [-50.5, 7]], overflow: saturate, padding: same }
    struct SinglesToIntegers: f32 -> i32 { taps: [[3e9, 205.5], [-5e8, 7]], overflow: saturate, padding: same }
    struct DoublesToBytes: f64 -> i8 { taps: [[90, 20.5], [-50.5, 7]], overflow: saturate, padding: same }
    struct DoublesToWords: f64 -> u16 { taps: [[90000, 205.5], [-50.5, 7]], overflow: saturate, padding: same }
    struct DoublesToSigned: f64 -> i16 { taps: [[90000, 205.5], [-50.5, 7]], overflow: saturate, padding: same }
    struct DoublesToIntegers: f64 -> i32 { taps: [[3e9, 205.5], [-5e8, 7]], overflow: saturate, padding: same }
}

facts!(plane:
    ThreeSevenths, NegativeScale, FloatScale, FloatTaps, Fractions, Identity, WrapBytes, WrapScaled,
    WrapWords, WrapLarge, WrapThird, SaturateWide, SaturateWords, SaturateBytes, SaturateUnsigned,
    SumsInDoubles, IntegersToDoubles, BytesToDoubles, WordsToDoubles, SinglesToBytes, SinglesToWords,
    SinglesToIntegers, DoublesToBytes, DoublesToWords, DoublesToSigned, DoublesToIntegers,
);
