//! What ran, for the test that compares it with what plans say, and other caches than those of the
//! CPU, for the test that they change no bit. Without the feature `trace`, nothing.

/// Notes something that runs on this thread.
macro_rules! ran {
    ($($what:tt)*) => {
        #[cfg(feature = "trace")]
        $crate::exec::trace::note(|| alloc::format!($($what)*));
    };
}
pub(crate) use ran;

#[cfg(feature = "trace")]
mod notes {
    use crate::exec::caches::Caches;
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::cell::{Cell, RefCell};

    std::thread_local! {
        static NOTES: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
        static CACHES: Cell<Option<Caches>> = const { Cell::new(None) };
    }

    /// The caches that this thread is told to assume.
    pub(crate) fn assumed() -> Option<Caches> {
        CACHES.get()
    }

    /// Runs `work` on this thread as if the CPU had these caches.
    pub fn assuming<T>(caches: Caches, work: impl FnOnce() -> T) -> T {
        CACHES.set(Some(caches));
        let result = work();
        CACHES.set(None);
        result
    }

    pub(crate) fn note(what: impl FnOnce() -> String) {
        NOTES.with_borrow_mut(|notes| {
            if let Some(notes) = notes {
                let what = what();
                if !notes.contains(&what) {
                    notes.push(what);
                }
            }
        });
    }

    /// What `work` runs on this thread, without repetitions.
    pub fn traced(work: impl FnOnce()) -> Vec<String> {
        NOTES.set(Some(Vec::new()));
        work();
        NOTES.take().unwrap_or_default()
    }
}
#[cfg(feature = "trace")]
pub(crate) use notes::{assumed, note};
#[cfg(feature = "trace")]
pub use notes::{assuming, traced};
