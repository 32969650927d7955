use conv_kernel::prelude::*;

conv_kernel! {
    struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    }
    struct Rise: u8 -> i16 {
        taps: [-1, 1],
    }
}

fn main() {
    let edges: [[i16; 4]; 3] = Edges.apply_array(&[[0; 4]; 3]);
    let none = Edges.apply_array::<2, 2, 1, 1>(&[[0; 2]; 2]);
    let rise: [i16; 4] = Rise.apply_array(&[0; 4]);
    let _ = (edges, none, rise);
}
