//! A kernel for types of elements: run-time types become those of the loops, once.
//!
//! Each pair below is compiled on its own, for every CPU level, so there are as few as pictures,
//! sounds and arrays need. Those of integers are what messages say: `u8 -> i16`. Integers become
//! floats before a kernel whose output are floats.

use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::Stored;
use conv_kernel::{DynKernel, DynSignal, ElementType, Error, KernelBuilder, SignalBuilder};

/// What is done with a kernel once its types are known.
pub(crate) trait Visitor: Sized {
    type Value;

    /// A kernel of planes.
    fn plane<I: Stored, O: Stored>(self, kernel: &DynKernel<I, O>) -> Result<Self::Value, Failure>;

    /// A kernel of planes whose input and output have one type.
    fn alike<T: Stored>(self, kernel: &DynKernel<T, T>) -> Result<Self::Value, Failure> {
        self.plane(kernel)
    }

    /// A kernel of signals.
    fn signal<I: Stored, O: Stored>(self, kernel: &DynSignal<I, O>)
    -> Result<Self::Value, Failure>;
}

/// The type that elements are converted to before they are filtered: their own, or the floats
/// of the output where they hold them all.
pub(crate) fn working(input: ElementType, output: ElementType) -> ElementType {
    use ElementType::{F32, F64, I16, U8, U16};
    match (input, output) {
        (_, F64) | (U8 | U16 | I16, F32) => output,
        _ => input,
    }
}

/// Checks the kernel for these types, builds it and gives it to the visitor.
pub(crate) fn visit<V: Visitor>(
    kernel: &Kernel,
    input: ElementType,
    output: ElementType,
    visitor: V,
) -> Result<V::Value, Failure> {
    use ElementType::{F32, F64, I16, I32, U8, U16};
    kernel.check(input, output)?;
    match (input, output) {
        (U8, U8) => alike::<u8, V>(kernel, visitor),
        (U16, U16) => alike::<u16, V>(kernel, visitor),
        (I16, I16) => alike::<i16, V>(kernel, visitor),
        (I32, I32) => alike::<i32, V>(kernel, visitor),
        (F32, F32) => alike::<f32, V>(kernel, visitor),
        (F64, F64) => alike::<f64, V>(kernel, visitor),
        (U8, U16) => pair::<u8, u16, V>(kernel, visitor),
        (U8, I16) => pair::<u8, i16, V>(kernel, visitor),
        (U8, I32) => pair::<u8, i32, V>(kernel, visitor),
        (U16, I32) => pair::<u16, i32, V>(kernel, visitor),
        (I16, I32) => pair::<i16, i32, V>(kernel, visitor),
        (F32, U8) => pair::<f32, u8, V>(kernel, visitor),
        (F32, U16) => pair::<f32, u16, V>(kernel, visitor),
        _ => Err(Failure::usage(format!(
            "the command line has no kernels of {input} -> {output}: it has u8 -> u16, u8 -> i16, u8 -> i32, u16 -> i32, i16 -> i32, f32 -> u8, f32 -> u16, and u8, u16, i16, i32, f32 and f64 to themselves: write `--input` and `--output` of these"
        ))),
    }
}

fn alike<T: Stored, V: Visitor>(kernel: &Kernel, visitor: V) -> Result<V::Value, Failure> {
    if kernel.axes() == 1 {
        visitor.signal(&signal::<T, T>(kernel)?)
    } else {
        visitor.alike(&plane::<T, T>(kernel)?)
    }
}

fn pair<I: Stored, O: Stored, V: Visitor>(
    kernel: &Kernel,
    visitor: V,
) -> Result<V::Value, Failure> {
    if kernel.axes() == 1 {
        visitor.signal(&signal::<I, O>(kernel)?)
    } else {
        visitor.plane(&plane::<I, O>(kernel)?)
    }
}

fn plane<I: Stored, O: Stored>(kernel: &Kernel) -> Result<DynKernel<I, O>, Failure> {
    let options = kernel.options(I::TYPE, O::TYPE);
    KernelBuilder::from_options(options).build().map_err(wrong)
}

fn signal<I: Stored, O: Stored>(kernel: &Kernel) -> Result<DynSignal<I, O>, Failure> {
    let options = kernel.options(I::TYPE, O::TYPE);
    SignalBuilder::from_options(options).build().map_err(wrong)
}

/// What the builder finds, which the rules have not found before.
fn wrong(error: Error) -> Failure {
    Failure::usage(error)
}
