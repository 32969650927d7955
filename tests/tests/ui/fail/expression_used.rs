use conv_kernel::prelude::*;

conv_kernel! {
    struct Filter: f32 {
        taps: lowpas(63, 0.25),
    }
}

fn main() {
    let _ = Filter.apply(&[1.0, 2.0]);
}
