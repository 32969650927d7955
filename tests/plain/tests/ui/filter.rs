use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    }
}

fn main() {
    let edges: [[i16; 2]; 1] = Edges.apply_array(&[[0; 4]; 3]);
    assert_eq!(edges, [[0; 2]; 1]);

    // Without the feature `fft` more taps than a direct sum may have are counted and not kept.
    let many = Taps::from(vec![vec![1i32; 1501]; 1501]);
    assert_eq!(many.shape(), [1501, 1501]);
    assert!(many.values().is_empty());
    let refused = DynKernel::<u8, i32>::builder(many).build();
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the taps: a kernel has at most 4096 taps, and this has 2253001: write fewer taps, or `.method(Method::Fft)` with the feature `fft`"
    );
    let method = DynSignal::<f32, f32>::builder([0.5f32; 3]).method(Method::Auto).build();
    assert_eq!(
        method.unwrap_err().to_string(),
        "`.method(..)` needs the feature `fft`: add `features = [\"fft\"]` to `conv-kernel` in `Cargo.toml`, or remove `.method(..)`"
    );
}
