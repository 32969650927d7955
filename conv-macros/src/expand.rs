//! The pipeline: parse, check, plan, emit.
//!
//! Every mistake of every struct in the call is collected before the errors are
//! written out. A struct with a mistake leaves its fallback; the others are
//! emitted as if they stood alone.

use crate::diag::Diagnostics;
use crate::{check, emit, fallback, parse};
use conv_runtime::Plan;
use proc_macro2::TokenStream;

/// What a call of the macro becomes.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let mut code = TokenStream::new();
    for spec in parse::declarations(tokens, &mut errors) {
        code.extend(match check::kernel(&spec, &mut errors) {
            Some(kernel) => {
                let plan = Plan::new(&kernel);
                emit::emit(&spec.declared(), &kernel, &plan)
            }
            None => fallback::declaration(&spec.declared()),
        });
    }
    code.extend(errors.into_compile_errors());
    code
}
