//! What filters of planes, filters of signals and layers have in common.

#[cfg(feature = "layers")]
use super::Layer;
#[cfg(feature = "layers")]
use super::generated::GeneratedLayer;
use super::generated::{GeneratedBank, GeneratedMix, GeneratedPlane, GeneratedSignal};
use super::mix::Mixed;
use super::{BankOf, Filter, Outputs, SignalFilter};
use crate::exec::Element;
use core::fmt::Debug;
use core::marker::PhantomData;

pub(crate) mod sealed {
    /// Keeps the set of convolutions closed: generated structs, run-time kernels and layers.
    pub trait Sealed {}
}

/// A kernel, a bank of kernels or a layer: everything that is a [`Filter`], a [`SignalFilter`], a
/// [`MixFilter`](super::MixFilter), a [`Bank`](super::Bank), a [`SignalBank`](super::SignalBank) or
/// a `Layer`.
///
/// The trait is sealed. `verify` takes any of them.
///
/// ```
/// # use conv_runtime::{Convolution, DynKernel, DynSignal, Error, verify};
/// /// Whatever it is: its results are those of the definition.
/// fn checked<C: Convolution<In = u8, Out = i16>>(convolution: &C) -> Result<(), Error> {
///     assert_eq!((size_of::<C::In>(), size_of::<C::Out>()), (1, 2));
///     verify(convolution)
/// }
/// checked(&DynKernel::<u8, i16>::builder([[-1, 1]]).build()?)?;
/// checked(&DynSignal::<u8, i16>::builder([-1, 1]).build()?)?;
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a kernel or a layer",
    label = "not a kernel or a layer",
    note = "kernels and layers are the structs that `conv_kernel!` declares, `DynKernel`, `DynSignal`, `DynMix`, `DynBank`, `DynSignalBank`, `DynLayer`, and `dyn Filter`, `dyn SignalFilter`, `dyn Layer`",
    note = "for a `Box` of one, such as `Box<dyn Filter>`, pass `&*boxed`"
)]
pub trait Convolution: sealed::Sealed + Send + Sync + Debug {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;

    #[doc(hidden)]
    fn kind(&self) -> Kind<'_, Self::In, Self::Out>;

    /// The name of the type that implements this, also where it is called on a `dyn` trait.
    #[doc(hidden)]
    fn type_name(&self) -> &'static str {
        core::any::type_name::<Self>()
    }
}

/// Which of them a convolution is.
#[doc(hidden)]
#[derive(Debug)]
pub enum Kind<'a, In, Out> {
    Plane(&'a dyn Filter<In = In, Out = Out>),
    Signal(&'a dyn SignalFilter<In = In, Out = Out>),
    Mix(&'a dyn Mixed<In = In, Out = Out>),
    Bank(&'a dyn Outputs<In = In, Out = Out>),
    #[cfg(feature = "layers")]
    Layer(&'a dyn Layer<In = In, Out = Out>),
}

/// What the macro writes for every struct: which of them it declares.
///
/// Blanket implementations over several traits would overlap; this one type tells them apart.
pub trait Declared: Send + Sync + Debug {
    /// [`Planes`], [`Signals`], [`Mixes`], [`Banks`] or `Layers`.
    type Kind;
}

/// The struct is a kernel of two axes.
#[derive(Debug)]
pub enum Planes {}

/// The struct is a kernel of one axis.
#[derive(Debug)]
pub enum Signals {}

/// The struct is a kernel of two axes that mixes the channels of pixels.
#[derive(Debug)]
pub enum Mixes {}

/// The struct is a bank of `N` kernels, of [`Planes`] or of [`Signals`].
#[derive(Debug)]
pub struct Banks<D, const N: usize>(PhantomData<D>);

/// The struct is a layer.
#[cfg(feature = "layers")]
#[derive(Debug)]
pub enum Layers {}

/// How a struct of one kind is seen as its trait.
pub trait KindOf<K> {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;

    /// The struct, seen as its trait.
    fn kind(convolution: &K) -> Kind<'_, Self::In, Self::Out>;
}

impl<K: GeneratedPlane> KindOf<K> for Planes {
    type In = K::In;
    type Out = K::Out;

    fn kind(kernel: &K) -> Kind<'_, K::In, K::Out> {
        Kind::Plane(kernel)
    }
}

impl<K: GeneratedSignal> KindOf<K> for Signals {
    type In = K::In;
    type Out = K::Out;

    fn kind(kernel: &K) -> Kind<'_, K::In, K::Out> {
        Kind::Signal(kernel)
    }
}

impl<K: GeneratedMix> KindOf<K> for Mixes {
    type In = K::Pixel;
    type Out = K::Out;

    fn kind(kernel: &K) -> Kind<'_, K::Pixel, K::Out> {
        Kind::Mix(kernel)
    }
}

impl<D: BankOf, K: GeneratedBank<D, N>, const N: usize> KindOf<K> for Banks<D, N> {
    type In = K::In;
    type Out = K::Out;

    fn kind(bank: &K) -> Kind<'_, K::In, K::Out> {
        Kind::Bank(bank)
    }
}

#[cfg(feature = "layers")]
impl<L: GeneratedLayer> KindOf<L> for Layers {
    type In = L::In;
    type Out = L::Out;

    fn kind(layer: &L) -> Kind<'_, L::In, L::Out> {
        Kind::Layer(layer)
    }
}

impl<K: Declared> sealed::Sealed for K {}

#[diagnostic::do_not_recommend]
impl<K: Declared<Kind: KindOf<K>>> Convolution for K {
    type In = <K::Kind as KindOf<K>>::In;
    type Out = <K::Kind as KindOf<K>>::Out;

    fn kind(&self) -> Kind<'_, Self::In, Self::Out> {
        <K::Kind as KindOf<K>>::kind(self)
    }
}
