//! `copydesk audit`: which wire items a page reuses, how much of them, and what was changed. Looks saved pages up in
//! the archive; fetches none. Says what was found and computed, and of a page that claims to be unmodified whether
//! that holds.

mod found;
mod json;
mod report;
mod say;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use copydesk_desk::FeedId;
use copydesk_page::Page;
use copydesk_reuse::{Access, Audit, Evidence, Holders};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::{Outcome, import};
use crate::newsroom::{Ground, Index};
use found::{Arrived, Source};

/// Longest page read, bytes; `page` reads no more of one.
const PAGE_BYTES_MAX: u64 = 64 << 20;

/// Options of the command.
pub struct Options {
    pub pages: Vec<PathBuf>,
    pub data: PathBuf,
    pub json: bool,
    pub report: Option<PathBuf>,
}

/// A page with everything that is said of it.
struct Audited {
    file: PathBuf,
    page: Page,
    audit: Audit,
    /// The sources, as the audit numbers them.
    sources: Vec<Source>,
    /// For each passage: who had it first, and how many others have it.
    seen: Vec<(Holders, Option<Arrived>)>,
}

/// Audits every page under the paths.
pub fn run(options: &Options) -> anyhow::Result<Outcome> {
    let (files, mut outcome) = list(&options.pages);
    let store = crate::engine::open_existing_folder(&options.data)?.store;
    let ground = import::ground(store, &FeedId::new("import"), None);
    let index = Index::open(&options.data, Access::Write)?;
    for skipped in index.archive().skipped() {
        eprintln!("copydesk: {skipped}; it is left out, copydesk rebuild makes the index anew");
    }
    let runtime = tokio::runtime::Runtime::new().context("async runtime")?;
    runtime.block_on(import::catch_up(&index, &ground))?;
    index.write().context("the archive's index")?;
    let bar = progress_bar(files.len());
    let mut audits = Vec::new();
    for file in &files {
        match read(file) {
            Ok(page) => {
                let audited = runtime.block_on(audit(&ground, &index, file, page));
                let audited = audited.with_context(|| file.display().to_string())?;
                bar.suspend(|| tell(&audited, options.json))?;
                audits.extend(options.report.is_some().then_some(audited));
            }
            Err(error) => {
                outcome = Outcome::Unreadable;
                bar.suspend(|| eprintln!("copydesk: {}: {error:#}", file.display()));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(to) = &options.report {
        std::fs::write(to, report::draw(&audits)).with_context(|| to.display().to_string())?;
    }
    Ok(outcome)
}

fn tell(audited: &Audited, as_json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        return writeln!(out, "{}", json::of(audited)).context("standard output");
    }
    write!(out, "{}", say::of(audited)).context("standard output")
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
        } else if let Err(error) = list_folder(path, &mut files) {
            outcome = Outcome::Unreadable;
            eprintln!("copydesk: {}: {error}", path.display());
        }
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

fn read(file: &Path) -> anyhow::Result<Page> {
    let len = std::fs::metadata(file)?.len();
    anyhow::ensure!(len <= PAGE_BYTES_MAX, "longer than a page is ({len} bytes)");
    let bytes = std::fs::read(file)?;
    crate::commands::read::refuse_binary(file, &bytes)?;
    Ok(copydesk_page::read_bytes(&bytes, None))
}

async fn audit(
    ground: &Ground,
    index: &Arc<Index>,
    file: &Path,
    page: Page,
) -> anyhow::Result<Audited> {
    let query = copydesk_reuse::page_query(&page);
    let candidates = { index.archive().search(&query).sources(Evidence::Minimum) };
    let mut sources = found::sources(ground, &candidates).await?;
    let sides: Vec<_> = sources.iter().map(Source::sides).collect();
    let (audit, taken) = copydesk_reuse::audit(&page, &sides);
    for (source, taken) in sources.iter_mut().zip(taken) {
        source.take(taken);
    }
    let query = copydesk_reuse::published_query(&audit);
    let holders = { copydesk_reuse::first_seen(&audit, &index.archive().search(&query)) };
    let mut seen = Vec::with_capacity(holders.len());
    for holder in holders {
        let first = match holder.first {
            Some(first) => found::arrived(ground, &first).await?,
            None => None,
        };
        seen.push((holder, first));
    }
    Ok(Audited {
        file: file.to_owned(),
        page,
        audit,
        sources,
        seen,
    })
}
