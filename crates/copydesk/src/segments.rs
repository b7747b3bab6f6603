//! Segment files of the archive on disk, mapped into memory: what `copydesk_reuse::SegmentStore` asks for. The one
//! file of the program with unsafe code: mapping a file promises that nobody alters it meanwhile. These files are
//! written once, under a name that no manifest knows yet, and only ever removed, which a mapping survives.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use copydesk_reuse::{Bytes, SegmentFile, SegmentStore, StoreFailure};
use memmap2::Mmap;

/// Name of the folder in the data folder.
pub const FOLDER: &str = "archive";
const MANIFEST: &str = "manifest";
const MANIFEST_ASIDE: &str = "manifest.new";
/// Bytes read at once for a checksum.
const PIECE_BYTES: usize = 1 << 18;

/// The files of one folder.
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// The archive of a data folder; its own folder is made if it is not there.
    ///
    /// # Errors
    /// The folder could not be made.
    pub fn of(data: &Path) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The same for reading, beside a newsroom that may be writing it; makes nothing.
    pub fn beside(data: &Path) -> Self {
        let folder = data.join(FOLDER);
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    fn replace_manifest(&self, manifest: &[u8]) -> io::Result<()> {
        let aside = self.path(MANIFEST_ASIDE);
        let mut file = File::create(&aside)?;
        file.write_all(manifest)?;
        file.sync_all()?;
        std::fs::rename(&aside, self.path(MANIFEST))?;
        self.sync_folder()
    }
}

fn failed(name: &str) -> impl Fn(io::Error) -> StoreFailure + '_ {
    |error| StoreFailure::new(name, error)
}

/// A mapped file.
struct Mapped {
    map: Mmap,
    file: File,
}

impl Bytes for Mapped {
    fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// Reads the file: pages of the mapping that nobody searched stay out of memory.
    fn checksum(&self, from: usize, to: usize) -> u32 {
        let mut piece = vec![0; PIECE_BYTES];
        let (mut at, mut crc) = (from, 0);
        while at < to {
            let len = PIECE_BYTES.min(to - at);
            if self
                .file
                .read_exact_at(&mut piece[..len], at as u64)
                .is_err()
            {
                // What cannot be read has no checksum that fits: the file is refused.
                return !crc32c::crc32c_append(
                    crc,
                    &self.map[at.min(self.map.len())..to.min(self.map.len())],
                );
            }
            crc = crc32c::crc32c_append(crc, &piece[..len]);
            at += len;
        }
        crc
    }
}

#[allow(unsafe_code)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the file was finished before its name was given to anybody, and finished files are never written.
    unsafe { Mmap::map(file) }
}

/// A file being written.
struct Writing {
    name: String,
    out: BufWriter<File>,
    folder: PathBuf,
}

impl Writing {
    fn close(mut self, head: &[u8]) -> io::Result<()> {
        self.out.flush()?;
        let mut file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(head)?;
        file.sync_all()?;
        File::open(&self.folder)?.sync_all()
    }
}

impl SegmentFile for Writing {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreFailure> {
        self.out.write_all(bytes).map_err(failed(&self.name))
    }

    fn finish(self: Box<Self>, head: &[u8]) -> Result<(), StoreFailure> {
        let name = self.name.clone();
        self.close(head).map_err(failed(&name))
    }
}

impl SegmentStore for Files {
    fn manifest(&self) -> Result<Option<Vec<u8>>, StoreFailure> {
        match std::fs::read(self.path(MANIFEST)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreFailure::new(MANIFEST, error)),
        }
    }

    fn put_manifest(&self, manifest: &[u8]) -> Result<(), StoreFailure> {
        self.replace_manifest(manifest).map_err(failed(MANIFEST))
    }

    fn create(&self, name: &str) -> Result<Box<dyn SegmentFile>, StoreFailure> {
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create(true)
            .truncate(true)
            .open(self.path(name));
        Ok(Box::new(Writing {
            out: BufWriter::with_capacity(PIECE_BYTES, file.map_err(failed(name))?),
            name: name.to_owned(),
            folder: self.folder.clone(),
        }))
    }

    fn open(&self, name: &str) -> Result<Arc<dyn Bytes>, StoreFailure> {
        let file = File::open(self.path(name)).map_err(failed(name))?;
        let map = map(&file).map_err(failed(name))?;
        Ok(Arc::new(Mapped { map, file }))
    }

    fn remove(&self, name: &str) -> Result<(), StoreFailure> {
        match std::fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreFailure::new(name, error))
            }
            _ => Ok(()),
        }
    }

    fn names(&self) -> Result<Vec<String>, StoreFailure> {
        let listed = || -> io::Result<Vec<String>> {
            let entries = std::fs::read_dir(&self.folder)?;
            let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
            let names = names.collect::<io::Result<Vec<String>>>()?;
            Ok(names.into_iter().filter(|name| name != MANIFEST).collect())
        };
        listed().map_err(failed("the folder of the archive"))
    }
}
