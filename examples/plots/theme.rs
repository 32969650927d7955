//! Colours of drawings, on light paper and on dark.
//!
//! Letters have a contrast to the paper of at least 7, curves and the ends of scales of at least 3
//! (WCAG 2.2, success criteria 1.4.6 and 1.4.11). Curves have the hues of Okabe and Ito (Color
//! Universal Design, 2008), each moved until readers without one kind of cones see any two of them
//! apart. On light paper the ends of scales are those of ColorBrewer's RdBu.

use image::Rgb;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    /// What is drawn on, and the value 0.
    pub(crate) paper: Rgb<u8>,
    /// Letters, and borders that matter.
    pub(crate) ink: Rgb<u8>,
    /// Lines behind what is drawn, and frames.
    pub(crate) grid: Rgb<u8>,
    /// A curve that others are compared with.
    pub(crate) muted: Rgb<u8>,
    /// The ends of scales: the largest value below 0, and above.
    pub(crate) below: Rgb<u8>,
    pub(crate) above: Rgb<u8>,
    /// Blue, orange, green, purple and a grey.
    pub(crate) curves: [Rgb<u8>; 5],
}

pub(crate) const LIGHT: Theme = Theme {
    paper: Rgb([255; 3]),
    ink: Rgb([30; 3]),
    grid: Rgb([208; 3]),
    muted: Rgb([136; 3]),
    below: Rgb([33, 102, 172]),
    above: Rgb([178, 24, 43]),
    curves: [
        Rgb([20, 70, 210]),
        Rgb([220, 115, 0]),
        Rgb([60, 160, 104]),
        Rgb([175, 70, 167]),
        Rgb([70; 3]),
    ],
};

pub(crate) const DARK: Theme = Theme {
    paper: Rgb([24; 3]),
    ink: Rgb([240; 3]),
    grid: Rgb([64; 3]),
    muted: Rgb([136; 3]),
    below: Rgb([84, 164, 244]),
    above: Rgb([250, 112, 98]),
    curves: [
        Rgb([112, 148, 255]),
        Rgb([250, 180, 20]),
        Rgb([32, 205, 120]),
        Rgb([214, 92, 160]),
        Rgb([235; 3]),
    ],
};

impl Theme {
    pub(crate) const fn of(dark: bool) -> Self {
        if dark { DARK } else { LIGHT }
    }

    /// The colour of a value: the paper for 0, otherwise the nearer to an end of the scale, the
    /// larger; at least a `palest` part of the way.
    pub(crate) fn scale(&self, value: f64, largest: f64, palest: f64) -> Rgb<u8> {
        if value == 0.0 {
            return self.paper;
        }
        let end = if value < 0.0 { self.below } else { self.above };
        self.tint(end, palest + (1.0 - palest) * value.abs() / largest)
    }

    /// A part of the way from the paper to a colour.
    pub(crate) fn tint(&self, colour: Rgb<u8>, part: f64) -> Rgb<u8> {
        let mixed = |channel: usize| {
            let [from, to] = [self.paper, colour].map(|colour| f64::from(colour.0[channel]));
            (from + part * (to - from)).round() as u8
        };
        Rgb([0, 1, 2].map(mixed))
    }
}

/// Black or white, whichever is read more easily on a colour: a contrast of at least 4.5.
pub(crate) fn letters_on(colour: Rgb<u8>) -> Rgb<u8> {
    let [black, white] = [Rgb([0; 3]), Rgb([255; 3])];
    if contrast(black, colour) > contrast(white, colour) {
        black
    } else {
        white
    }
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2).
pub(crate) fn contrast(one: Rgb<u8>, other: Rgb<u8>) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb<u8>) -> f64 {
    let [red, green, blue] = colour.0.map(light);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The light of a shade of sRGB, from 0 to 1.
fn light(shade: u8) -> f64 {
    let shade = f64::from(shade) / 255.0;
    if shade <= 0.04045 {
        shade / 12.92
    } else {
        ((shade + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::{DARK, LIGHT, Theme, contrast, letters_on, light};
    use image::Rgb;

    const THEMES: [(&str, Theme); 2] = [("light", LIGHT), ("dark", DARK)];

    #[test]
    fn contrasts_are_those_of_wcag() {
        let [black, white, red] = [[0; 3], [255; 3], [255, 0, 0]].map(Rgb);
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert_eq!(contrast(red, red), 1.0);
        assert!((contrast(white, Rgb([0x76; 3])) - 4.54).abs() < 0.01);
        assert!((contrast(white, red) - 4.00).abs() < 0.01);
    }

    #[test]
    fn letters_and_curves_stand_out_from_the_paper_in_both_themes() {
        for (name, theme) in THEMES {
            let of = |colour| contrast(colour, theme.paper);
            assert!(of(theme.ink) >= 7.0, "{name}: {}", of(theme.ink));
            let others = [theme.muted, theme.below, theme.above];
            for colour in others.into_iter().chain(theme.curves) {
                assert!(of(colour) >= 3.0, "{name}, {colour:?}: {}", of(colour));
            }
            // The grid is seen, and stays behind.
            assert!((1.5..2.0).contains(&of(theme.grid)), "{name}");
        }
    }

    #[test]
    fn letters_on_every_colour_of_a_scale_are_read() {
        for (name, theme) in THEMES {
            for step in -200..=200 {
                let colour = theme.scale(f64::from(step), 200.0, 0.0);
                let found = contrast(letters_on(colour), colour);
                assert!(found >= 4.5, "{name}, {step}: {found}");
            }
        }
    }

    #[test]
    fn a_scale_goes_from_the_paper_to_its_ends() {
        for (_, theme) in THEMES {
            for palest in [0.0, 0.15] {
                assert_eq!(theme.scale(0.0, 2.0, palest), theme.paper);
                assert_eq!(theme.scale(-2.0, 2.0, palest), theme.below);
                assert_eq!(theme.scale(2.0, 2.0, palest), theme.above);
            }
            assert_eq!(theme.scale(1e-9, 2.0, 0.0), theme.paper);
            assert_ne!(theme.scale(1e-9, 2.0, 0.15), theme.paper);
        }
    }

    /// Light that readers see: all of it, or what is left without one kind of cones (Machado,
    /// Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision
    /// Deficiency, 2009, at severity 1).
    const READERS: [(&str, [[f64; 3]; 3]); 4] = [
        ("all", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn product(matrix: &[[f64; 3]; 3], values: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(values).map(|(a, b)| a * b).sum())
    }

    /// A colour as a reader sees it, in the CIE's L*a*b* of 1976 under D65.
    fn seen(colour: Rgb<u8>, reader: &[[f64; 3]; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] = [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ];
        let left = product(reader, colour.0.map(light)).map(|light| light.clamp(0.0, 1.0));
        let [x, y, z] = product(&XYZ, left);
        let root = |part: f64| {
            if part > 216.0 / 24389.0 {
                part.cbrt()
            } else {
                (24389.0 / 27.0 * part + 16.0) / 116.0
            }
        };
        let [x, y, z] = [root(x / 0.95047), root(y), root(z / 1.08883)];
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn any_two_curves_and_the_ends_of_a_scale_are_told_apart_by_every_reader() {
        for (name, theme) in THEMES {
            for (reader, matrix) in &READERS {
                let apart = |one: Rgb<u8>, other: Rgb<u8>| {
                    let pairs = seen(one, matrix).into_iter().zip(seen(other, matrix));
                    pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
                };
                for (at, &one) in theme.curves.iter().enumerate() {
                    for (after, &other) in theme.curves.iter().enumerate().skip(at + 1) {
                        // Ten times what is just noticed.
                        let found = apart(one, other);
                        assert!(found > 23.0, "{name}, {reader}, {at}, {after}: {found}");
                    }
                }
                assert!(apart(theme.below, theme.above) > 50.0, "{name}, {reader}");
            }
        }
    }
}
