//! Run-time kernels that ask for more than sums: `map`, `combine` and `arithmetic: strict`.
//!
//! Their loops are compiled for each type of sums. So only what asks for them brings them: the
//! methods of builders, and kernels that the macro declares with these keys. They are made for
//! planes, or, if `SIGNAL`, for signals.

use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::{Buffered, Finish, Job, Steps, StrictTables, Sums, Tables};
use crate::exec::simd::Stored;
use alloc::sync::Arc;
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::plan::Plan;
use conv_plan::rules::{Arithmetic, Missing};

/// What runs a kernel that asks for more than sums.
pub(crate) trait Special<In, Out>: Send + Sync {
    fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error>;
}

/// Makes what runs the kernel of a plan; `None` if it asks for nothing.
pub(crate) type Prepare<In, Out> = fn(&Plan) -> Option<Arc<dyn Special<In, Out>>>;

/// What runs a kernel that combines sums, which may be fused.
pub(crate) fn combine<In: Element, Out: Element, const SIGNAL: bool>(
    plan: &Plan,
) -> Option<Arc<dyn Special<In, Out>>> {
    combined(plan, Tables::<SIGNAL>::new)
}

/// What runs a kernel whose arithmetic is strict, and that combines nothing.
pub(crate) fn strict<In: Element, Out: Element, const SIGNAL: bool>(
    plan: &Plan,
) -> Option<Arc<dyn Special<In, Out>>> {
    (plan.kernel().arithmetic() == Arithmetic::Strict)
        .then(|| Arc::new(Strict::<SIGNAL>::new(plan)) as _)
}

/// What runs any kernel.
pub(crate) fn any<In: Element, Out: Element, const SIGNAL: bool>(
    plan: &Plan,
) -> Option<Arc<dyn Special<In, Out>>> {
    match (plan.kernel().combination(), plan.kernel().arithmetic()) {
        (None, _) => strict::<_, _, SIGNAL>(plan),
        (Some(_), Arithmetic::Fused) => combine::<_, _, SIGNAL>(plan),
        (Some(_), Arithmetic::Strict) => combined(plan, StrictTables::<SIGNAL>::new),
    }
}

/// A kernel whose products and sums are rounded each.
struct Strict<const SIGNAL: bool> {
    tables: StrictTables<SIGNAL>,
    missing: Missing,
}

impl<const SIGNAL: bool> Strict<SIGNAL> {
    fn new(plan: &Plan) -> Self {
        Self {
            tables: StrictTables::new(plan),
            missing: plan.kernel().missing(),
        }
    }
}

impl<In: Element, Out: Element, const SIGNAL: bool> Special<In, Out> for Strict<SIGNAL> {
    fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        match self.missing {
            Missing::Propagate => self.tables.run(job),
            Missing::Renormalize => self.tables.renormalized(job),
        }
    }
}

/// A table for each kernel, and the steps of the value.
struct Tabled<T> {
    parts: Vec<T>,
    sums: ElementType,
    steps: Steps,
}

/// What runs the kernel of a plan whose sums such tables form; `None` if it combines nothing.
fn combined<In: Element, Out: Element, T: Sums + 'static>(
    plan: &Plan,
    tables: fn(&Plan) -> T,
) -> Option<Arc<dyn Special<In, Out>>> {
    let program = plan.kernel().combination()?.program();
    Some(Arc::new(Tabled {
        parts: plan.parts().iter().map(tables).collect(),
        sums: program.sums(),
        steps: Steps::new(program),
    }))
}

impl<T: Sums> Tabled<T> {
    fn over<In: Element, Out: Element, Sum: Scalar + Stored + Buffered>(
        &self,
        job: Job<'_, In, Out>,
        finish: &dyn Finish<Sum, Out>,
    ) -> Result<(), Error> {
        let part = |kernel: usize, job: Job<'_, In, Sum>| match self.parts.get(kernel) {
            Some(tables) => tables.part(job),
            None => Ok(()),
        };
        job.finished((self.parts.len(), &part), finish)
    }
}

impl<T: Sums, In: Element, Out: Element> Special<In, Out> for Tabled<T> {
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
