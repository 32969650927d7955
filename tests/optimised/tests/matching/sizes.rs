//! Templates larger than a kernel can be, sums larger than an integer of `f64`, parts of planes,
//! buffers that are used again.

use crate::Picture;
use crate::reference::{assert_defined, each_place, floats, integers};
use conv_kernel::PlaneBuf;
use conv_kernel::matching::{Buffers, Score, Template};
use conv_kernel::{Plane, taps::MAX_TAPS};
use conv_kernel_tests::cases::Random;

#[test]
fn a_template_of_more_pixels_than_a_kernel_has_taps_is_exact() {
    let random = &mut Random::new(3);
    for [width, height] in [
        [70, 80],
        [MAX_TAPS + 1, 1],
        [MAX_TAPS, 2],
        [2, MAX_TAPS / 2 + 1],
    ] {
        assert!(width * height > MAX_TAPS);
        let picture = Picture::<u8>::random(random, width + 3, height + 5);
        let template = picture.cut(2, 1, width, height);
        assert_defined(&picture, &template, None);
    }
}

#[test]
fn large_templates_of_floats_and_under_a_mask_are_within_the_error() {
    let random = &mut Random::new(4);
    let picture = Picture::<f32>::random(random, 90, 75);
    let template = picture.cut(4, 3, 80, 70);
    assert_defined(&picture, &template, None);
    let mut weights = Picture::filled(0.5f32, 80, 70);
    weights.pixels[..80 * 60].fill(0.0);
    assert_defined(&picture, &template, Some(&weights));
}

#[test]
fn strips_of_a_wide_picture_meet_without_a_seam() {
    let random = &mut Random::new(5);
    let picture = Picture::<u8>::random(random, 5000, 80);
    // 18 places from top to bottom in each column, in strips of 12.
    let template = picture.cut(100, 9, 66, 63);
    assert!(template.pixels.len() > MAX_TAPS);
    let scores = picture.scores(&template, None, Score::Correlation);
    each_place(&picture, &template, None, |index, pixels| {
        // Every place of every row near both ends, and each hundredth between them.
        let column = index % 4935;
        if !(50..4885).contains(&column) || column % 100 == 0 {
            let expected = integers(pixels, Score::Correlation);
            assert!((f64::from(scores[index]) - expected.value).abs() <= expected.off);
        }
    });
}

/// Products of two sums are beyond `2^53`, and their difference is small.
#[test]
fn windows_of_u16_that_are_nearly_white_are_exact() {
    let mut picture = Picture::filled(u16::MAX, 70, 66);
    for (index, dark) in [(900, 1), (1500, 1), (2345, 2), (4000, 1)] {
        picture.pixels[index] -= dark;
    }
    let template = picture.cut(3, 2, 60, 60);
    assert_defined(&picture, &template, None);
    let scores = picture.scores(&template, None, Score::CoefficientNormed);
    assert_eq!(scores[2 * 11 + 3], 1.0);
}

#[test]
fn a_template_of_u16_with_sums_beyond_the_integers_of_f64_is_within_the_error() {
    let random = &mut Random::new(6);
    let picture = Picture::<u16>::random(random, 731, 726);
    let template = picture.cut(1, 1, 730, 725);
    assert!(template.pixels.len() as u64 * 65535 * 65535 > 1 << 51);
    let prepared = Template::new(template.plane()).unwrap();
    for score in Score::ALL {
        let found = prepared.find(picture.plane(), score).unwrap().into_vec();
        each_place(&picture, &template, None, |index, pixels| {
            let exact = integers(pixels, score);
            let bound = floats(pixels, score, [730, 725], 65535.0);
            let off = (f64::from(found[index]) - exact.value).abs();
            assert!(
                off <= bound.off,
                "{score} at {index}: {exact:?}, off by {off}"
            );
        });
    }
}

#[test]
fn a_mask_of_ones_changes_nothing() {
    let random = &mut Random::new(7);
    let picture = Picture::<u8>::random(random, 30, 20);
    let template = picture.cut(11, 7, 6, 5);
    let ones = Picture::filled(1.0f32, 6, 5);
    for score in Score::ALL {
        let found = picture.scores(&template, Some(&ones), score);
        assert_eq!(found, picture.scores(&template, None, score), "{score}");
    }
}

#[test]
fn what_lies_around_a_part_of_a_plane_is_not_read() {
    let random = &mut Random::new(8);
    let mut whole = Picture::<f32>::random(random, 30, 20);
    let (inner, template) = (whole.cut(4, 3, 20, 12), whole.cut(9, 5, 5, 4));
    for y in 0..20 {
        for x in 0..30 {
            if !((4..24).contains(&x) && (3..15).contains(&y)) {
                whole.pixels[y * 30 + x] = f32::NAN;
            }
        }
    }
    let part = whole.plane().sub(4, 3, 20, 12).unwrap();
    let small = part.sub(5, 2, 5, 4).unwrap();
    for score in Score::ALL {
        let found = Template::new(small).unwrap().find(part, score).unwrap();
        assert_eq!(
            found.data(),
            inner.scores(&template, None, score),
            "{score}"
        );
    }
}

#[test]
fn buffers_that_were_used_for_other_sizes_change_nothing() {
    let random = &mut Random::new(9);
    let mut buffers = Buffers::new();
    for (width, height, columns, rows) in
        [(40, 30, 9, 8), (12, 60, 3, 2), (9, 9, 9, 9), (50, 7, 2, 7)]
    {
        let bytes = Picture::<u8>::random(random, width, height);
        let floats = Picture::<f32>::random(random, width, height);
        let weights = Picture::new(vec![0.75; columns * rows], columns, rows);
        let template = floats.cut(0, 0, columns, rows);
        let template = Template::masked(template.plane(), weights.plane()).unwrap();
        let of_bytes = Template::new(bytes.cut(0, 0, columns, rows).plane()).unwrap();
        for score in Score::ALL {
            let (across, down) = template.output_size(width, height).unwrap();
            let mut found = PlaneBuf::filled(across, down, f32::NAN).unwrap();
            template
                .find_with(floats.plane(), score, found.as_plane_mut(), &mut buffers)
                .unwrap();
            assert_eq!(found, template.find(floats.plane(), score).unwrap());
            found.data_mut().fill(f32::NAN);
            of_bytes
                .find_with(bytes.plane(), score, found.as_plane_mut(), &mut buffers)
                .unwrap();
            assert_eq!(found, of_bytes.find(bytes.plane(), score).unwrap());
        }
    }
}

#[test]
fn scores_are_written_into_a_part_of_a_plane_and_nowhere_else() {
    let picture = [1, 5, 2, 2, 5, 2u8];
    let template = Template::new(Plane::new(&[5, 2u8], 2, 1).unwrap()).unwrap();
    let mut scores = PlaneBuf::filled(4, 4, -1.0f32).unwrap();
    let part = scores.as_plane_mut().sub(1, 1, 2, 2).unwrap();
    let plane = Plane::new(&picture, 3, 2).unwrap();
    template
        .find_with(plane, Score::SumOfSquares, part, &mut Buffers::new())
        .unwrap();
    let rows: Vec<&[f32]> = scores.rows().collect();
    assert_eq!(rows[0], [-1.0; 4]);
    assert_eq!(rows[1], [-1.0, 25.0, 0.0, -1.0]);
    assert_eq!(rows[2], [-1.0, 18.0, 0.0, -1.0]);
    assert_eq!(rows[3], [-1.0; 4]);
}

/// Strips, and blocks of an FFT where it is built in.
#[test]
fn a_nan_in_a_large_picture_stays_in_its_windows() {
    let random = &mut Random::new(7);
    let mut picture = Picture::<f32>::random(random, 300, 260);
    let template = picture.cut(40, 30, 24, 24);
    let clean = picture.scores(&template, None, Score::CoefficientNormed);
    picture.pixels[200 * 300 + 150] = f32::NAN;
    let scores = picture.scores(&template, None, Score::CoefficientNormed);
    for (index, (&score, &clean)) in scores.iter().zip(&clean).enumerate() {
        let (y, x) = (index / 277, index % 277);
        if (177..=200).contains(&y) && (127..=150).contains(&x) {
            assert!(score.is_nan(), "{x} {y}: {score}");
        } else {
            assert!((score - clean).abs() < 1e-6, "{x} {y}: {score} {clean}");
        }
    }
}

#[test]
fn every_place_of_a_picture_of_several_strips_is_as_defined() {
    let random = &mut Random::new(8);
    let picture = Picture::<u8>::random(random, 700, 260);
    let template = picture.cut(40, 30, 20, 18);
    for score in [Score::CoefficientNormed, Score::SumOfSquares] {
        let scores = picture.scores(&template, None, score);
        each_place(&picture, &template, None, |index, pixels| {
            let expected = integers(pixels, score);
            let found = f64::from(scores[index]);
            assert!(
                (found - expected.value).abs() <= expected.off,
                "{score:?} {index}"
            );
        });
    }
}

/// As large as an FFT is taken for, where that is built in.
#[test]
fn large_templates_of_nearly_white_integers_are_exact() {
    let random = &mut Random::new(9);
    let mut picture = Picture::filled(u16::MAX, 300, 260);
    for _ in 0..7 {
        picture.pixels[random.size(300 * 260 - 1)] -= 1 + random.size(1) as u16;
    }
    picture.pixels[30 * 300 + 50] -= 1;
    let template = picture.cut(33, 21, 64, 60);
    let mut mask = Picture::filled(1.0f32, 64, 60);
    for weight in &mut mask.pixels {
        *weight = f32::from(random.size(255) >= 40);
    }
    mask.pixels[9 * 64 + 17] = 1.0;
    for mask in [None, Some(&mask)] {
        for score in [Score::CoefficientNormed, Score::SumOfSquares] {
            let scores = picture.scores(&template, mask, score);
            each_place(&picture, &template, mask, |index, pixels| {
                if index % 97 == 0 || index == 21 * 237 + 33 {
                    let expected = integers(pixels, score);
                    let found = f64::from(scores[index]);
                    assert!(
                        (found - expected.value).abs() <= expected.off,
                        "{score:?} {index}"
                    );
                }
            });
        }
    }
}

#[test]
fn a_bright_pixel_does_not_reach_other_windows() {
    let random = &mut Random::new(10);
    for bright in [1e4f32, 1e10, 1e20] {
        let mut picture = Picture::<f32>::random(random, 300, 260);
        let template = picture.cut(33, 21, 64, 60);
        picture.pixels[25 * 300 + 98] = bright;
        let copy = 21 * 237 + 33;
        let score = |score| picture.scores(&template, None, score)[copy];
        assert_eq!(score(Score::CorrelationNormed), 1.0, "{bright}");
        assert!(score(Score::SumOfSquares) < 1e-6, "{bright}");
    }
}
