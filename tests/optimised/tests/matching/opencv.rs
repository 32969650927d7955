//! Scores that OpenCV gives.

use crate::Picture;
use conv_kernel::matching::{Pixel, Score};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Lines of a name and numbers; the first says where they are from.
const FIGURES: &str = include_str!("opencv.txt");

const NAMES: [&str; 6] = [
    "TM_SQDIFF",
    "TM_SQDIFF_NORMED",
    "TM_CCORR",
    "TM_CCORR_NORMED",
    "TM_CCOEFF",
    "TM_CCOEFF_NORMED",
];

fn lines() -> BTreeMap<&'static str, &'static str> {
    let lines = FIGURES.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap()).collect()
}

fn numbers<T: FromStr>(name: &str) -> Vec<T> {
    let number = |text: &str| text.parse().ok().unwrap();
    lines()[name].split(' ').map(number).collect()
}

fn same_as_opencv<T: Pixel + FromStr>() {
    let ty = T::TYPE;
    let picture = Picture::<T>::new(numbers(&format!("{ty} picture")), 11, 8);
    let template = Picture::<T>::new(numbers(&format!("{ty} template")), 4, 3);
    for mask in ["no", "weights", "binary"] {
        let weights = (mask != "no").then(|| numbers(&format!("{mask} mask")));
        let weights = weights.map(|weights| Picture::<f32>::new(weights, 4, 3));
        for (score, name) in Score::ALL.into_iter().zip(NAMES) {
            let found = picture.scores(&template, weights.as_ref(), score);
            let expected: Vec<f32> = numbers(&format!("{ty} {mask} {name}"));
            assert_eq!(found.len(), expected.len());
            // OpenCV sums in `f32`: it is off by about 1e-6 of the largest score.
            let scale = expected
                .iter()
                .fold(0f32, |most, score| most.max(score.abs()));
            for (found, expected) in found.into_iter().zip(expected) {
                // With a mask, OpenCV does not limit this one.
                let limited = score == Score::SumOfSquaresNormed;
                let expected = if limited { expected.min(1.0) } else { expected };
                let off = (found - expected).abs() / scale;
                assert!(off <= 1e-5, "{ty} {mask} {name}: {found} and {expected}");
            }
        }
    }
}

#[test]
fn scores_of_u8_are_those_of_opencv() {
    same_as_opencv::<u8>();
}

#[test]
fn scores_of_f32_are_those_of_opencv() {
    same_as_opencv::<f32>();
}
