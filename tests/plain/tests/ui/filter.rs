use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    }
}

fn main() {
    let edges: [[i16; 2]; 1] = Edges.apply_array(&[[0; 4]; 3]);
    assert_eq!(edges, [[0; 2]; 1]);
}
