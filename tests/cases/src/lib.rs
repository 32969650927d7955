//! Kernels and inputs for tests: short ways to write them, and seeded random ones.

use conv_plan::fault::KernelError;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::rules::{Arithmetic, ConvSpec, Declaration, Dimensions, Method, Missing, Options};
use conv_plan::rules::{TapSource, WeightsRef};
use conv_plan::taps::Taps;
use conv_plan::window::{Axis, AxisName, AxisPadding, Border, ResolvedAxis, Window};

/// A checked kernel from its taps and whatever else `edit` sets.
///
/// # Errors
///
/// As [`ConvSpec::check`].
pub fn kernel<In: Scalar, Out: Scalar>(
    taps: impl Into<Taps>,
    edit: impl FnOnce(&mut Options),
) -> Result<ConvSpec, KernelError> {
    let mut options = Options::new(In::TYPE, Out::TYPE, TapSource::Taps(taps.into()));
    edit(&mut options);
    ConvSpec::check(&options)
}

/// An axis resolved for an input size.
pub fn extent(
    kernel: usize,
    stride: usize,
    dilation: usize,
    padding: AxisPadding,
    input: usize,
) -> Option<ResolvedAxis> {
    let axis = Axis {
        kernel,
        stride,
        dilation,
        padding,
        interpolate: 1,
    };
    axis.resolve(AxisName::Columns, input).ok()
}

/// Every border, with a constant that is not 0.
pub const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(7.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

/// An integer kernel `i8 -> i32` with random small taps.
#[must_use]
pub fn random_kernel(random: &mut Random, window: Window, dimensions: Dimensions) -> ConvSpec {
    let count = window.rows.kernel * window.columns.kernel;
    let taps: Vec<i64> = (0..count).map(|_| random.integer(-4, 4)).collect();
    let declaration = Declaration {
        signal: dimensions == Dimensions::Signal,
        runtime_taps: false,
        input: ElementType::I8,
        output: ElementType::I32,
        window,
        overflow: None,
        method: Method::Direct,
        arithmetic: Arithmetic::Fused,
        missing: Missing::Propagate,
        quantized: None,
        separable_error: None,
    };
    declaration.to_kernel(WeightsRef::Integer {
        taps: &taps,
        multiply: 1,
        divide: 1,
    })
}

/// Every signal window with sizes 1..9, kernels 1..5, strides 1..3, dilations 1..2, paddings
/// 0..4 before and after (and the named ones) and every border, if it has an output.
pub fn every_signal(mut check: impl FnMut(Window, usize)) {
    let explicit = (0..=4)
        .flat_map(|before| (0..=4).map(move |after| AxisPadding::Explicit { before, after }));
    let named = [
        AxisPadding::Valid,
        AxisPadding::Same,
        AxisPadding::SameLower,
        AxisPadding::Full,
        AxisPadding::Causal,
    ];
    let paddings: Vec<AxisPadding> = explicit.chain(named).collect();
    for length in 1..=9 {
        for kernel in 1..=5 {
            for stride in 1..=3 {
                for dilation in 1..=2 {
                    for &padding in &paddings {
                        for column_border in BORDERS {
                            let columns = Axis {
                                kernel,
                                stride,
                                dilation,
                                padding,
                                interpolate: 1,
                            };
                            let window = Window {
                                rows: Axis::TRIVIAL,
                                columns,
                                row_border: Border::Zero,
                                column_border,
                            };
                            if window.resolve(length, 1).is_ok() {
                                check(window, length);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An integer from `min` to `max`, both included.
    pub const fn integer(&mut self, min: i64, max: i64) -> i64 {
        min.wrapping_add((self.bits() % (max.wrapping_sub(min) as u64 + 1)) as i64)
    }

    /// A size from 0 to `max`, included.
    pub const fn size(&mut self, max: usize) -> usize {
        (self.bits() % (max as u64 + 1)) as usize
    }

    /// A float in [-1, 1).
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// One of these.
    pub const fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.size(values.len() - 1)]
    }

    /// `length` elements over the whole range of an integer type, or of moderate floats.
    pub fn elements<T: Scalar>(&mut self, length: usize) -> Vec<T> {
        (0..length).map(|_| self.element()).collect()
    }

    fn element<T: Scalar>(&mut self) -> T {
        match T::TYPE.range() {
            Some((min, max)) => T::from_i64_wrapping(self.integer(min, max)),
            None if T::TYPE == ElementType::F32 => T::from_f64(f64::from(self.unit() as f32)),
            None => T::from_f64(self.unit()),
        }
    }
}
