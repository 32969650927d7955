//! The plan of a layer in words.

use super::lowering::reads_in_place;
use super::{Algorithm, LayerForm, LayerPlan, Products, Reading};
use crate::number::ElementType;
use crate::plan::explain::{borders, count, steps};
use crate::rules::Dimensions;
use crate::rules::layer::{LayerSpec, Layout};
use core::fmt;

impl fmt::Display for LayerPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernel = &self.kernel;
        kernel.fmt(f)?;
        write!(
            f,
            "\n  {}, {} for each output, sums in {} from {} on",
            count(kernel.parameters(), "parameter"),
            count(kernel.shape.most_taps(&kernel.window), "multiply-add"),
            match kernel.input {
                ElementType::F32 => "f32",
                ElementType::F64 => "f64",
                _ => "i32, which are proven to hold them,",
            },
            if kernel.bias.is_some() {
                "the bias"
            } else {
                "0"
            },
        )?;
        f.write_str("\n  ")?;
        match self.algorithm {
            Algorithm::Direct => {
                direct(f, self)?;
                f.write_str(products(self.products()))?;
            }
            Algorithm::Winograd2 | Algorithm::Winograd4 => self.winograd(f)?,
        }
        f.write_str(match self.reading() {
            _ if kernel.shape.transposed.is_some() => {
                "\n  input: as each phase's layer reads it, in place or staged"
            }
            Reading::InPlace if kernel.layout == Layout::Nchw16 => "\n  input: read where it lies",
            Reading::InPlace => {
                "\n  input: read where it lies, unless its rows are shorter than a vector"
            }
            Reading::Masked if self.kernel.shape.rows == 3 => "\n  input: read between masks",
            // Other tiles of one channel are not on every level.
            Reading::Masked if self.unmasked() == Reading::InPlace => {
                "\n  input: read between masks, on other levels read where it lies"
            }
            Reading::Masked => {
                "\n  input: read between masks, on other levels staged, band by band"
            }
            Reading::Edges => {
                "\n  input: read where it lies, except for windows that reach past an edge"
            }
            Reading::Copied => "\n  input: copied, chunk by chunk",
            Reading::Staged => self.staged(),
        })?;
        then(f, kernel)
    }
}

/// As `Display`: a few lines, whatever the number of weights.
impl fmt::Debug for LayerPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl LayerPlan {
    fn staged(&self) -> &'static str {
        let blocks = self.kernel.layout == Layout::Nchw16 && reads_in_place(&self.kernel);
        if blocks && self.form() == LayerForm::Dense {
            "\n  input: staged, band by band; in long rows only what the first and the last tile read"
        } else {
            "\n  input: staged, band by band"
        }
    }

    fn winograd(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(matrices) = self.algorithm.matrices() else {
            return Ok(());
        };
        let outputs = matrices.outputs * matrices.outputs;
        write!(
            f,
            "{}: {} products for {outputs} outputs and each input channel instead of {}; its error bound is up to {:.1} times that of a plain sum",
            self.algorithm.name(),
            matrices.positions(),
            9 * outputs,
            self.algorithm.amplification(),
        )?;
        match self.largest_input() {
            // Rounded down to two digits.
            Some(largest) => write!(
                f,
                ", and only inputs up to {:.1e} never overflow",
                0.95 * largest
            ),
            None => Ok(()),
        }
    }
}

/// The layer in one line: its channels, types, layout and window.
impl fmt::Display for LayerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = &self.shape;
        if shape.transposed.is_some() {
            f.write_str("transposed ")?;
        }
        write!(f, "layer {} -> {}, ", shape.inputs(), shape.outputs)?;
        let dimensions = if shape.axes == 1 {
            f.write_str(&count(shape.columns, "tap"))?;
            Dimensions::Signal
        } else {
            write!(f, "{}x{}", shape.rows, shape.columns)?;
            Dimensions::Plane
        };
        write!(f, ", {} -> {}, {}", self.input, self.output, self.layout)?;
        if shape.groups > 1 {
            write!(f, ", {} groups", shape.groups)?;
        }
        steps(f, &self.window, dimensions)?;
        match shape.transposed {
            None => borders(f, &self.window, dimensions),
            Some([0, 0]) => Ok(()),
            Some([_, columns]) if shape.axes == 1 => write!(f, ", output padding {columns}"),
            Some([rows, columns]) => write!(f, ", output padding [{rows}, {columns}]"),
        }
    }
}

fn direct(f: &mut fmt::Formatter<'_>, plan: &LayerPlan) -> fmt::Result {
    let shape = &plan.kernel.shape;
    let kind = if shape.groups > 1 {
        "depthwise"
    } else {
        "one input channel"
    };
    // Only single precision on wide vectors has tiles of one channel for windows beyond 3x3.
    let shares = match (shape.rows, plan.kernel.input) {
        (..=3, _) => "rows of a channel share the loads of their windows",
        (_, ElementType::F32) => {
            "rows of a channel share the loads of their windows, on levels with vectors of 8 or more"
        }
        _ => "a sum over each window, in tiles of one channel that fit the registers",
    };
    match plan.form() {
        LayerForm::DepthwiseRows => write!(f, "direct, {kind}: {shares}"),
        LayerForm::DepthwiseChannels => f.write_str(
            "direct, depthwise: channels side by side in vectors, a sum over each window",
        ),
        LayerForm::Pointwise => f.write_str(
            "direct, pointwise: a product of matrices over chunks of pixels, in tiles of channels and columns",
        ),
        LayerForm::Transposed => {
            let window = &plan.kernel.window;
            let phases = window.rows.phase_count() * window.columns.phase_count();
            match phases {
                1 => f.write_str("direct: a layer of stride 1"),
                _ => write!(
                    f,
                    "direct: {phases} phases, each a layer of stride 1 with its own taps, interleaved"
                ),
            }
        }
        LayerForm::Dense | LayerForm::Winograd => f.write_str(
            "direct: a sum over each window, in tiles of channels and columns that fit the registers",
        ),
    }
}

fn products(products: Products) -> &'static str {
    match products {
        Products::One => "",
        Products::Pairs => "\n  products: two of 16 bits at once, of neighbouring input channels",
        Products::Quads => {
            "\n  products: two of 16 bits at once, of neighbouring input channels; four of 8 bits with AVX-512"
        }
    }
}

fn then(f: &mut fmt::Formatter<'_>, kernel: &LayerSpec) -> fmt::Result {
    f.write_str("\n  then: ")?;
    if let Some(activation) = kernel.activation {
        write!(f, "{activation}, ")?;
    }
    if kernel.quantization.is_some() {
        f.write_str("scaled, rounded, ties to even, moved by the zero point, saturated, ")?;
    }
    write!(f, "stored as {}", kernel.output)
}
