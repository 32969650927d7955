use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1]],
    }
    struct Smooth: f32 {
        taps: [0.25, 0.5, 0.25],
    }
    struct r#Edges: f32 {
        shape: [8, 4, 3, 3],
        bias: true,
    }

    #[cfg(unix)]
    struct Here: f32 {
        taps: [1],
    }
    #[cfg(not(unix))]
    struct Here: f32 {
        taps: [2],
    }
}

fn main() {
    let _ = (Edges.explain(), Smooth.explain(), Here.explain());
}
