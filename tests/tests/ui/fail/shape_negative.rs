use conv_kernel::conv_kernel;

conv_kernel! {
    struct Kernel: f32 {
        shape: [3, -3],
    }
}

fn main() -> Result<(), conv_kernel::Error> {
    let _kernel = Kernel::new([[1.0; 3]; 3])?;
    Ok(())
}
