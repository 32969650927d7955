//! Layers with their algorithm as data.

use super::{Algorithm, LayerPlan};
use crate::rules::layer::LayerSpec;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A layer, and its algorithm if it is not left to the planner.
#[derive(Serialize, Deserialize)]
#[serde(rename = "LayerPlan", deny_unknown_fields)]
struct Written<L> {
    layer: L,
    #[serde(default)]
    algorithm: Option<Algorithm>,
}

impl Serialize for LayerPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            layer: &self.kernel,
            algorithm: Some(self.algorithm),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LayerPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { layer, algorithm } = Written::<LayerSpec>::deserialize(deserializer)?;
        let plan = Self::new(layer);
        match algorithm {
            None => Ok(plan),
            Some(algorithm) => plan
                .with_algorithm(algorithm)
                .ok_or_else(|| de::Error::custom(algorithm.refusal())),
        }
    }
}
