use conv_kernel::prelude::*;

fn filtered<F: Filter + ?Sized>(_: &F) {}

fn main() -> Result<(), Error> {
    let kernel = DynKernel::<f32, f32>::builder([[1.0]]).build()?;
    let boxed: Box<dyn Filter<In = f32, Out = f32>> = Box::new(kernel);
    filtered(&boxed);
    Ok(())
}
