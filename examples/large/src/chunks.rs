//! A Zarr array of `u16` whose chunks are there whole or not at all.

use conv_kernel::Rect;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::error::Error;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use zarrs::array::{Array, ArrayBuilder, CodecOptions, data_type};
use zarrs::filesystem::FilesystemStore;
use zarrs::storage::{AtomicRenameStorageTraits, ReadableStorageTraits, WritableStorageTraits};
use zarrs::storage::{StoreKey, StorePrefix};

/// What may fail in many ways.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Columns and rows.
pub(crate) type Size = (u64, u64);

/// The attribute that says what made an array.
const MADE_BY: &str = "made_by";

/// Such an array. Its chunks are numbered row by row.
pub(crate) struct Chunks {
    store: Arc<FilesystemStore>,
    array: Array<FilesystemStore>,
    /// The same array beside it, in which chunks are written.
    unfinished: Array<FilesystemStore>,
    size: Size,
    chunk: u64,
    /// Held by the one process that makes the array, however it ends.
    _lock: Option<File>,
}

impl Chunks {
    /// The array of this name, if it is there; made by whatever.
    pub(crate) fn open(store: &Path, name: &str) -> Outcome<Self> {
        let path = format!("/{name}");
        let files = Arc::new(FilesystemStore::new(store)?);
        let array = Array::open(files.clone(), &path)
            .map_err(|error| format!("{}{path}: {error}", store.display()))?;
        let wrong = || {
            format!(
                "{}{path} has other axes, chunks or elements",
                store.display()
            )
        };
        let &[height, width] = array.shape() else {
            return Err(wrong().into());
        };
        let chunk = array.chunk_shape(&[0, 0])?;
        let (rows, columns) = (chunk[0].get(), chunk[1].get());
        if rows != columns || array.data_type() != &data_type::uint16() {
            return Err(wrong().into());
        }
        let unfinished = array
            .builder()
            .build(files.clone(), &format!("{path}.unfinished"))?;
        Ok(Self {
            store: files,
            array,
            unfinished,
            size: (width, height),
            chunk: rows,
            _lock: None,
        })
    }

    /// The array of this name with these sizes, made by this; one that is there has to be alike.
    /// Until this value is gone, nobody else can make it.
    pub(crate) fn create(
        store: &Path,
        name: &str,
        (size, chunk): (Size, u64),
        made_by: &str,
    ) -> Outcome<Self> {
        let lock = locked(store, name)?;
        let there = store.join(name).join("zarr.json");
        if !there.exists() {
            let files = Arc::new(FilesystemStore::new(store)?);
            let (width, height) = size;
            let mut builder = ArrayBuilder::new(
                vec![height, width],
                vec![chunk, chunk],
                data_type::uint16(),
                0u16,
            );
            let mut attributes = serde_json::Map::new();
            attributes.insert(MADE_BY.into(), made_by.into());
            builder
                .attributes(attributes)
                .dimension_names(["y", "x"].into());
            // Renamed too, so that it is never there in part.
            let beside = builder.build(files.clone(), &format!("/{name}.unfinished"))?;
            beside.store_metadata()?;
            let from = StoreKey::new(format!("{name}.unfinished/zarr.json"))?;
            moved(&files, &from, &StoreKey::new(format!("{name}/zarr.json"))?)?;
        }
        let found = Self::open(store, name)?;
        let maker = found.array.attributes().get(MADE_BY);
        if (found.size, found.chunk) != (size, chunk)
            || maker.and_then(|maker| maker.as_str()) != Some(made_by)
        {
            return Err(format!(
                "{} was made with another size, chunk or kernel: remove it, or name another store",
                store.join(name).display()
            )
            .into());
        }
        Ok(Self {
            _lock: Some(lock),
            ..found
        })
    }

    pub(crate) const fn size(&self) -> Size {
        self.size
    }

    /// Columns and rows of a chunk.
    pub(crate) const fn chunk(&self) -> u64 {
        self.chunk
    }

    /// The rectangle of all elements.
    pub(crate) fn whole(&self) -> Outcome<Rect> {
        let (width, height) = self.size;
        Ok(Rect::new(
            0,
            0,
            usize::try_from(width)?,
            usize::try_from(height)?,
        ))
    }

    /// How many chunks there are.
    fn count(&self) -> u64 {
        let (width, height) = self.size;
        width.div_ceil(self.chunk) * height.div_ceil(self.chunk)
    }

    /// Row and column of a chunk.
    fn place(&self, number: u64) -> [u64; 2] {
        let columns = self.size.0.div_ceil(self.chunk);
        [number / columns, number % columns]
    }

    /// The rectangle of a chunk, smaller at the ends of the array.
    pub(crate) fn rect(&self, number: usize) -> Outcome<Rect> {
        let [row, column] = self.place(number as u64);
        let (x, y) = (column * self.chunk, row * self.chunk);
        let width = self.chunk.min(self.size.0 - x);
        let height = self.chunk.min(self.size.1 - y);
        let [x, y, width, height] = [x, y, width, height].map(usize::try_from);
        Ok(Rect::new(x?, y?, width?, height?))
    }

    fn is_there(&self, number: u64) -> Outcome<bool> {
        let key = self.array.chunk_key(&self.place(number));
        Ok(self.store.size_key(&key)?.is_some())
    }

    fn missing(&self) -> Outcome<Vec<u64>> {
        let mut missing = Vec::new();
        for number in 0..self.count() {
            if !self.is_there(number)? {
                missing.push(number);
            }
        }
        Ok(missing)
    }

    /// An error if a chunk is missing.
    pub(crate) fn is_complete(&self) -> Outcome<()> {
        match self.missing()?.len() {
            0 => Ok(()),
            missing => Err(format!(
                "{missing} of {} chunks of {} are missing: run what makes them again",
                self.count(),
                self.array.path()
            )
            .into()),
        }
    }

    /// The elements of a rectangle.
    pub(crate) fn read(&self, rect: Rect) -> Outcome<Vec<u16>> {
        let range = |start: usize, length: usize| start as u64..(start + length) as u64;
        let part = [range(rect.y, rect.height), range(rect.x, rect.width)];
        Ok(self.array.retrieve_array_subset(&part)?)
    }

    /// Writes a chunk beside its place, and renames it.
    fn write(&self, number: u64, elements: &[u16]) -> Outcome<()> {
        let (rect, place) = (self.rect(usize::try_from(number)?)?, self.place(number));
        let chunk = usize::try_from(self.chunk)?;
        let mut whole = vec![0; chunk * chunk];
        for (to, from) in whole.chunks_mut(chunk).zip(elements.chunks(rect.width)) {
            to[..rect.width].copy_from_slice(from);
        }
        // A chunk of zeros is there too.
        let options = CodecOptions::default().with_store_empty_chunks(true);
        self.unfinished.store_chunk_opt(&place, whole, &options)?;
        let (from, to) = (
            self.unfinished.chunk_key(&place),
            self.array.chunk_key(&place),
        );
        moved(&self.store, &from, &to)
    }

    /// Computes the chunks that are missing, on all threads, and says how far it is.
    pub(crate) fn complete(
        &self,
        compute: impl Fn(usize) -> Outcome<Vec<u16>> + Sync,
    ) -> Outcome<()> {
        let missing = self.missing()?;
        let there = self.count() - missing.len() as u64;
        let style = "{bar:40} {pos}/{len} chunks, {eta} left";
        let bar = ProgressBar::new(self.count()).with_style(ProgressStyle::with_template(style)?);
        bar.set_position(there);
        missing.par_iter().try_for_each(|&number| {
            self.write(number, &compute(usize::try_from(number)?)?)?;
            bar.inc(1);
            Ok::<(), Box<dyn Error + Send + Sync>>(())
        })?;
        bar.finish_and_clear();
        let name = self
            .array
            .path()
            .as_str()
            .trim_start_matches('/')
            .to_owned();
        self.store
            .erase_prefix(&StorePrefix::new(format!("{name}.unfinished/"))?)?;
        println!(
            "{name}: {} chunks, of which {there} were there before; at most {} MiB resident",
            self.count(),
            resident().map_or("unknown".to_owned(), |bytes| (bytes >> 20).to_string())
        );
        Ok(())
    }
}

/// The lock of an array: two processes that write a chunk would both write beside its place, and
/// one could rename what the other has not finished.
fn locked(store: &Path, name: &str) -> Outcome<File> {
    std::fs::create_dir_all(store)?;
    let path = store.join(format!(".{name}.lock"));
    let failed = |error| format!("cannot lock {}: {error}", path.display());
    // Never removed: another process could hold the lock of a file that has no name any more.
    let options = File::options().create(true).append(true).open(&path);
    let file = options.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "another process makes {}: wait for its end, or name another store",
            store.join(name).display()
        )
        .into()),
        Err(TryLockError::Error(error)) => Err(failed(error).into()),
    }
}

/// Renames a file, which appears whole.
fn moved(store: &FilesystemStore, from: &StoreKey, to: &StoreKey) -> Outcome<()> {
    if let Some(directory) = store.key_to_fspath(to).parent() {
        std::fs::create_dir_all(directory)?;
    }
    Ok(store.rename(from, to)?)
}

/// The most bytes that this process had in memory, as Linux counts them.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes << 10)
}
