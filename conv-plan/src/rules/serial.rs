//! Kernels as data: what a spec was made from is written, and checked again when it is read.
//!
//! ```text
//! ConvSpec -> Written (taps, window, scale, ..) -> text or bytes
//! text or bytes -> Written -> Options -> ConvSpec::check
//! ```
//!
//! So whatever was read is a kernel that keeps every rule, or an error with the rule's message.

mod made;

use super::combination::{Combination, Part};
use super::{
    Arithmetic, Combined, ConvSpec, Dimensions, Method, Missing, Mix, Options, Presence, Separable,
    TapSource, Weights,
};
use crate::analysis::{Bounds, Factors, branch_bounds, working_bounds};
use crate::fault::{KernelError, Subject, Voice};
use crate::number::{AccumulatorType, ElementType, Overflow, Scale};
use crate::pointwise::{Node, Value};
use crate::taps::{Tap, Taps};
use crate::window::{NO_OPTIONS, WindowOptions};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use made::{WrittenQuantized, error_of_product};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Signed;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// The fields of a kernel, as a user may write them too.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    input: ElementType,
    output: ElementType,
    taps: Taps,
    #[serde(default)]
    window: WindowOptions,
    #[serde(default)]
    scale: Option<Tap>,
    #[serde(default)]
    overflow: Option<Overflow>,
    #[serde(default)]
    method: Method,
    #[serde(default)]
    arithmetic: Arithmetic,
    #[serde(default)]
    missing: Missing,
    /// The accumulator of a kernel that multiplies every tap, zeros too: a `shape` kernel.
    #[serde(default)]
    dense: Option<AccumulatorType>,
    /// The weights of the channels of a pixel.
    #[serde(default)]
    channels: Option<Vec<Tap>>,
    /// What is made of the sums.
    #[serde(default)]
    combined: Option<WrittenCombined>,
    /// What quantising did to the taps before they were written.
    #[serde(default)]
    quantized: Option<WrittenQuantized>,
    /// How far the taps are from those that they approximate as a product.
    #[serde(default)]
    separable_error: Option<Tap>,
}

/// What is made of sums, as it may be given.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCombined {
    names: Vec<String>,
    /// The taps of the kernels after the first.
    others: Vec<Taps>,
    /// Operations, each over those before it; the last is the result.
    value: Vec<Node>,
}

impl Written {
    /// `None` for a window that no options describe.
    fn of(spec: &ConvSpec) -> Option<Self> {
        let signal = spec.dimensions == Dimensions::Signal;
        let (rows, columns) = (spec.window.rows.kernel, spec.window.columns.kernel);
        let (values, scale): (Vec<Tap>, _) = match &spec.weights {
            Weights::Integer {
                taps,
                multiply,
                divide,
            } => {
                // That of the weights, which brings its own denominator.
                let mixed = spec.mix.as_ref().map_or(1, Mix::divide);
                let own = BigRational::new(BigInt::from(*multiply) * mixed, BigInt::from(*divide));
                let scale = common_scale(own.clone(), spec.combination());
                let share = own / &scale;
                let tap = |&tap: &i64| Tap::Ratio(&share * BigInt::from(tap));
                (taps.iter().map(tap).collect(), Some(Tap::Ratio(scale)))
            }
            Weights::F32(taps) => (taps.iter().map(|&tap| tap.into()).collect(), None),
            Weights::F64(taps) => (taps.iter().map(|&tap| tap.into()).collect(), None),
        };
        let shape = if signal {
            alloc::vec![columns]
        } else {
            alloc::vec![rows, columns]
        };
        Some(Self {
            input: spec.input,
            output: spec.output,
            combined: spec
                .combination
                .as_ref()
                .map(|combination| WrittenCombined {
                    names: combination.names.clone(),
                    others: (combination.others.iter())
                        .map(|part| other(part, scale.as_ref(), &shape))
                        .collect(),
                    value: combination.value.nodes().to_vec(),
                }),
            taps: match &spec.factors {
                Some(factors) => product(factors),
                None => Taps::new(shape, values),
            },
            window: WindowOptions::of(&spec.window, signal)?,
            scale,
            overflow: spec.overflow,
            method: spec.method,
            arithmetic: spec.arithmetic,
            missing: spec.missing,
            dense: match spec.presence {
                Presence::Written => None,
                Presence::RuntimeTaps { accumulator, .. } => Some(accumulator),
            },
            channels: spec.mix.as_ref().map(channels),
            quantized: spec.quantized.map(WrittenQuantized::from),
            separable_error: spec.separable_error.map(Tap::from),
        })
    }

    fn check(self) -> Result<ConvSpec, KernelError> {
        let options = Options {
            input: self.input,
            output: self.output,
            source: TapSource::Taps(self.taps),
            window: self.window,
            scale: self.scale,
            overflow: self.overflow,
            method: self.method,
            arithmetic: self.arithmetic,
            missing: self.missing,
            channels: self.channels,
            combined: self.combined.map(WrittenCombined::combined).transpose()?,
            require: Vec::new(),
            quantize: None,
            separable: Separable::Exact,
        };
        let mut spec = ConvSpec::check(&options)?;
        spec.quantized = self.quantized.map(WrittenQuantized::checked).transpose()?;
        spec.separable_error = self
            .separable_error
            .as_ref()
            .map(error_of_product)
            .transpose()?;
        match self.dense {
            None => Ok(spec),
            Some(accumulator) => dense(spec, &options, accumulator),
        }
    }
}

impl WrittenCombined {
    fn combined(self) -> Result<Combined, KernelError> {
        let value = Value::of_nodes(&self.value).ok_or_else(|| {
            KernelError::new(
                Voice::Language,
                Subject::Combine,
                "an operation is over values before it, fractions are in lowest terms, and no float is NaN: write `value` so",
            )
        })?;
        Ok(Combined {
            names: self.names,
            others: self.others,
            value,
        })
    }
}

/// The taps that are the product of these factors, or the sum of some.
fn product(factors: &Factors<f64>) -> Taps {
    let products = factors.each();
    let products = products.map(|(column, row)| Taps::outer(&column.into(), &row.into()));
    // All have one shape.
    let sum = products.reduce(|sum, product| sum.plus(&product).unwrap_or(sum));
    sum.unwrap_or_else(|| Taps::new(Vec::new(), Vec::new()))
}

/// The scale of all kernels of a combination: whole numbers divided by their product with it are
/// the taps of each, and come back as these whole numbers with their own scale. All have one sign.
fn common_scale(first: BigRational, combination: Option<&Combination>) -> BigRational {
    let others = combination.map_or(&[][..], |all| &all.others).iter();
    let scales = others.filter_map(|part| part.weights.scale());
    let sign = first.signum();
    let size = scales.fold(first.abs(), |all, scale| {
        BigRational::new(
            all.numer().lcm(scale.numer()),
            all.denom().gcd(scale.denom()),
        )
    });
    sign * size
}

/// The taps of another kernel than the first, under this scale of all.
fn other(part: &Part, scale: Option<&Tap>, shape: &[usize]) -> Taps {
    if let Some(factors) = &part.factors {
        return product(factors);
    }
    let values: Vec<Tap> = match (&part.weights, part.weights.scale(), scale) {
        (Weights::Integer { taps, .. }, Some(own), Some(Tap::Ratio(scale))) => {
            let share = own / scale;
            let tap = |&tap: &i64| Tap::Ratio(&share * BigInt::from(tap));
            taps.iter().map(tap).collect()
        }
        (Weights::Integer { taps, .. }, ..) => taps.iter().map(|&tap| Tap::integer(tap)).collect(),
        (Weights::F32(taps), ..) => taps.iter().map(|&tap| tap.into()).collect(),
        (Weights::F64(taps), ..) => taps.iter().map(|&tap| tap.into()).collect(),
    };
    Taps::new(shape.to_vec(), values)
}

impl Weights {
    /// What sums of whole numbers are multiplied by.
    fn scale(&self) -> Option<BigRational> {
        match self {
            Self::Integer {
                multiply, divide, ..
            } => Some(BigRational::new((*multiply).into(), (*divide).into())),
            Self::F32(_) | Self::F64(_) => None,
        }
    }
}

/// The weights of a mix, as they may be given.
fn channels(mix: &Mix) -> Vec<Tap> {
    match mix.weights() {
        Weights::Integer { taps, divide, .. } => {
            let ratio = |&tap: &i64| Tap::ratio(tap, *divide).unwrap_or(Tap::integer(tap));
            taps.iter().map(ratio).collect()
        }
        Weights::F32(weights) => weights.iter().map(|&weight| weight.into()).collect(),
        Weights::F64(weights) => weights.iter().map(|&weight| weight.into()).collect(),
    }
}

/// The kernel that multiplies every tap, in this accumulator.
fn dense(
    mut spec: ConvSpec,
    options: &Options,
    accumulator: AccumulatorType,
) -> Result<ConvSpec, KernelError> {
    use AccumulatorType::{F32, F64, I32, I64};
    let fault = |message| {
        Err(KernelError::new(
            Voice::Language,
            Subject::Accumulator,
            message,
        ))
    };
    let (possible, words) = match spec.weights {
        Weights::Integer { .. } => (&[I32, I64][..], "`i32` or `i64`"),
        Weights::F32(_) => (&[F32][..], "`f32`"),
        Weights::F64(_) => (&[F64][..], "`f64`"),
    };
    if spec.mix.is_some() {
        return fault("taps that come at run time mix no channels: leave out `dense`".into());
    }
    if spec.combination.is_some() {
        return fault(
            "sums of taps that come at run time are not combined: leave out `dense`".into(),
        );
    }
    if spec.method != Method::Direct || spec.missing != Missing::Propagate {
        return fault(
            "taps that come at run time take no `method` and no `missing`: leave out `dense`"
                .into(),
        );
    }
    if !possible.contains(&accumulator) {
        return fault(format!(
            "sums of this kernel are not formed in `{accumulator}`: write {words}"
        ));
    }
    if let Weights::Integer {
        taps,
        multiply,
        divide,
    } = &spec.weights
    {
        let sums = branch_bounds(
            &spec.window.columns,
            taps.iter().copied(),
            Bounds::of(spec.input).unwrap_or(Bounds::ZERO),
        );
        let working = working_bounds(sums, *multiply, *divide, spec.output);
        if !accumulator.range().is_some_and(|range| working.fits(range)) {
            return fault(format!(
                "sums range over {working}, which `{accumulator}` cannot hold: write smaller taps or `i64`"
            ));
        }
    }
    // The sign of a zero tap counts here, and exact numbers have none.
    if let TapSource::Taps(taps) = &options.source
        && options.scale.is_none()
        && options.window.mode == crate::window::Mode::Correlate
    {
        match &mut spec.weights {
            Weights::F32(weights) => signs(weights, taps.values(), |zero| zero as f32),
            Weights::F64(weights) => signs(weights, taps.values(), |zero| zero),
            Weights::Integer { .. } => {}
        }
    }
    // Every tap is multiplied, as it is.
    spec.factors = None;
    spec.presence = Presence::RuntimeTaps {
        accumulator,
        scale: Scale::ONE,
        flipped: false,
    };
    // Whoever gave taps later could not know the range: the rule stays even if it is not needed.
    spec.overflow = match spec.weights {
        Weights::Integer { .. } => options.overflow,
        Weights::F32(_) | Weights::F64(_) => {
            options.overflow.filter(|_| !options.output.is_float())
        }
    };
    Ok(spec)
}

/// Gives the zeros of `weights` the signs that they have among `taps`.
fn signs<T: Copy + PartialEq + Default>(weights: &mut [T], taps: &[Tap], of: impl Fn(f64) -> T) {
    for (weight, tap) in weights.iter_mut().zip(taps) {
        if let Tap::Binary(tap) = tap
            && *tap == 0.0
        {
            *weight = of(*tap);
        }
    }
}

impl Serialize for ConvSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Written::of(self) {
            Some(written) => written.serialize(serializer),
            None => Err(ser::Error::custom(NO_OPTIONS)),
        }
    }
}

impl<'de> Deserialize<'de> for ConvSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)?
            .check()
            .map_err(de::Error::custom)
    }
}
