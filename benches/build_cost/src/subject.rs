//! The kinds of kernels, and the source of the i-th kernel of each.
//!
//! No two kernels of a kind have the same taps: equal code would be merged.

/// What a kernel of the library runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Bytes,
    Floats,
    Signal,
}

/// Kernels of the library, with `##` where their numbers differ.
const LIBRARY: [(Shape, &str); 7] = [
    (Shape::Floats, "taps: gaussian([7, 7], 1.5##)"),
    (
        Shape::Bytes,
        "taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| (gx.abs() + gy.abs()) / 8.##",
    ),
    (Shape::Signal, "taps: lowpass(63, 0.2##, hamming)"),
    (
        Shape::Floats,
        "taps: 2 * impulse([5, 5]) - gaussian([5, 5], 1.1##)",
    ),
    (
        Shape::Bytes,
        "taps: gaussian([5, 5], 1.2##), quantize: 8, overflow: saturate",
    ),
    (Shape::Floats, "taps: dog([9, 9], 1.0, 1.6##)"),
    (Shape::Signal, "taps: savitzky_golay(11, 2) * [1, 0.5##]"),
];

/// A kind of kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Dense `f32` taps in a square of this size: one pass.
    Dense(usize),
    /// A 5x5 product of two rows, `f32`: two passes.
    Binomial,
    /// 3x3 derivatives of `u8` into `i16`.
    Sobel,
    /// A 5x5 product of two rows that sum to 16, `u8`, scaled by 1/256: two passes.
    ByteBinomial,
    /// 16 `f32` taps over a signal.
    Fir,
    /// One of each of those above, in turn.
    Mixed,
    /// Taps as expressions of the library, and what may follow a sum, in turn.
    Library,
}

impl Subject {
    /// The rows of the report.
    pub(crate) const ALL: [Self; 8] = [
        Self::Dense(3),
        Self::Dense(7),
        Self::Binomial,
        Self::Sobel,
        Self::ByteBinomial,
        Self::Fir,
        Self::Mixed,
        Self::Library,
    ];

    /// What the report calls it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Dense(size) => format!("`f32` dense {size}x{size}"),
            Self::Binomial => "`f32` binomial 5x5, two passes".into(),
            Self::Sobel => "`u8 -> i16` Sobel".into(),
            Self::ByteBinomial => "`u8` binomial 5x5, two passes".into(),
            Self::Fir => "`f32` FIR of 16, signal".into(),
            Self::Mixed => "all of these in turn".into(),
            Self::Library => "kernels of the library in turn".into(),
        }
    }

    /// Whether its kernels are of several kinds.
    pub(crate) const fn is_mixed(self) -> bool {
        matches!(self, Self::Mixed | Self::Library)
    }

    /// The kind of the `i`-th kernel.
    pub(crate) fn of(self, i: usize) -> Self {
        match self {
            Self::Mixed => Self::ALL[i % (Self::ALL.len() - 2)],
            other => other,
        }
    }

    /// Whether the `i`-th kernel has one axis.
    pub(crate) fn is_signal(self, i: usize) -> bool {
        match self.of(i) {
            Self::Library => LIBRARY[i % LIBRARY.len()].0 == Shape::Signal,
            kind => kind == Self::Fir,
        }
    }

    /// Input and output type of the `i`-th kernel.
    pub(crate) fn types(self, i: usize) -> (&'static str, &'static str) {
        match self.of(i) {
            Self::Sobel => ("u8", "i16"),
            Self::ByteBinomial => ("u8", "u8"),
            Self::Library => match LIBRARY[i % LIBRARY.len()].0 {
                Shape::Bytes => ("u8", "u8"),
                Shape::Floats | Shape::Signal => ("f32", "f32"),
            },
            _ => ("f32", "f32"),
        }
    }

    /// The `i`-th kernel as a declaration of the macro.
    pub(crate) fn declaration(self, i: usize) -> String {
        let kind = self.of(i);
        let (input, output) = self.types(i);
        let keys = match kind {
            Self::Dense(size) => format!("taps: {}", nested(&dense(i, size, size))),
            Self::Binomial => {
                let taps = product(weights(i), weights(i + 1));
                format!("taps: {}, scale: 1/256", nested(&taps))
            }
            Self::Sobel => {
                let middle = i + 2;
                format!("taps: [[-1, 0, 1], [-{middle}, 0, {middle}], [-1, 0, 1]]")
            }
            Self::ByteBinomial => {
                let taps = product(weights(i), weights(i + 1));
                format!("taps: {}, scale: 1/256", nested(&taps))
            }
            Self::Fir => format!("taps: {}", row(&dense(i, 1, 16)[0])),
            // A number of two digits makes each of them another kernel.
            Self::Library => LIBRARY[i % LIBRARY.len()]
                .1
                .replace("##", &format!("{:02}", i % 100)),
            Self::Mixed => unreachable!("a kernel is of one kind"),
        };
        format!("K{i}: {input} -> {output} {{ {keys}, padding: same, border: reflect101 }}")
    }
}

/// Taps without zeros, ones and factors: numerators over 1024 from a quadratic congruence.
fn dense(i: usize, rows: usize, columns: usize) -> Vec<Vec<String>> {
    let tap = |index: usize| (index + 2).pow(2) * (i + 3) * 940 % 997 + 1;
    (0..rows)
        .map(|row| {
            (0..columns)
                .map(|column| (tap(row * columns + column) as f64 / 1024.0).to_string())
                .collect()
        })
        .collect()
}

/// Five positive numbers that sum to 16: the binomials for 0, others for others.
fn weights(i: usize) -> [usize; 5] {
    if i == 0 {
        return [1, 4, 6, 4, 1];
    }
    let mut left = i - 1;
    for (a, b, c) in (1..7).flat_map(|a| (1..6).flat_map(move |b| (1..4).map(move |c| (a, b, c)))) {
        let rest = 16 - a - b - c;
        if left < rest - 1 {
            return [a, b, left + 1, rest - left - 1, c];
        }
        left -= rest - 1;
    }
    unreachable!("there are hundreds of these")
}

/// The matrix of a column times a row.
fn product(column: [usize; 5], row: [usize; 5]) -> Vec<Vec<String>> {
    column
        .map(|down| row.map(|across| (down * across).to_string()).to_vec())
        .to_vec()
}

fn row(taps: &[String]) -> String {
    format!("[{}]", taps.join(", "))
}

fn nested(taps: &[Vec<String>]) -> String {
    let rows: Vec<_> = taps.iter().map(|taps| row(taps)).collect();
    row(&rows)
}
