use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    }
    pub struct Stem: f32 {
        shape: [32, 3, 3, 3],
        stride: 2,
        activation: relu6,
    }
}

fn main() {
    let stem = Stem::new(&[0.0; 864]).unwrap();
    let _ = (Edges, stem.apply(&[0.0; 12], [1, 3, 2, 2]));
}
