//! The pipeline: parse, check, plan, emit.
//!
//! Every mistake of every struct in the call is collected before the errors are
//! written out. A struct with a mistake leaves its fallback; the others are
//! emitted as if they stood alone.

use crate::check::Checked;
use crate::diag::Diagnostics;
use crate::{check, emit, fallback, parse};
use conv_plan::plan::Plan;
use proc_macro2::TokenStream;

/// What a call of the macro becomes.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let mut code = TokenStream::new();
    for spec in parse::declarations(tokens, &mut errors) {
        let declared = spec.declared();
        code.extend(match check::declaration(&spec, &mut errors) {
            Some(Checked::Kernel(kernel)) => {
                let plan = Plan::new(&kernel);
                emit::kernel(&declared, &kernel, &plan)
            }
            #[cfg(feature = "layers")]
            Some(Checked::Layer(layer)) => emit::layer(&declared, &layer),
            None => fallback::declaration(&declared),
        });
    }
    code.extend(errors.into_compile_errors());
    code
}
