//! Directories to cases: a model of nodes, and sets of its inputs with the outputs that they must
//! give.

use crate::model::{GraphProto, ModelProto, NodeProto, TensorProto};
use crate::tensor::Tensor;
use anyhow::{Context, Result, ensure};
use prost::Message;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A model with at least one set of inputs and outputs.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) nodes: Vec<NodeProto>,
    pub(crate) sets: Vec<Set>,
}

/// Values that belong together.
#[derive(Debug)]
pub(crate) struct Set {
    inputs: HashMap<String, Tensor>,
    pub(crate) output: Tensor,
}

impl Case {
    pub(crate) fn read(directory: &Path) -> Result<Self> {
        let model: ModelProto = message(&directory.join("model.onnx"))?;
        let graph = model.graph.context("a model without a graph")?;
        let mut sets = Vec::new();
        for place in entries(directory)? {
            if place.is_dir() {
                sets.push(Set::read(&place, &graph)?);
            }
        }
        ensure!(!sets.is_empty(), "a case without inputs and outputs");
        let nodes = graph.node;
        Ok(Self { nodes, sets })
    }
}

impl Set {
    fn read(directory: &Path, graph: &GraphProto) -> Result<Self> {
        let mut inputs = HashMap::new();
        for constant in &graph.initializer {
            inputs.insert(constant.name.clone(), Tensor::new(constant)?);
        }
        // Models of the first versions list their constants among the inputs.
        let mut given = graph.input.iter().map(|input| &input.name);
        let mut given = given.by_ref().filter(|name| !inputs.contains_key(*name));
        let mut read = Vec::new();
        for number in 0.. {
            let file = directory.join(format!("input_{number}.pb"));
            if !file.exists() {
                break;
            }
            let name = given.next().context("more inputs than the graph takes")?;
            read.push((name.clone(), tensor(&file)?));
        }
        ensure!(given.next().is_none(), "fewer inputs than the graph takes");
        inputs.extend(read);
        let output = tensor(&directory.join("output_0.pb"))?;
        Ok(Self { inputs, output })
    }

    /// The input of a node at a place of its operator's definition, if it has one there.
    pub(crate) fn optional(&self, node: &NodeProto, place: usize) -> Result<Option<&Tensor>> {
        match node.input.get(place) {
            None => Ok(None),
            Some(name) if name.is_empty() => Ok(None),
            Some(name) => {
                let tensor = self.inputs.get(name);
                Ok(Some(tensor.with_context(|| format!("no value {name}"))?))
            }
        }
    }

    /// The same for an input that every node has.
    pub(crate) fn required(&self, node: &NodeProto, place: usize) -> Result<&Tensor> {
        self.optional(node, place)?
            .with_context(|| format!("no input {place}"))
    }
}

/// Every directory at or below `root` that has a model, in the order of their names.
pub(crate) fn directories(root: &Path) -> Result<Vec<PathBuf>> {
    if root.join("model.onnx").is_file() {
        return Ok(vec![root.into()]);
    }
    let mut found = Vec::new();
    for place in entries(root)? {
        if place.is_dir() {
            found.extend(directories(&place)?);
        }
    }
    Ok(found)
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("cannot list {}", directory.display());
    let mut entries = fs::read_dir(directory)
        .with_context(context)?
        .map(|entry| Ok(entry.with_context(context)?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn tensor(file: &Path) -> Result<Tensor> {
    Tensor::new(&message::<TensorProto>(file)?)
        .with_context(|| format!("cannot use {}", file.display()))
}

fn message<M: Message + Default>(file: &Path) -> Result<M> {
    let context = || format!("cannot read {}", file.display());
    let bytes = fs::read(file).with_context(context)?;
    M::decode(bytes.as_slice()).with_context(context)
}
