use conv_kernel::prelude::*;

conv_kernel! {
    struct Edge: u8 -> i16 { taps: [[-1, 0, 1]] }
}

fn main() -> Result<(), Error> {
    let boxed: Box<dyn Filter<In = u8, Out = i16>> = Box::new(Edge);
    conv_kernel::verify(&boxed)
}
