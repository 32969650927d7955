use conv_kernel::prelude::*;

fn applied<L: Layer>(_: &L) {}

fn main() -> Result<(), Error> {
    applied(&DynKernel::<f32, f32>::builder([[1.0]]).build()?);
    Ok(())
}
