//! Layers: source text in, checked layers and messages out.

use super::{errors, messages, spec, tokens};
use crate::check::{self, Checked, Layer};
use conv_plan::rules::layer::{Activation, LayerShape, LayerValues, Layout, Winograd};
use conv_plan::window::{AxisPadding, Border, Mode};
use conv_syntax::diag::Diagnostics;

pub(super) fn layer(source: &str) -> Layer {
    let mut errors = Diagnostics::default();
    let checked = check::declaration(&spec(tokens(source)), &mut errors);
    let found = messages(errors.into_compile_errors());
    match checked {
        Some(Checked::Layer(layer)) => *layer,
        Some(Checked::Kernel(kernel)) => panic!("{kernel:?}"),
        Some(Checked::Bank(kernels)) => panic!("{kernels:?}"),
        None => panic!("{found:?}"),
    }
}

#[test]
fn every_key_reaches_the_layer() {
    let Layer { kernel, bias, .. } = layer(
        "struct K: f32 {
            taps: [[[[1, 2]]], [[[3, 1/4]]]], groups: 2, bias: [0.1, -1], layout: nhwc,
            activation: clamp(-0.1, 1), winograd: auto, stride: [1, 2], dilation: 3, mode: convolve,
            padding: [1, 2], border: [wrap, constant(5)],
        }",
    );
    let shape = LayerShape {
        outputs: 2,
        group_inputs: 1,
        rows: 1,
        columns: 2,
        groups: 2,
        axes: 2,
        transposed: None,
    };
    assert_eq!(kernel.shape(), shape);
    let weights = vec![2.0, 1.0, 0.25, 3.0];
    assert_eq!(*kernel.weights(), LayerValues::F32(weights));
    assert_eq!(kernel.bias(), Some(&LayerValues::F32(vec![0.1, -1.0])));
    assert!(bias);
    assert_eq!(kernel.layout(), Layout::Nhwc);
    let low = f64::from(-0.1f32);
    assert_eq!(kernel.activation(), Some(Activation::Clamp(low, 1.0)));
    assert_eq!(kernel.winograd(), Winograd::Auto);
    assert_eq!(kernel.mode(), Mode::Convolve);
    let window = kernel.window();
    assert_eq!((window.columns.stride, window.rows.dilation), (2, 3));
    let padding = AxisPadding::Explicit {
        before: 2,
        after: 2,
    };
    assert_eq!(window.columns.padding, padding);
    assert_eq!(window.column_border, Border::Constant(5.0));
}

#[test]
fn valid_layers_have_no_messages() {
    for source in [
        "struct K: f32 { taps: [[[[1]]]] }",
        "struct K: f64 { axes: 1, shape: [8, 4, 3], bias: true, padding: causal }",
        "struct K: f32 { axes: 2, taps: [[[[1]]]], activation: relu, }",
        "struct K: i8 -> i32 { taps: [[[[1, -2]]]], bias: [3], activation: relu6 }",
        "struct K: f32 { shape: [8, 4, 3, 3], padding: 1, winograd: always }",
    ] {
        assert_eq!(errors(source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn each_mistake_in_a_layer_gives_one_message() {
    for (source, expected) in [
        // A broken value hides what depends on it.
        (
            "struct K: f32 { taps: [[[[x]]]], groups: 2, bias: [1, 2] }",
            "`x` is a name",
        ),
        (
            "struct K: f32 { shape: [8, x, 3, 3], groups: 3, winograd: always }",
            "`x` is a name",
        ),
        (
            "struct K: u7 -> i32 { taps: [[[[0.5]]]], activation: tanh }",
            "did you mean `u8`",
        ),
        (
            "struct K: f32 { taps: [[[[1]]]], bias: [x] }",
            "`x` is a name",
        ),
        (
            "struct K: f32 { shape: [8, 4, 3], axes: x }",
            "`x` is a name",
        ),
        (
            "struct K: f32 { taps: [[[1]]], axes: 3 }",
            "1 or 2 axes, and this has 1: write `1`",
        ),
        (
            "struct K: f32 { taps: [[[[1], [2, 3]]]], stride: [1, 2, 3] }",
            "this row has",
        ),
        ("struct K: f32 { bias: true }", "has no weights"),
        ("struct K: f32 { groups: 2 }", "has no weights"),
        (
            "struct K: f32 { taps: [[1]], groups: 2, bias: [1, 2] }",
            "`groups` is for layers",
        ),
        ("struct K: f32 { taps: [[1]], groups: x }", "`x` is a name"),
        (
            "struct K: u8 { weights: [[1, 2, 1]], scale: 1/4 }",
            "write `taps`",
        ),
        (
            "struct K: f32 { taps: [[[[1]]]], weight: file(\"a\") }",
            "did you mean `weights`",
        ),
        (
            "struct K: f32 { taps: [[[[1]]]], activation: leaky() }",
            "needs a slope",
        ),
        (
            "struct K: f32 { taps: [[[[1]]]], activation: clamp(1, 2, 3) }",
            "needs two bounds",
        ),
        ("struct K: f32 { taps: [[[[1]]]], activation: }", "no value"),
        (
            "struct K: f32 { taps: [[[[1]]]], activation: leaky(1e39) }",
            "`f32` cannot hold 1e39",
        ),
        ("struct K: f32 { taps: [[[[1]]]], axes: 1 }", "needs 3"),
        ("struct K: f32 { weights: file() }", "has a path"),
        (
            "struct K: f32 { weights: file(\"a.npy\", \"b\", \"c\") }",
            "has a path",
        ),
        (
            "struct K: f32 { weights: file(b\"a.npy\") }",
            "a path in quotes",
        ),
        (
            "struct K: f32 { weights: file(concat!(\"a\", \".npy\")) }",
            "a path in quotes",
        ),
        (
            "struct K: f32 { weights: tensor(\"a.npy\") }",
            "is not a file",
        ),
        (
            "struct K: f32 { weights: file(\"a.npy\"), shape: [1, 1, 1, 1] }",
            "one of `taps`, `shape` and `weights`",
        ),
        (
            "struct K: f32 { weights: file(\"a.pt\"), padding: causal }",
            "unknown format",
        ),
        (
            "struct K: f32 { shape: [1, 1, 1, 1], bias: file(\"a.npy\") }",
            "comes at run time",
        ),
        (
            "struct K: f32 { shape: [8, 8, 3, 3], groups: depthwise }",
            "such as `8`",
        ),
        (
            "struct K: u8 -> i32 { taps: [[[[1]]]], bias: true }",
            "such as `[1]`",
        ),
    ] {
        let found = errors(source);
        assert!(
            matches!(found.as_slice(), [only] if only.contains(expected)),
            "{source}: {found:#?}"
        );
    }
}

/// Shapes of files.
#[cfg(feature = "npy")]
pub(super) mod files {
    use super::{errors, layer};
    use conv_plan::rules::layer::LayerValues;
    use std::path::PathBuf;
    use std::{env, fs, process};

    /// A file that is gone after the test.
    pub(in crate::tests) struct Npy(PathBuf);

    impl Npy {
        /// Zeros of single precision.
        fn new(shape: &[usize]) -> Self {
            Self::of(shape, &vec![0.0; shape.iter().product()])
        }

        /// Values of single precision.
        pub(in crate::tests) fn of(shape: &[usize], values: &[f32]) -> Self {
            let list: String = shape.iter().map(|size| format!("{size}, ")).collect();
            let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({list})}}");
            let header = format!("{header:<117}\n");
            let mut bytes = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
            bytes.extend(header.as_bytes());
            bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            let name = format!("conv-macros-{}-{shape:?}.npy", process::id());
            let path = env::temp_dir().join(name);
            fs::write(&path, bytes).expect("the temporary directory is writable");
            Self(path)
        }

        pub(in crate::tests) fn path(&self) -> &str {
            self.0.to_str().expect("the temporary directory is UTF-8")
        }
    }

    impl Drop for Npy {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    #[test]
    fn a_file_gives_the_shape_and_is_watched() {
        let (weights, bias) = (Npy::new(&[2, 3, 1, 5]), Npy::new(&[2]));
        let source = format!(
            "struct K: f32 {{ weights: file({:?}), bias: file({:?}) }}",
            weights.path(),
            bias.path()
        );
        let layer = layer(&source);
        assert_eq!(layer.kernel.shape().weights(), 30);
        assert_eq!(*layer.kernel.weights(), LayerValues::F32(vec![0.0; 30]));
        assert_eq!(layer.files, [weights.path(), bias.path()]);
    }

    #[test]
    fn files_of_other_shapes_are_told() {
        let (plane, cube, bias) = (Npy::new(&[3, 3]), Npy::new(&[1, 1, 3]), Npy::new(&[7]));
        let (plane, cube, bias) = (plane.path(), cube.path(), bias.path());
        for (body, expected) in [
            (format!("weights: file({plane:?})"), "has the shape [3, 3]"),
            (
                format!("weights: file({cube:?}), axes: 2"),
                "has the shape [1, 1, 3]",
            ),
            (
                format!("weights: file({cube:?}), bias: file({plane:?})"),
                "has the shape [3, 3]",
            ),
            (
                format!("weights: file({cube:?}), bias: file({bias:?})"),
                "has 7 numbers, but there is 1 output channel",
            ),
            (
                format!("weights: file({cube:?}), groups: 2"),
                "cannot be split into 2 equal groups: write 1",
            ),
            (
                format!("weights: file({cube:?}), stride: [1, 2]"),
                "this layer has 1 axis",
            ),
        ] {
            let found = errors(&format!("struct K: f32 {{ {body} }}"));
            assert!(
                matches!(found.as_slice(), [only] if only.contains(expected)),
                "{body}: {found:#?}"
            );
        }
        let found = errors(&format!(
            "struct K: u8 -> i32 {{ weights: file({cube:?}) }}"
        ));
        assert!(
            found[0].contains("float values for a layer of integers"),
            "{found:?}"
        );
    }
}
