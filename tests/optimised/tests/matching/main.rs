//! Template matching against its definition, window by window.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod definition;
mod opencv;
mod peaks;
mod reference;
mod sizes;
mod windows;
mod worked_examples;

use conv_kernel::Plane;
use conv_kernel::matching::{Pixel, Score, Template};
use conv_kernel_tests::cases::Random;

/// Pixels of some size, row by row.
#[derive(Debug, Clone)]
struct Picture<T> {
    pixels: Vec<T>,
    width: usize,
    height: usize,
}

impl<T: Pixel> Picture<T> {
    fn new(pixels: Vec<T>, width: usize, height: usize) -> Self {
        assert_eq!(pixels.len(), width * height);
        Self {
            pixels,
            width,
            height,
        }
    }

    fn random(random: &mut Random, width: usize, height: usize) -> Self {
        Self::new(random.elements(width * height), width, height)
    }

    fn filled(value: T, width: usize, height: usize) -> Self {
        Self::new(vec![value; width * height], width, height)
    }

    fn plane(&self) -> Plane<'_, T> {
        Plane::new(&self.pixels, self.width, self.height).unwrap()
    }

    /// A part as a picture of its own.
    fn cut(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        let part = self.plane().sub(x, y, width, height).unwrap();
        let pixels = part.rows().flatten().copied().collect();
        Self::new(pixels, width, height)
    }

    /// The scores of a template in this picture.
    fn scores(&self, template: &Self, mask: Option<&Picture<f32>>, score: Score) -> Vec<f32> {
        let template = match mask {
            None => Template::new(template.plane()),
            Some(mask) => Template::masked(template.plane(), mask.plane()),
        };
        let scores = template.unwrap().find(self.plane(), score).unwrap();
        scores.into_vec()
    }
}
