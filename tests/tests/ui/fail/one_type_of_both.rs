use conv_kernel::conv_kernel;

conv_kernel! {
    struct GradX: i32 {
        taps: sobel_x,
    }
}

fn main() {
    let _: Option<GradX> = None;
}
