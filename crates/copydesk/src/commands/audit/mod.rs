//! `copydesk audit`: which wire items a page reuses, how much of them, and what was changed. Looks saved pages up in
//! the archive, also in that of a running newsroom, and writes nothing there; fetches none. Says what was found and
//! computed, and of a page that claims to be unmodified whether that holds.

mod json;
mod say;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, ensure};
use copydesk_desk::decide::House;
use copydesk_desk::{FeedId, Reuse};
use copydesk_page::Page;
use copydesk_reuse::{Access, Loading};
use copydesk_site::audit::{Audited, PAGE_BYTES_MAX, Shelves, audit, read_page, report};
use copydesk_wire::Limits;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::{Outcome, import};
use crate::config::Config;
use crate::newsroom::Index;

/// Options of the command.
pub struct Options {
    pub pages: Vec<PathBuf>,
    pub data: PathBuf,
    /// Names the agencies.
    pub config: Option<PathBuf>,
    pub json: bool,
    pub report: Option<PathBuf>,
}

/// Audits every page under the paths.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let (files, mut outcome) = list(&options.pages);
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    let house = match &options.config {
        Some(path) => Config::read(path)?.house(),
        None => House::default(),
    };
    let shelves = runtime.block_on(open(&options.data, house))?;
    let bar = progress_bar(files.len());
    let mut audits = Vec::new();
    for file in &files {
        let audited = read(file).and_then(|page| {
            let name = file.display().to_string();
            let audited = runtime.block_on(audit(&shelves, name, page));
            compared(audited.map_err(|error| anyhow!("{}: {error}", file.display()))?)
        });
        match audited {
            Ok(audited) => {
                bar.suspend(|| tell(&audited, options.json))?;
                audits.extend(options.report.is_some().then_some(audited));
            }
            Err(error) => {
                outcome = Outcome::Unreadable;
                bar.suspend(|| eprintln!("copydesk: {error:#}"));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(to) = &options.report {
        std::fs::write(to, report(&audits)).with_context(|| to.display().to_string())?;
    }
    Ok(outcome)
}

/// The archive, for reading: what its index lacks is taken into memory.
async fn open(data: &Path, house: House) -> anyhow::Result<Shelves> {
    let store = crate::engine::open_folder_beside(data)?;
    let ground = import::ground(store, &FeedId::new("import"), (None, Limits::DEFAULT));
    let index = Index::open(data, Access::Read)?;
    for skipped in index.archive().skipped() {
        eprintln!("copydesk: {skipped}; it is left out, copydesk rebuild makes the index anew");
    }
    index.catch_up(&ground, Loading::Live, |_| ()).await?;
    Ok(Shelves {
        store: ground.store,
        feeds: ground.feeds,
        reuse: index as Arc<dyn Reuse>,
        house,
    })
}

fn tell(audited: &Audited, as_json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        return writeln!(out, "{}", json::of(audited)).context("standard output");
    }
    write!(out, "{}", say::of(audited)).context("standard output")
}

/// Refuses an audit of which a part could not be computed: its shares would be those of something else.
fn compared(audited: Audited) -> anyhow::Result<Audited> {
    let not = audited
        .audit
        .sources
        .iter()
        .find(|found| found.disclosure.verdict().is_none());
    if let Some(found) = not {
        let sentence = found.disclosure.sentence(copydesk_text::Language::English);
        return Err(anyhow!("{}: {sentence}", audited.name));
    }
    Ok(audited)
}

fn progress_bar(pages: usize) -> ProgressBar {
    let bar = ProgressBar::new(pages as u64);
    if pages < 2 || !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:32} {pos} of {len} pages, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// All pages under the paths, in order of name; folders that browsers put beside a saved page are left out.
fn list(paths: &[PathBuf]) -> (Vec<PathBuf>, Outcome) {
    let (mut files, mut outcome) = (Vec::new(), Outcome::Done);
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let listed = list_folder(path, &mut files);
        let reason = match listed {
            Err(error) => error.to_string(),
            Ok(()) if files.len() == before => String::from("there is no page in this folder"),
            Ok(()) => continue,
        };
        outcome = Outcome::Unreadable;
        eprintln!("copydesk: {}: {reason}", path.display());
    }
    (files, outcome)
}

fn list_folder(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let mut entries = std::fs::read_dir(&folder)?.collect::<std::io::Result<Vec<_>>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type()?);
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && !name.ends_with("_files") && !name.starts_with('.') {
                folders.push(path);
            } else if kind.is_file() && is_page(&path) {
                files.push(path);
            }
        }
        open.extend(folders.into_iter().rev());
    }
    Ok(())
}

fn is_page(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    matches!(extension.as_deref(), Some("html" | "htm" | "xhtml" | "txt"))
}

/// Reads a page; the error names the file and the reason.
fn read(file: &Path) -> anyhow::Result<Page> {
    let named = || file.display().to_string();
    let len = std::fs::metadata(file).with_context(named)?.len();
    ensure!(
        len <= PAGE_BYTES_MAX as u64,
        "{}: is too big: {len} bytes, and at most {PAGE_BYTES_MAX} are read",
        file.display()
    );
    let bytes = std::fs::read(file).with_context(named)?;
    crate::commands::read::refuse_binary(file, &bytes)?;
    read_page(&bytes, None).map_err(|reason| anyhow!("{}: {reason}", file.display()))
}
