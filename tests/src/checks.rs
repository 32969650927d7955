//! What every filter must keep, whatever its kernel: one check for planes, one for signals.
//!
//! ```text
//! source:  a view into a buffer of garbage     nothing outside it is read
//! output:  a view into a guarded buffer        nothing outside it is written
//! ```

use crate::cases::Random;
use conv_kernel::reference::{self, Sum};
use conv_kernel::{
    ConvSpec, Element, ElementType, Error, Filter, Level, Plane, PlaneBuf, PlaneMut, Scalar,
    SignalFilter,
};

/// Whether two outputs have the same bits, NaN payloads aside.
pub fn same_bits<T: Scalar>(left: T, right: T) -> bool {
    let (left, right) = (left.to_f64(), right.to_f64());
    left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
}

/// The first place where two outputs differ.
pub fn difference<T: Scalar>(left: &[T], right: &[T]) -> Option<usize> {
    if left.len() != right.len() {
        return Some(left.len().min(right.len()));
    }
    left.iter().zip(right).position(|(&a, &b)| !same_bits(a, b))
}

/// An element that spoils every result it gets into.
fn garbage<T: Scalar>(at: usize) -> T {
    match T::TYPE.range() {
        Some((min, max)) => T::from_i64_wrapping(if at.is_multiple_of(2) { min } else { max }),
        None => T::from_f64(f64::NAN),
    }
}

/// A value for outputs that nobody has written.
fn poison<T: Scalar>(which: bool) -> T {
    match T::TYPE {
        ElementType::F32 | ElementType::F64 => T::from_f64(if which { -1.25e30 } else { 7.5e29 }),
        _ => T::from_i64_wrapping(if which { 0x5a5a_5a5b } else { 0x2525_2524 }),
    }
}

/// `data` as a plane in the middle of garbage: the buffer and the row stride.
fn surrounded<T: Scalar>(data: &[T], width: usize) -> (Vec<T>, usize) {
    let (left, right, above) = (3, 4, 2);
    let stride = left + width + right;
    let height = data.len() / width;
    let mut buffer: Vec<T> = (0..stride * (height + 2 * above)).map(garbage).collect();
    for (y, row) in data.chunks_exact(width).enumerate() {
        let at = (y + above) * stride + left;
        buffer[at..at + width].copy_from_slice(row);
    }
    (buffer, stride)
}

/// The outputs of a run into a view with gaps between its rows and guards around it.
///
/// # Errors
///
/// What was written outside the view, or the error of `run`.
fn guarded<T: Element>(
    (width, height): (usize, usize),
    which: bool,
    run: impl FnOnce(PlaneMut<'_, T>) -> Result<(), Error>,
) -> Result<Vec<T>, String> {
    const GUARD: usize = 70;
    let stride = width + 5;
    let view = (height - 1) * stride + width;
    let mut buffer = vec![poison::<T>(which); view + 2 * GUARD];
    let inside = &mut buffer[GUARD..GUARD + view];
    let out = PlaneMut::new(inside, width, height).and_then(|out| out.with_stride(stride));
    out.and_then(run).map_err(|error| error.to_string())?;
    let mut outputs = Vec::with_capacity(width * height);
    for (at, &value) in buffer.iter().enumerate() {
        let place = at.checked_sub(GUARD).filter(|&place| place < view);
        if let Some(place) = place
            && place % stride < width
        {
            outputs.push(value);
        } else if !same_bits(value, poison::<T>(which)) {
            return Err(format!("{value} was written outside the output, at {at}"));
        }
    }
    Ok(outputs)
}

/// That every output is a right one.
fn right<Out: Element>(
    kernel: &ConvSpec,
    operations: usize,
    sums: &[Sum],
    found: &[Out],
) -> Result<(), String> {
    let wrong = sums
        .iter()
        .zip(found)
        .position(|(sum, &found)| !sum.agrees(kernel, operations, found));
    match wrong {
        Some(at) => Err(format!(
            "output {at} is {}, and the reference gives {}",
            found[at],
            sums[at].finish::<Out>(kernel)
        )),
        None => Ok(()),
    }
}

/// Runs a plane filter on `data` on these levels, from and to views, and compares with the reference.
///
/// # Errors
///
/// The first difference.
pub fn check_plane<In: Element, Out: Element>(
    levels: &[Level],
    filter: &dyn Filter<In = In, Out = Out>,
    data: &[In],
    width: usize,
) -> Result<(), String> {
    let (kernel, operations) = (filter.kernel(), filter.explain().operations());
    let height = data.len() / width;
    let plane = Plane::new(data, width, height).map_err(|error| error.to_string())?;
    let size = filter.output_size(width, height);
    let sums = match reference::sums(&kernel, plane) {
        Ok(sums) => sums,
        Err(error) if size.as_ref() == Err(&error) => return Ok(()),
        Err(error) => return Err(format!("{error}, but the filter says {size:?}")),
    };
    if size != Ok((sums.width(), sums.height())) {
        return Err(format!("{}x{}, not {size:?}", sums.width(), sums.height()));
    }
    let size = (sums.width(), sums.height());
    let (buffer, stride) = surrounded(data, width);
    let rows = buffer.len() / stride;
    let view = Plane::new(&buffer, stride, rows)
        .and_then(|outer| outer.sub(3, 2, width, height))
        .map_err(|error| error.to_string())?;
    for &level in levels {
        let at = |what: String| format!("{width}x{height} at {level}: {what}");
        let found =
            guarded(size, true, |out| filter.apply_into_at(level, view, out)).map_err(at)?;
        right(&kernel, operations, sums.data(), &found).map_err(at)?;
        let copied =
            guarded(size, false, |out| filter.apply_into_at(level, plane, out)).map_err(at)?;
        if let Some(place) = difference(&found, &copied) {
            let what = format!(
                "the view gives {}, its copy {}",
                found[place], copied[place]
            );
            return Err(at(what));
        }
    }
    Ok(())
}

/// As [`check_plane`], for a signal.
///
/// # Errors
///
/// The first difference.
pub fn check_signal<In: Element, Out: Element>(
    levels: &[Level],
    filter: &dyn SignalFilter<In = In, Out = Out>,
    data: &[In],
) -> Result<(), String> {
    let (kernel, operations) = (filter.kernel(), filter.explain().operations());
    let plane = Plane::new(data, data.len(), 1).map_err(|error| error.to_string())?;
    let length = filter.output_len(data.len());
    let sums = match reference::sums(&kernel, plane) {
        Ok(sums) => sums,
        Err(error) if length.as_ref() == Err(&error) => return Ok(()),
        Err(error) => return Err(format!("{error}, but the filter says {length:?}")),
    };
    if length != Ok(sums.width()) {
        return Err(format!("a length of {}, not {length:?}", sums.width()));
    }
    let (buffer, stride) = surrounded(data, data.len());
    let view = &buffer[2 * stride + 3..2 * stride + 3 + data.len()];
    for &level in levels {
        let at = |what: String| format!("length {} at {level}: {what}", data.len());
        let run = |source: &[In], which| {
            guarded((sums.width(), 1), which, |mut out| {
                filter.apply_into_at(level, source, out.data_mut())
            })
        };
        let found = run(view, true).map_err(at)?;
        right(&kernel, operations, sums.data(), &found).map_err(at)?;
        if let Some(place) = difference(&found, &run(data, false).map_err(at)?) {
            return Err(at(format!("the view and its copy differ at {place}")));
        }
    }
    Ok(())
}

/// A filter, as it was declared and as a run-time kernel, on the same plane and level.
///
/// # Panics
///
/// If they differ.
pub fn both<F: Filter>(level: Level, filter: &F, data: &[F::In], width: usize) -> Vec<F::Out> {
    let src = Plane::new(data, width, data.len() / width).expect("it fits");
    let (columns, rows) = filter.output_size(width, src.height()).expect("it fits");
    let [declared, known_at_run_time] = [filter as &dyn Filter<In = _, Out = _>, &filter.to_dyn()]
        .map(|filter| {
            let mut out = PlaneBuf::filled(columns, rows, F::Out::default()).expect("it fits");
            let written = filter.apply_into_at(level, src, out.as_plane_mut());
            written.map(|()| out.into_vec()).expect("it fits")
        });
    assert_eq!(declared, known_at_run_time);
    if level == Level::best() {
        assert_eq!(declared, filter.apply(src).expect("it fits").into_vec());
    }
    declared
}

/// The same for a signal.
///
/// # Panics
///
/// If they differ.
pub fn both_signals<F: SignalFilter>(level: Level, filter: &F, data: &[F::In]) -> Vec<F::Out> {
    let length = filter.output_len(data.len()).expect("it fits");
    let filters = [
        filter as &dyn SignalFilter<In = _, Out = _>,
        &filter.to_dyn(),
    ];
    let [declared, known_at_run_time] = filters.map(|filter| {
        let mut out = vec![F::Out::default(); length];
        let written = filter.apply_into_at(level, data, &mut out);
        written.map(|()| out).expect("it fits")
    });
    assert_eq!(declared, known_at_run_time);
    if level == Level::best() {
        assert_eq!(declared, filter.apply(data).expect("it fits"));
    }
    declared
}

/// A kernel under test: its name, and what has to hold for it.
pub struct Case {
    name: String,
    verify: Check<()>,
    small: Check<Level>,
}

/// One check of a case.
type Check<T> = Box<dyn Fn(T) -> Result<(), String>>;

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish()
    }
}

/// A plane filter as a case.
pub fn plane<F: Filter + Clone + 'static>(name: &str, filter: F) -> Case {
    plane_case(name, Box::new(filter.clone()), Box::new(filter))
}

/// Compiled for each pair of element types, not for each filter.
fn plane_case<In: Element, Out: Element>(
    name: &str,
    filter: Box<dyn Filter<In = In, Out = Out>>,
    other: Box<dyn Filter<In = In, Out = Out>>,
) -> Case {
    Case {
        name: name.into(),
        verify: Box::new(move |()| {
            conv_kernel::verify(&*filter).map_err(|error| format!("{error}\n{}", filter.explain()))
        }),
        small: Box::new(move |level| {
            let mut random = Random::new(9);
            for height in 1..=9 {
                for width in 1..=9 {
                    check_plane(&[level], &*other, &random.elements(width * height), width)?;
                }
            }
            Ok(())
        }),
    }
}

/// A signal filter as a case.
pub fn signal<F: SignalFilter + Clone + 'static>(name: &str, filter: F) -> Case {
    signal_case(name, Box::new(filter.clone()), Box::new(filter))
}

fn signal_case<In: Element, Out: Element>(
    name: &str,
    filter: Box<dyn SignalFilter<In = In, Out = Out>>,
    other: Box<dyn SignalFilter<In = In, Out = Out>>,
) -> Case {
    Case {
        name: name.into(),
        verify: Box::new(move |()| {
            conv_kernel::verify(&*filter).map_err(|error| format!("{error}\n{}", filter.explain()))
        }),
        small: Box::new(move |level| {
            let mut random = Random::new(81);
            (1..=81)
                .try_for_each(|length| check_signal(&[level], &*other, &random.elements(length)))
        }),
    }
}

/// Runs `check` on all cases.
///
/// # Panics
///
/// With a line for each case that fails.
fn all(cases: &[Case], check: impl Fn(&Case) -> Result<(), String>) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            check(case)
                .err()
                .map(|what| format!("{}: {what}", case.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// That every case agrees with its run-time kernel, the reference and the matrix.
pub fn verified(cases: &[Case]) {
    all(cases, |case| (case.verify)(()));
}

/// That every case is right on every small size and keeps to its views, on a level.
pub fn small_sizes(cases: &[Case], level: Level) {
    all(cases, |case| (case.small)(level));
}
