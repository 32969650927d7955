//! What ran, for the test that compares it with what plans say. Without the feature `trace`,
//! nothing.

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
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::cell::RefCell;

    std::thread_local! {
        static NOTES: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
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
pub(crate) use notes::note;
#[cfg(feature = "trace")]
pub use notes::traced;
