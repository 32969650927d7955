//! A picture to find edges in: shapes, strokes like writing, a gradient, noise.
//!
//! Shapes are signed distances in pixels, positive inside; an edge is smooth
//! over one pixel. The same seed draws the same picture everywhere.

use image::{GrayImage, Luma};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 960;
const SEED: u64 = 7;

/// Grey levels that noise adds or takes at most.
const NOISE: f32 = 5.0;

type Point = (f32, f32);

/// The scene, always the same.
pub(crate) fn draw() -> GrayImage {
    let mut random = Random(SEED);
    let mut scene = Scene::new();
    scene.shade(|(x, y)| 70.0 + 60.0 * x / WIDTH as f32 + 50.0 * y / HEIGHT as f32);

    // Three discs: one with a hole, one dark, one so soft that it has no edge.
    scene.fill(235.0, (180, 60)..(480, 360), disc((330.0, 210.0), 130.0));
    scene.fill(60.0, (240, 120)..(420, 300), disc((330.0, 210.0), 70.0));
    scene.fill(25.0, (430, 200)..(660, 430), disc((545.0, 315.0), 95.0));
    let soft = |(x, y): Point| 0.02 * (120.0 - (x - 860.0).hypot(y - 190.0));
    scene.fill(245.0, (700, 30)..(1020, 350), soft);

    // Straight edges: a turned square, a triangle, a fan of bars, a chequered board.
    scene.fill(
        40.0,
        (930, 60)..(1270, 400),
        diamond((1100.0, 230.0), 120.0),
    );
    scene.fill(
        210.0,
        (1000, 130)..(1200, 330),
        diamond((1100.0, 230.0), 60.0),
    );
    let corners = [(90.0, 640.0), (250.0, 380.0), (400.0, 640.0)];
    scene.fill(220.0, (60, 370)..(430, 660), triangle(corners));
    for bar in 0..12 {
        let angle = std::f32::consts::PI * bar as f32 / 24.0;
        let end = (760.0 + 230.0 * angle.cos(), 420.0 + 230.0 * angle.sin());
        scene.stroke(30.0, 1.0 + 0.4 * bar as f32, (760.0, 420.0), end);
    }
    for cell in 0..64 {
        let (column, row) = (cell % 8, cell / 8);
        if (column + row) % 2 == 0 {
            let (left, top) = (1020 + 28 * column, 440 + 28 * row);
            scene.fill(20.0, (left, top)..(left + 28, top + 28), |_| 1.0);
        }
    }

    // Lines of strokes, each smaller than the one before.
    let mut top = 715.0;
    for size in [46.0, 32.0, 22.0, 15.0] {
        let mut left = 80.0;
        while left < 1200.0 {
            if random.unit() < 0.82 {
                glyph(&mut scene, &mut random, (left, top), size);
            }
            left += 0.78 * size;
        }
        top += 1.45 * size;
    }
    scene.shade(|_| NOISE * (random.unit() + random.unit() - 1.0));
    scene.finish()
}

/// A few strokes between the points of a 3 x 4 grid, as a letter has.
fn glyph(scene: &mut Scene, random: &mut Random, (left, top): Point, size: f32) {
    let grid = |point: u32| {
        let (column, row) = ((point % 3) as f32, (point / 3) as f32);
        (left + 0.25 * size * column, top + size / 3.0 * row)
    };
    let stem = random.below(3);
    scene.stroke(15.0, 0.05 * size, grid(stem), grid(stem + 9));
    let mut from = random.below(12);
    for _ in 0..2 + random.below(2) {
        let to = random.below(12);
        scene.stroke(15.0, 0.05 * size, grid(from), grid(to));
        from = to;
    }
}

fn disc((x, y): Point, radius: f32) -> impl Fn(Point) -> f32 {
    move |at| radius - (at.0 - x).hypot(at.1 - y)
}

fn diamond((x, y): Point, radius: f32) -> impl Fn(Point) -> f32 {
    move |at| {
        let turned = (
            0.9 * (at.0 - x) + 0.44 * (at.1 - y),
            0.9 * (at.1 - y) - 0.44 * (at.0 - x),
        );
        radius - turned.0.abs().max(turned.1.abs())
    }
}

/// A triangle with its corners clockwise on the screen.
fn triangle(corners: [Point; 3]) -> impl Fn(Point) -> f32 {
    move |at| {
        let side = |a: Point, b: Point| {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            (dx * (at.1 - a.1) - dy * (at.0 - a.0)) / dx.hypot(dy)
        };
        let [a, b, c] = corners;
        side(a, b).min(side(b, c)).min(side(c, a))
    }
}

/// Grey values from 0 to 255, not yet rounded.
struct Scene(Vec<f32>);

impl Scene {
    fn new() -> Self {
        Self(vec![0.0; (WIDTH * HEIGHT) as usize])
    }

    /// Adds a value to every pixel.
    fn shade(&mut self, mut value: impl FnMut(Point) -> f32) {
        for (y, row) in self.0.chunks_exact_mut(WIDTH as usize).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel += value((x as f32, y as f32));
            }
        }
    }

    /// Paints where `inside` is positive, within a box from one corner to the other.
    fn fill(
        &mut self,
        grey: f32,
        within: std::ops::Range<(u32, u32)>,
        inside: impl Fn(Point) -> f32,
    ) {
        for y in within.start.1..within.end.1.min(HEIGHT) {
            for x in within.start.0..within.end.0.min(WIDTH) {
                let cover = (inside((x as f32, y as f32)) + 0.5).clamp(0.0, 1.0);
                let pixel = &mut self.0[(y * WIDTH + x) as usize];
                *pixel += cover * (grey - *pixel);
            }
        }
    }

    /// Paints a line with round ends, `radius` to each side.
    fn stroke(&mut self, grey: f32, radius: f32, from: Point, to: Point) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
        let least = |a: f32, b: f32| (a.min(b) - radius - 1.0).max(0.0) as u32;
        let most = |a: f32, b: f32| (a.max(b) + radius + 2.0).max(0.0) as u32;
        let corner = (least(from.0, to.0), least(from.1, to.1));
        let other = (most(from.0, to.0), most(from.1, to.1));
        self.fill(grey, corner..other, |at| {
            let along = ((at.0 - from.0) * dx + (at.1 - from.1) * dy) / square;
            let along = along.clamp(0.0, 1.0);
            radius - (at.0 - from.0 - along * dx).hypot(at.1 - from.1 - along * dy)
        });
    }

    fn finish(self) -> GrayImage {
        let row = |y: u32| (y * WIDTH) as usize;
        GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            Luma([self.0[row(y) + x as usize].round() as u8])
        })
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in [0, 1).
    const fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// An integer below `end`.
    const fn below(&mut self, end: u32) -> u32 {
        (self.bits() % end as u64) as u32
    }
}
