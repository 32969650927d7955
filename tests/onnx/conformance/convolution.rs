//! The shapes and attributes of a node, by the definitions of Conv, ConvInteger and QLinearConv.

use crate::model::{AttributeProto, NodeProto};
use crate::tensor::sizes;
use anyhow::{Context, Result, bail, ensure};

/// A convolution over one or two axes. Pairs are rows, columns; a single axis is the columns of one
/// row.
#[derive(Clone, Debug)]
pub(crate) struct Convolution {
    /// Channels out, channels in of a group, then one or two axes.
    pub(crate) weights: Vec<usize>,
    /// Images, channels, rows, columns.
    pub(crate) input: [usize; 4],
    pub(crate) groups: usize,
    pub(crate) stride: [usize; 2],
    pub(crate) dilation: [usize; 2],
    pub(crate) padding: Padding,
    /// Of a transposed convolution, whose weights begin with the channels in.
    pub(crate) output_padding: Option<[usize; 2]>,
}

/// `pads`, or `auto_pad` where it says something else.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Padding {
    /// Before and after, of each axis.
    Pads([[usize; 2]; 2]),
    Valid,
    SameUpper,
    SameLower,
}

impl Convolution {
    pub(crate) fn new(node: &NodeProto, input: &[usize], weights: &[usize]) -> Result<Self> {
        let axes = weights.len().saturating_sub(2);
        let input = match *input {
            [images, channels, columns] if axes == 1 => [images, channels, 1, columns],
            [images, channels, rows, columns] if axes == 2 => [images, channels, rows, columns],
            _ => bail!("weights {weights:?} for an input {input:?}"),
        };
        if let Some(kernel) = integers(node, "kernel_shape")? {
            ensure!(
                kernel == weights[2..],
                "kernel_shape {kernel:?}, weights {weights:?}"
            );
        }
        let each = |name, fallback| -> Result<[usize; 2]> {
            match integers(node, name)?.as_deref() {
                None => Ok([fallback; 2]),
                Some(&[columns]) if axes == 1 => Ok([fallback, columns]),
                Some(&[rows, columns]) if axes == 2 => Ok([rows, columns]),
                Some(other) => bail!("{name} {other:?} for {axes} axes"),
            }
        };
        let groups = match attribute(node, "group") {
            Some(group) => usize::try_from(group.i).context("group")?,
            None => 1,
        };
        let transposed = node.op_type == "ConvTranspose";
        let channels = if transposed {
            weights[0]
        } else {
            weights[1] * groups
        };
        ensure!(
            groups > 0 && weights[0].is_multiple_of(groups) && input[1] == channels,
            "{groups} groups, weights {weights:?}, input {input:?}"
        );
        let mut convolution = Self {
            weights: weights.into(),
            input,
            groups,
            stride: each("strides", 1)?,
            dilation: each("dilations", 1)?,
            padding: Padding::new(node, axes)?,
            output_padding: if transposed {
                Some(each("output_padding", 0)?)
            } else {
                None
            },
        };
        if let Some(output) = integers(node, "output_shape")? {
            convolution.pad_to(&output)?;
        }
        Ok(convolution)
    }

    /// The padding that leaves these sizes, of which more is before, as the standard says.
    fn pad_to(&mut self, output: &[usize]) -> Result<()> {
        let axes = self.weights.len() - 2;
        ensure!(output.len() == axes, "an output_shape of {output:?}");
        let upper = matches!(self.padding, Padding::SameUpper);
        let mut pads = [[0; 2]; 2];
        let mut more = self.output_padding.unwrap_or_default();
        for (axis, &size) in (2 - axes..2).zip(output) {
            let whole = (self.input[2 + axis] - 1) * self.stride[axis]
                + self.dilation[axis] * (self.kernel()[axis] - 1)
                + 1
                + more[axis];
            // Where there is less than asked for, the rest is at the end.
            more[axis] += size.saturating_sub(whole);
            let total = whole.saturating_sub(size);
            let (small, large) = (total / 2, total.div_ceil(2));
            pads[axis] = if upper {
                [small, large]
            } else {
                [large, small]
            };
        }
        self.padding = Padding::Pads(pads);
        self.output_padding = Some(more);
        Ok(())
    }

    /// The size of the kernel.
    pub(crate) fn kernel(&self) -> [usize; 2] {
        match self.weights[2..] {
            [rows, columns] => [rows, columns],
            _ => [1, self.weights[2]],
        }
    }

    /// The taps of one output, or more.
    pub(crate) fn taps(&self) -> usize {
        let channels = match self.output_padding {
            None => self.weights[1],
            Some(_) => self.weights[0] / self.groups,
        };
        channels * self.kernel().iter().product::<usize>()
    }

    /// Padded elements before the first of an axis.
    pub(crate) fn before(&self, axis: usize) -> usize {
        let (size, stride) = (self.input[2 + axis], self.stride[axis]);
        let extent = self.dilation[axis] * (self.kernel()[axis] - 1) + 1;
        let same = match self.output_padding {
            None => ((size.div_ceil(stride) - 1) * stride + extent).saturating_sub(size),
            Some(more) => (extent + more[axis]).saturating_sub(stride),
        };
        match self.padding {
            Padding::Pads(pads) => pads[axis][0],
            Padding::Valid => 0,
            Padding::SameUpper => same / 2,
            Padding::SameLower => same.div_ceil(2),
        }
    }
}

impl Padding {
    fn new(node: &NodeProto, axes: usize) -> Result<Self> {
        match attribute(node, "auto_pad").map(|attribute| attribute.s.as_slice()) {
            None | Some(b"NOTSET") => {}
            Some(b"VALID") => return Ok(Self::Valid),
            Some(b"SAME_UPPER") => return Ok(Self::SameUpper),
            Some(b"SAME_LOWER") => return Ok(Self::SameLower),
            Some(other) => bail!("auto_pad {}", other.escape_ascii()),
        }
        Ok(Self::Pads(match integers(node, "pads")?.as_deref() {
            None => [[0; 2]; 2],
            Some(&[before, after]) if axes == 1 => [[0; 2], [before, after]],
            Some(&[top, left, bottom, right]) if axes == 2 => [[top, bottom], [left, right]],
            Some(other) => bail!("pads {other:?} for {axes} axes"),
        }))
    }
}

fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute
        .iter()
        .find(|attribute| attribute.name == name)
}

fn integers(node: &NodeProto, name: &str) -> Result<Option<Vec<usize>>> {
    attribute(node, name)
        .map(|attribute| sizes(&attribute.ints).with_context(|| name.to_owned()))
        .transpose()
}
