//! Digits as if written by hand: the strokes of each, bent, slanted and moved, drawn by a pen of
//! some width, with noise.
//!
//! Shapes are drawn by the distance to their strokes; an edge is smooth over one pixel.

use fastrand::Rng;

/// Rows, and columns, of an image.
pub(crate) const SIDE: usize = 28;

/// Pixels of an image.
pub(crate) const PIXELS: usize = SIDE * SIDE;

/// Half the height of a digit in pixels, before it is scaled.
const HALF_HEIGHT: f32 = 9.5;

/// Half the width.
const HALF_WIDTH: f32 = 7.5;

/// What noise adds to a pixel, or takes from it, at most.
const NOISE: f32 = 0.4;

/// Column and row: in `SHAPES` from -1 to 1, in an image in pixels.
type Point = (f32, f32);

/// An image and the digit that it shows.
pub(crate) struct Digit {
    /// Row by row; paper is about 0, ink about 1.
    pub(crate) image: [f32; PIXELS],
    pub(crate) label: usize,
}

/// Digits without end, each as likely as any other; the same seed gives the same ones.
pub(crate) struct Digits(Rng);

impl Digits {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }
}

impl Iterator for Digits {
    type Item = Digit;

    fn next(&mut self) -> Option<Digit> {
        let random = &mut self.0;
        let label = random.usize(..SHAPES.len());
        let shape = SHAPES[label][random.usize(..SHAPES[label].len())];
        Some(Digit {
            image: draw(shape, random),
            label,
        })
    }
}

/// A number within `reach` of `middle`.
fn about(random: &mut Rng, middle: f32, reach: f32) -> f32 {
    middle + reach * (2.0 * random.f32() - 1.0)
}

fn draw(shape: &[Stroke], random: &mut Rng) -> [f32; PIXELS] {
    let hand = Hand::new(random);
    let lines: Vec<_> = shape
        .iter()
        .map(|stroke| stroke.line(|point| hand.place(point, random)))
        .collect();
    let radius = about(random, 1.3, 0.6);
    let ink = about(random, 0.85, 0.15);
    let mut image = [0.0; PIXELS];
    for (index, pixel) in image.iter_mut().enumerate() {
        let at = ((index % SIDE) as f32, (index / SIDE) as f32);
        let segments = lines.iter().flat_map(|line| line.windows(2));
        let nearest = segments
            .map(|ends| square_distance(at, ends[0], ends[1]))
            .fold(f32::MAX, f32::min);
        let cover = (radius + 0.5 - nearest.sqrt()).clamp(0.0, 1.0);
        let noise = NOISE * (random.f32() + random.f32() - 1.0);
        *pixel = ink * cover + noise;
    }
    image
}

/// The square of the distance from a point to a segment.
fn square_distance(at: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (at.0 - from.0, at.1 - from.1);
    let length = (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
    let along = ((x * dx + y * dy) / length).clamp(0.0, 1.0);
    (x - along * dx).powi(2) + (y - along * dy).powi(2)
}

/// How one digit is written: an affine map, and how far its points stray.
struct Hand {
    across: Point,
    down: Point,
    middle: Point,
}

impl Hand {
    fn new(random: &mut Rng) -> Self {
        let (sin, cos) = about(random, 0.0, 0.25).sin_cos();
        let width = HALF_WIDTH * about(random, 0.9, 0.25);
        let height = HALF_HEIGHT * about(random, 0.9, 0.2);
        let slant = about(random, 0.1, 0.3);
        let centre = (SIDE - 1) as f32 / 2.0;
        Self {
            across: (width * cos, width * sin),
            down: (height * (-slant * cos - sin), height * (cos - slant * sin)),
            middle: (about(random, centre, 2.5), about(random, centre, 2.5)),
        }
    }

    fn place(&self, (x, y): Point, random: &mut Rng) -> Point {
        let (x, y) = (about(random, x, 0.15), about(random, y, 0.15));
        (
            self.middle.0 + x * self.across.0 + y * self.down.0,
            self.middle.1 + x * self.across.1 + y * self.down.1,
        )
    }
}

enum Stroke {
    /// Straight from point to point.
    Straight(&'static [Point]),
    /// A curve through the points.
    Curved(&'static [Point]),
}

/// Pieces that a curve has between two of its points.
const PIECES: usize = 5;

impl Stroke {
    /// The points of a line along the stroke.
    fn line(&self, place: impl FnMut(Point) -> Point) -> Vec<Point> {
        match self {
            Self::Straight(points) => points.iter().copied().map(place).collect(),
            Self::Curved(points) => {
                let points: Vec<_> = points.iter().copied().map(place).collect();
                let at = |index: usize| points[index.saturating_sub(1).min(points.len() - 1)];
                let mut line = vec![at(0)];
                for span in 0..points.len() - 1 {
                    let four = [at(span), at(span + 1), at(span + 2), at(span + 3)];
                    line.extend((1..=PIECES).map(|piece| between(four, piece)));
                }
                line
            }
        }
    }
}

/// A point between the middle two of four (Catmull and Rom, 1974).
fn between([a, b, c, d]: [Point; 4], piece: usize) -> Point {
    let t = piece as f32 / PIECES as f32;
    let cubic = |a: f32, b: f32, c: f32, d: f32| {
        let linear = c - a;
        let square = 2.0 * a - 5.0 * b + 4.0 * c - d;
        let cube = 3.0 * (b - c) + d - a;
        b + 0.5 * t * (linear + t * (square + t * cube))
    };
    (cubic(a.0, b.0, c.0, d.0), cubic(a.1, b.1, c.1, d.1))
}

/// The ways in which each digit is written.
const SHAPES: [&[&[Stroke]]; 10] = {
    use Stroke::{Curved, Straight};
    [
        &[&[Curved(&[
            (0.1, -1.0),
            (-0.5, -0.7),
            (-0.75, 0.0),
            (-0.5, 0.75),
            (0.0, 1.0),
            (0.5, 0.75),
            (0.75, 0.0),
            (0.5, -0.7),
            (0.0, -1.0),
        ])]],
        &[
            &[Straight(&[(0.0, -1.0), (0.0, 1.0)])],
            &[Straight(&[(-0.5, -0.5), (0.1, -1.0), (0.1, 1.0)])],
            &[
                Straight(&[(-0.4, -0.6), (0.0, -1.0), (0.0, 1.0)]),
                Straight(&[(-0.5, 1.0), (0.5, 1.0)]),
            ],
        ],
        &[&[
            Curved(&[
                (-0.65, -0.5),
                (-0.35, -0.92),
                (0.15, -1.0),
                (0.6, -0.65),
                (0.5, -0.15),
                (-0.1, 0.45),
                (-0.7, 1.0),
            ]),
            Straight(&[(-0.7, 1.0), (0.75, 1.0)]),
        ]],
        &[&[
            Curved(&[
                (-0.6, -0.75),
                (-0.1, -1.0),
                (0.5, -0.8),
                (0.5, -0.3),
                (-0.15, -0.05),
            ]),
            Curved(&[
                (-0.15, -0.05),
                (0.55, 0.15),
                (0.65, 0.6),
                (0.1, 1.0),
                (-0.65, 0.75),
            ]),
        ]],
        &[
            &[
                Straight(&[(-0.3, -1.0), (-0.65, 0.2), (0.75, 0.2)]),
                Straight(&[(0.35, -0.6), (0.25, 1.0)]),
            ],
            &[
                Straight(&[(0.3, -1.0), (-0.75, 0.35), (0.75, 0.35)]),
                Straight(&[(0.3, -1.0), (0.3, 1.0)]),
            ],
        ],
        &[&[
            Straight(&[(0.65, -1.0), (-0.45, -1.0), (-0.55, -0.1)]),
            Curved(&[
                (-0.55, -0.1),
                (0.1, -0.3),
                (0.65, 0.1),
                (0.6, 0.65),
                (0.05, 1.0),
                (-0.65, 0.8),
            ]),
        ]],
        &[&[Curved(&[
            (0.5, -1.0),
            (-0.2, -0.6),
            (-0.6, 0.1),
            (-0.55, 0.7),
            (0.0, 1.0),
            (0.55, 0.7),
            (0.5, 0.2),
            (0.0, 0.0),
            (-0.55, 0.4),
        ])]],
        &[
            &[Straight(&[(-0.7, -1.0), (0.7, -1.0), (-0.15, 1.0)])],
            &[
                Straight(&[(-0.7, -1.0), (0.7, -1.0), (-0.15, 1.0)]),
                Straight(&[(-0.35, 0.0), (0.6, 0.0)]),
            ],
        ],
        &[&[Curved(&[
            (0.0, -0.08),
            (-0.55, -0.4),
            (-0.45, -0.8),
            (0.0, -1.0),
            (0.45, -0.8),
            (0.55, -0.4),
            (0.0, -0.08),
            (-0.6, 0.3),
            (-0.6, 0.75),
            (0.0, 1.0),
            (0.6, 0.75),
            (0.6, 0.3),
            (0.0, -0.08),
        ])]],
        &[
            &[Curved(&[
                (0.55, -0.4),
                (0.0, 0.0),
                (-0.55, -0.3),
                (-0.5, -0.8),
                (0.05, -1.0),
                (0.6, -0.7),
                (0.55, 0.1),
                (0.2, 0.65),
                (-0.5, 1.0),
            ])],
            &[
                Curved(&[
                    (0.55, -0.5),
                    (0.0, 0.0),
                    (-0.55, -0.3),
                    (-0.5, -0.8),
                    (0.05, -1.0),
                    (0.55, -0.75),
                ]),
                Straight(&[(0.6, -0.9), (0.5, 1.0)]),
            ],
        ],
    ]
};
