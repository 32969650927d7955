//! Words in drawings: the font, and how wide they are.
//!
//! The letters are those of Ubuntu Light, which the crate `epaint_default_fonts` carries under a
//! free licence: a picture looks the same on every machine, with fonts installed or without. Sizes
//! are those of CSS, in pixels of the picture that is shown.

use plotters::prelude::{BitMapBackend, DrawingBackend, FontDesc, FontStyle, TextStyle};
use plotters::style::{IntoFont, register_font};

/// Names of axes, numbers, titles of parts: no letters are smaller.
pub(crate) const TEXT: u32 = 14;
/// The title of a picture or of a section.
pub(crate) const HEADING: u32 = 17;

/// Heights of the font's box and of its capitals, as parts of its size.
pub(crate) const BOX: f64 = 1.121;
pub(crate) const CAPITALS: f64 = 0.693;

const NAME: &str = "Ubuntu Light";

/// Makes the letters known, once.
pub(crate) fn with_font() -> Result<(), String> {
    let font = epaint_default_fonts::UBUNTU_LIGHT;
    register_font(NAME, FontStyle::Normal, font).map_err(|_| "the font cannot be read".to_owned())
}

/// The font in a size of so many pixels, of which plotters asks the height of the box.
pub(crate) fn font(size: f64) -> FontDesc<'static> {
    (NAME, BOX * size).into_font()
}

/// The width of a line of words.
pub(crate) fn width(words: &str, size: u32) -> f64 {
    // Widths are whole pixels.
    const PARTS: f64 = 8.0;
    let mut none = [0; 3];
    let style = TextStyle::from(font(PARTS * f64::from(size)));
    let measured = BitMapBackend::with_buffer(&mut none, (1, 1)).estimate_text_size(words, &style);
    measured.map_or(0.0, |(width, _)| f64::from(width) / PARTS)
}

/// Words in lines that are as wide as there is room, broken between words, or within one that has
/// no room alone. Of more lines than `most` the rest is an ellipsis.
pub(crate) fn lines(words: &str, size: u32, room: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    'words: for word in words.split_whitespace() {
        let longer = [line.as_str(), word].join(if line.is_empty() { "" } else { " " });
        if width(&longer, size) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line, size) > room && line.chars().nth(1).is_some() {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.into()));
            }
            // A list of taps may have a million letters.
            if lines.len() > most {
                break 'words;
            }
        }
    }
    lines.push(line);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(&format!("{last}\u{2026}"), size) > room && last.pop().is_some() {}
            last.push('\u{2026}');
        }
    }
    lines
}

/// The same number of lines, of which none is much longer than the others.
pub(crate) fn balanced(words: &str, size: u32, room: f64, most: usize) -> Vec<String> {
    let widths = words.split_whitespace().map(|word| width(word, size));
    let widest = widths.fold(0.0, f64::max);
    let mut best = lines(words, size, room, most);
    let mut narrow = room - 4.0;
    while best.len() > 1 && narrow >= widest {
        let lines = lines(words, size, narrow, most);
        if lines.len() > best.len() {
            break;
        }
        best = lines;
        narrow -= 4.0;
    }
    best
}

/// A number with three digits that count, or as it is if it is an integer of few.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let text = if size < 1e6 && value.fract() == 0.0 {
        // 0 has no sign.
        (value + 0.0).to_string()
    } else if (1e-3..1e6).contains(&size) {
        let after = (2.0 - size.log10().floor()).max(0.0) as usize;
        let text = format!("{value:.after$}");
        let digits = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        digits.to_owned()
    } else {
        format!("{value:.2e}")
    };
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::{TEXT, balanced, lines, number, width, with_font};

    #[test]
    fn lines_have_room_and_together_all_words() {
        with_font().unwrap_or_default();
        let taps = format!("[[{}]]", vec!["-12"; 90].join(","));
        for words in [
            "gabor([17, 17], 3, degrees(45), 6, 1, 0)",
            "",
            "one",
            &taps,
            &format!("3 * {taps} + box([9, 9])"),
        ] {
            for room in [60.0, 180.0, 700.0] {
                let broken = lines(words, TEXT, room, 99);
                let wide = |line: &String| width(line, TEXT) <= room;
                assert!(broken.iter().all(wide), "{broken:?}");
                let all = |text: String| text.replace(' ', "");
                assert_eq!(all(broken.concat()), all(words.to_owned()));
                let few = lines(words, TEXT, room, 2);
                assert!(few.len() <= 2 && few.iter().all(wide), "{few:?}");
                assert_eq!(few.concat().contains('\u{2026}'), broken.len() > 2);
            }
        }
    }

    #[test]
    fn lines_are_broken_where_they_have_one_length() {
        with_font().unwrap_or_default();
        let words = "gaussian([9, 9], 1.4, order: [0, 2])";
        let first = |lines: Vec<String>| lines.first().cloned().unwrap_or_default();
        let room = width("gaussian([9, 9], 1.4, order: [0,", TEXT) + 1.0;
        let filled = first(lines(words, TEXT, room, 4));
        assert_eq!(filled, "gaussian([9, 9], 1.4, order: [0,");
        assert_eq!(first(balanced(words, TEXT, room, 4)), "gaussian([9, 9],");
        assert_eq!(
            balanced("sobel_x", TEXT, 20.0, 4),
            lines("sobel_x", TEXT, 20.0, 4)
        );
    }

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-3.0, "\u{2212}3"),
            (1020.0, "1020"),
            (0.25, "0.25"),
            (0.054488684, "0.0545"),
            (-12.5, "\u{2212}12.5"),
            (1234.56, "1235"),
            (1e-5, "1.00e\u{2212}5"),
            (0.1 + 0.2, "0.3"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
