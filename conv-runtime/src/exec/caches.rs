//! The caches of one core, from which the sizes of blocks follow; never a bit of a result.
//!
//! Read once, by the CPUID instruction through `raw-cpuid` (leaf 4 of Intel, 0x8000001D of AMD),
//! and kept: in a virtual machine each such instruction takes microseconds. Without the feature
//! `caches`, on other architectures, under Miri, and where a hypervisor hides them, they are
//! assumed to be those of [`Caches::ASSUMED`].

/// Sizes in bytes.
#[cfg_attr(not(feature = "trace"), allow(unreachable_pub))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caches {
    /// Of the first level, for data.
    pub first: usize,
    /// Lines of the first level that share a set.
    pub ways: usize,
    /// Of the second level.
    pub second: usize,
    /// Of the last level, which cores may share; 0 if it is not known.
    pub last: usize,
}

/// Bytes of a cache line.
pub(super) const LINE: usize = 64;

#[cfg_attr(not(feature = "trace"), allow(unreachable_pub, dead_code))]
impl Caches {
    /// What most CPUs have at least.
    pub const ASSUMED: Self = Self {
        first: 32 << 10,
        ways: 8,
        second: 1 << 20,
        last: 0,
    };

    /// The caches of this CPU.
    pub fn of_this_cpu() -> Self {
        read()
    }

    /// Bytes of the first level for staged rows: as many that come next fit beside them, and what
    /// is written.
    pub(super) const fn staged_bytes(&self) -> usize {
        self.first / 3
    }

    /// Sets of the first level: rows that are a multiple of so many lines apart share one.
    pub(super) const fn sets(&self) -> usize {
        match self.first.checked_div(self.ways * LINE) {
            None | Some(0) => 1,
            Some(sets) => sets,
        }
    }
}

/// The caches of this CPU.
pub(crate) fn caches() -> Caches {
    #[cfg(feature = "trace")]
    if let Some(caches) = TOLD.get() {
        return caches;
    }
    read()
}

#[cfg(feature = "trace")]
std::thread_local! {
    static TOLD: core::cell::Cell<Option<Caches>> = const { core::cell::Cell::new(None) };
}

/// Runs `work` on this thread as if the CPU had these caches.
#[cfg(feature = "trace")]
pub fn assuming<T>(caches: Caches, work: impl FnOnce() -> T) -> T {
    TOLD.set(Some(caches));
    let result = work();
    TOLD.set(None);
    result
}

#[cfg(not(all(
    feature = "caches",
    not(miri),
    any(target_arch = "x86", target_arch = "x86_64")
)))]
const fn read() -> Caches {
    Caches::ASSUMED
}

#[cfg(all(
    feature = "caches",
    not(miri),
    any(target_arch = "x86", target_arch = "x86_64")
))]
fn read() -> Caches {
    use raw_cpuid::{CacheType, CpuId};
    static READ: std::sync::OnceLock<Caches> = std::sync::OnceLock::new();
    *READ.get_or_init(|| {
        let mut caches = Caches::ASSUMED;
        let cpu = CpuId::new();
        for cache in cpu.get_cache_parameters().into_iter().flatten() {
            let ways = cache.associativity();
            let bytes = ways
                .saturating_mul(cache.physical_line_partitions())
                .saturating_mul(cache.sets())
                .saturating_mul(cache.coherency_line_size());
            match (cache.level(), cache.cache_type()) {
                (_, CacheType::Instruction | CacheType::Null | CacheType::Reserved) => {}
                (1, _) => (caches.first, caches.ways) = (bytes, ways),
                (2, _) => caches.second = bytes,
                (_, _) => caches.last = caches.last.max(bytes),
            }
        }
        caches
    })
}
