//! Run-time kernels, banks and layers as data: their spec is written; what is read is checked and
//! planned as what a builder was given.
//!
//! ```
//! # use conv_runtime::{DynSignal, SignalFilter};
//! let smooth = DynSignal::<u8, u8>::builder([1, 2, 1])
//!     .scale(conv_plan::taps::Tap::ratio(1, 4).ok_or("no fraction")?)
//!     .build()?;
//! let text = serde_json::to_string(&smooth)?;
//! let read: DynSignal<u8, u8> = serde_json::from_str(&text)?;
//! assert_eq!(read.apply(&[4, 8, 4])?, smooth.apply(&[4, 8, 4])?);
//!
//! let wrong = text.replace(r#""1/4""#, r#""0""#);
//! let error = serde_json::from_str::<DynSignal<u8, u8>>(&wrong).unwrap_err();
//! assert!(error.to_string().starts_with("`scale` cannot be 0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::dynamic::{DynKernel, DynSignal, any, promised};
#[cfg(feature = "layers")]
use super::layer::{DynLayer, Layer};
use super::{Bank, DynBank, DynSignalBank, Filter, SignalBank, SignalFilter};
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::plan::Plan;
#[cfg(feature = "layers")]
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::{ConvSpec, Dimensions};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! dynamic_kernel {
    ($name:ident, $filter:ident, $dimensions:ident, $signal:literal) => {
        /// With the feature `serde`: types, taps, window, scale and overflow rule.
        impl<In: Element, Out: Element> Serialize for $name<In, Out> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $filter::kernel(self).serialize(serializer)
            }
        }

        /// With the feature `serde`: checked and planned as by the builder. A kernel that breaks a
        /// rule, or that has other types or axes, is an error with the rule's message.
        impl<'de, In: Element, Out: Element> Deserialize<'de> for $name<In, Out> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let kernel = ConvSpec::deserialize(deserializer)?;
                promised::<In, Out>(&kernel, Dimensions::$dimensions, Voice::Language)
                    .map_err(de::Error::custom)?;
                Ok(Self::prepared(Plan::new(&kernel), any::<In, Out, $signal>))
            }
        }
    };
}

dynamic_kernel!(DynKernel, Filter, Plane, false);
dynamic_kernel!(DynSignal, SignalFilter, Signal, true);

macro_rules! dynamic_bank {
    ($name:ident, $kernel:ident, $filter:ident) => {
        /// With the feature `serde`: its kernels, in their order.
        impl<In: Element, Out: Element, const N: usize> Serialize for $name<In, Out, N> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.kernels().map($filter::kernel))
            }
        }

        /// With the feature `serde`: each kernel as one alone, together as by `new`. Any other
        /// number of kernels, or one with another window, is an error.
        impl<'de, In: Element, Out: Element, const N: usize> Deserialize<'de>
            for $name<In, Out, N>
        {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let kernels = Vec::<$kernel<In, Out>>::deserialize(deserializer)?;
                let found = kernels.len();
                let kernels = kernels.try_into().map_err(|_| {
                    de::Error::custom(format_args!(
                        "`{}<_, _, {N}>` has {N} kernels, and there are {found}: write {N}, or read a bank of another size",
                        stringify!($name)
                    ))
                })?;
                Self::new(kernels).map_err(de::Error::custom)
            }
        }
    };
}

dynamic_bank!(DynBank, DynKernel, Filter);
dynamic_bank!(DynSignalBank, DynSignal, SignalFilter);

/// With the feature `serde`: types, shape, numbers and options, and the algorithm.
#[cfg(feature = "layers")]
impl<In: Element, Out: Element> Serialize for DynLayer<In, Out> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.explain().serialize(serializer)
    }
}

/// With the feature `serde`: checked, planned and packed as by the builder. A layer that breaks a
/// rule, or that has other types, is an error with the rule's message.
#[cfg(feature = "layers")]
impl<'de, In: Element, Out: Element> Deserialize<'de> for DynLayer<In, Out> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let plan = LayerPlan::deserialize(deserializer)?;
        Self::from_plan(plan).map_err(de::Error::custom)
    }
}
