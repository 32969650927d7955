//! On how many threads a call computes, and the buffers that threads keep.

use conv_kernel::Scratch;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::{PyErr, PyResult, Python};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// More threads than a machine has are a mistake, and each takes a stack.
const MOST: usize = 1024;

/// The pools by process and number of threads.
type Pools = HashMap<(u32, usize), Arc<ThreadPool>>;

/// A process that was forked has no thread of its parent, so it starts its own.
static POOLS: LazyLock<Mutex<Pools>> = LazyLock::new(Mutex::default);

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
}

/// Calls with the line buffers of this thread, which keep their size.
pub(crate) fn with_scratch<R>(call: impl FnOnce(&mut Scratch) -> R) -> R {
    SCRATCH.with_borrow_mut(call)
}

/// What a call runs on.
pub(crate) enum Threads {
    /// The thread of the caller.
    Caller,
    Pool(Arc<ThreadPool>),
}

impl Threads {
    /// `None` and 1 are the caller's own.
    pub(crate) fn new(count: Option<usize>) -> PyResult<Self> {
        match count {
            None | Some(1) => Ok(Self::Caller),
            Some(count @ 2..=MOST) => pool(count).map(Self::Pool),
            Some(count) => Err(PyValueError::new_err(format!(
                "`threads` is a number from 1 to {MOST}, or None for the calling thread, and not {count}"
            ))),
        }
    }

    /// Computes without the lock of Python; what is called is told whether it is on the threads of
    /// a pool.
    pub(crate) fn run<R: Send>(&self, py: Python<'_>, compute: impl FnOnce(bool) -> R + Send) -> R {
        match self {
            Self::Caller => py.detach(|| compute(false)),
            Self::Pool(pool) => py.detach(|| pool.install(|| compute(true))),
        }
    }
}

fn pool(count: usize) -> PyResult<Arc<ThreadPool>> {
    // What a panicking thread left is whole: entries are only added.
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (std::process::id(), count);
    if let Some(pool) = pools.get(&key) {
        return Ok(pool.clone());
    }
    let started = ThreadPoolBuilder::new().num_threads(count).build();
    let refused = |error| -> PyErr { PyOSError::new_err(format!("{count} threads: {error}")) };
    let pool = Arc::new(started.map_err(refused)?);
    pools.insert(key, pool.clone());
    Ok(pool)
}
