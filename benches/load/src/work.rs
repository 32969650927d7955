//! What threads do: kernels that all of them share, and the hash that each output must have.

use conv_kernel::prelude::*;
use conv_kernel::{Element, Scalar, reference};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: sobel_x, padding: same, border: reflect101 }
    struct Blur: u8 { taps: binomial([5, 5]), scale: 1/256, padding: same, border: replicate }
    struct Gaussian: f32 { taps: gaussian([7, 7], 1.5), padding: same, border: reflect }
    struct Low: f32 { taps: lowpass(63, 0.2), padding: same, border: replicate }
}

/// Sizes from one element to more than the buffers on the stack hold.
pub(crate) const SIZES: [(usize, usize); 10] = [
    (1, 1),
    (7, 5),
    (64, 64),
    (100, 3),
    (3, 100),
    (320, 240),
    (641, 481),
    (1280, 720),
    (9001, 2),
    (257, 1025),
];

/// What a panic that is asked for carries.
#[derive(PartialEq)]
pub(crate) struct Asked;

/// Elements of any size of frame.
fn elements<T: Element>(count: usize) -> Vec<T> {
    let value = |index: usize| T::from_i64_wrapping((index * index % 251) as i64);
    (0..count).map(value).collect()
}

fn hash<T: Element>(elements: &[T]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for element in elements {
        element.to_f64().to_bits().hash(&mut hasher);
    }
    hasher.finish()
}

/// One kernel, by every way to call it.
trait Task: Sync {
    /// The hash of the output of a size, called one way or, with `in_pool`, on the current pool.
    fn output(&self, size: usize, in_pool: bool, scratch: &mut Kept) -> Result<u64, Error>;

    /// What the definition gives.
    fn defined(&self, size: usize) -> Result<u64, Error>;
}

/// Buffers that a thread keeps.
#[derive(Default)]
pub(crate) struct Kept {
    planes: Scratch,
    layers: LayerScratch,
}

struct Frames<F: Filter> {
    filter: F,
    inputs: Vec<Vec<F::In>>,
}

impl<F: Filter> Frames<F> {
    fn new(filter: F) -> Self {
        let inputs = SIZES.map(|(width, height)| elements(width * height));
        Self {
            filter,
            inputs: inputs.into(),
        }
    }

    fn source(&self, size: usize) -> Result<Plane<'_, F::In>, Error> {
        let (width, height) = SIZES[size];
        Plane::new(&self.inputs[size], width, height)
    }
}

impl<F: Filter + Sync> Task for Frames<F> {
    fn output(&self, size: usize, in_pool: bool, scratch: &mut Kept) -> Result<u64, Error> {
        let src = self.source(size)?;
        if in_pool {
            return Ok(hash(self.filter.apply_par(src)?.data()));
        }
        let (columns, rows) = self.filter.output_size(src.width(), src.height())?;
        let mut out = PlaneBuf::filled(columns, rows, F::Out::default())?;
        self.filter
            .apply_with(src, out.as_plane_mut(), &mut scratch.planes)?;
        Ok(hash(out.data()))
    }

    /// Integers have the definition's bits. Floats are rounded otherwise: the bits of one thread.
    fn defined(&self, size: usize) -> Result<u64, Error> {
        let src = self.source(size)?;
        if F::In::TYPE.is_float() {
            return self.output(size, false, &mut Kept::default());
        }
        Ok(hash(
            reference::correlate::<F::In, F::Out>(&self.filter.kernel(), src)?.data(),
        ))
    }
}

struct Samples<F: SignalFilter>(F, Vec<F::In>);

impl<F: SignalFilter + Sync> Task for Samples<F> {
    fn output(&self, size: usize, in_pool: bool, scratch: &mut Kept) -> Result<u64, Error> {
        let (width, height) = SIZES[size];
        let src = &self.1[..width * height];
        if in_pool {
            return Ok(hash(&self.0.apply_par(src)?));
        }
        let mut out = vec![F::Out::default(); self.0.output_len(src.len())?];
        self.0.apply_with(src, &mut out, &mut scratch.planes)?;
        Ok(hash(&out))
    }

    fn defined(&self, size: usize) -> Result<u64, Error> {
        self.output(size, false, &mut Kept::default())
    }
}

struct Images(DynLayer<f32, f32>, Vec<f32>);

impl Images {
    const CHANNELS: usize = 3;

    /// Large frames are for planes.
    fn shape(size: usize) -> [usize; 4] {
        let (width, height) = SIZES[size];
        [1, Self::CHANNELS, height.min(97), width.min(97)]
    }
}

impl Task for Images {
    fn output(&self, size: usize, in_pool: bool, scratch: &mut Kept) -> Result<u64, Error> {
        let shape = Self::shape(size);
        let x = &self.1[..shape.iter().product()];
        if in_pool {
            return Ok(hash(&self.0.apply_par(x, shape)?));
        }
        let mut y = vec![0.0; self.0.output_shape(shape)?.iter().product()];
        self.0.apply_with(x, shape, &mut y, &mut scratch.layers)?;
        Ok(hash(&y))
    }

    fn defined(&self, size: usize) -> Result<u64, Error> {
        self.output(size, false, &mut Kept::default())
    }
}

/// All kernels and the hashes of their outputs.
pub(crate) struct Work {
    tasks: Vec<Box<dyn Task>>,
    expected: Vec<[u64; SIZES.len()]>,
}

impl Work {
    pub(crate) fn new() -> Result<Self, Error> {
        let largest = SIZES.iter().map(|(width, height)| width * height).max();
        let weights = elements::<f32>(16 * Images::CHANNELS * 9);
        let layer = DynLayer::builder(weights, [16, Images::CHANNELS, 3, 3])
            .padding(Padding::Same)
            .build()?;
        let tasks: Vec<Box<dyn Task>> = vec![
            Box::new(Frames::new(Sobel)),
            Box::new(Frames::new(Blur)),
            Box::new(Frames::new(Gaussian)),
            Box::new(Frames::new(Blur.to_dyn())),
            Box::new(Frames::new(Gaussian.to_dyn())),
            Box::new(Samples(Low, elements(largest.unwrap_or_default()))),
            Box::new(Images(layer, elements(Images::CHANNELS * 97 * 97))),
        ];
        let mut expected = Vec::new();
        for task in &tasks {
            let mut hashes = [0; SIZES.len()];
            for (size, hash) in hashes.iter_mut().enumerate() {
                *hash = task.defined(size)?;
            }
            expected.push(hashes);
        }
        Ok(Self { tasks, expected })
    }

    pub(crate) fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Whether an output is as it must be.
    pub(crate) fn is_right(
        &self,
        (task, size): (usize, usize),
        in_pool: bool,
        scratch: &mut Kept,
    ) -> bool {
        self.tasks[task].output(size, in_pool, scratch) == Ok(self.expected[task][size])
    }
}

/// Makes a kernel whose closure panics; whether that panic came back, and nothing else did.
pub(crate) fn panics_once() -> bool {
    let make = || {
        DynKernel::<u8, u8>::builder([[1, 2], [3, 4]])
            .map(|_| panic_any(Asked))
            .build()
    };
    catch_unwind(AssertUnwindSafe(make)).is_err_and(|carried| carried.is::<Asked>())
}
