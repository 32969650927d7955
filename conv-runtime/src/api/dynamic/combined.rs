//! Run-time kernels whose sums are made into something else: `map` and `combine`.
//!
//! Their loops are compiled for each type of sums. So only what asks for them brings them: the
//! methods of builders, and kernels that the macro declares with these keys.

use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::{Buffered, Job, Steps, Tables};
use crate::exec::simd::Stored;
use alloc::sync::Arc;
use alloc::vec::Vec;
use conv_plan::number::ElementType;
use conv_plan::plan::Plan;

/// What runs a kernel that combines sums.
pub(crate) trait Combining<In, Out>: Send + Sync {
    fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error>;
}

/// Makes what runs the kernel of a plan, which combines sums.
pub(crate) type Combine<In, Out> = fn(&Plan) -> Option<Arc<dyn Combining<In, Out>>>;

/// A table for each kernel, and the steps of the value.
struct Tabled {
    parts: Vec<Tables>,
    sums: ElementType,
    steps: Steps,
}

/// What runs the kernel of a plan; `None` if it combines nothing.
pub(crate) fn combine<In: Element, Out: Element>(
    plan: &Plan,
) -> Option<Arc<dyn Combining<In, Out>>> {
    let program = plan.kernel().combination()?.program();
    Some(Arc::new(Tabled {
        parts: plan.parts().iter().map(Tables::new).collect(),
        sums: program.sums(),
        steps: Steps::new(program),
    }))
}

impl Tabled {
    fn over<In: Element, Out: Element, Sum: Stored + Buffered>(
        &self,
        job: Job<'_, In, Out>,
        finish: &dyn crate::exec::planes::Finish<Sum, Out>,
    ) -> Result<(), Error> {
        let part = |kernel: usize, job: Job<'_, In, Sum>| match self.parts.get(kernel) {
            Some(tables) => tables.run(job),
            None => Ok(()),
        };
        job.finished((self.parts.len(), &part), finish)
    }
}

impl<In: Element, Out: Element> Combining<In, Out> for Tabled {
    fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        let steps = &self.steps;
        match self.sums {
            // Decided before code is generated: sums of floats are floats.
            ElementType::I16 if const { !In::TYPE.is_float() } => {
                self.over::<_, _, i16>(job, steps)
            }
            ElementType::I32 if const { !In::TYPE.is_float() } => {
                self.over::<_, _, i32>(job, steps)
            }
            ElementType::F32 => self.over::<_, _, f32>(job, steps),
            _ => self.over::<_, _, f64>(job, steps),
        }
    }
}
