//! Runs `pdftotext`, the one other program that Copydesk starts: on a file that is a PDF, within limits of time and
//! size. Without it PDFs are refused; nothing else needs it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, bail};
use copydesk_documents::PDF_TEXT_BYTES_MAX;

/// Longest run.
const SECONDS_MAX: u64 = 30;

/// The text layer of a PDF, as `pdftotext -layout -enc UTF-8` writes it.
pub fn text_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let name = file.display();
    // An absolute path never looks like an option.
    let path = std::path::absolute(file).with_context(|| name.to_string())?;
    let started = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{name}: needs pdftotext")
        }
        Err(error) => return Err(error).with_context(|| format!("{name}: pdftotext")),
    };
    let output = within_limits(&mut child);
    if output.is_none() {
        child.kill().with_context(|| format!("{name}: pdftotext"))?;
    }
    let status = child.wait().with_context(|| format!("{name}: pdftotext"))?;
    match output {
        None => bail!("{name}: pdftotext took over {SECONDS_MAX} s"),
        Some(output) if output.len() > PDF_TEXT_BYTES_MAX => {
            bail!("{name}: holds over 64 MiB of text")
        }
        Some(_) if !status.success() => bail!("{name}: pdftotext cannot read it"),
        Some(output) => Ok(output),
    }
}

/// What the program writes, one byte more than allowed at most; `None`: it takes too long.
fn within_limits(child: &mut Child) -> Option<Vec<u8>> {
    let pipe = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut output = Vec::new();
        let most = PDF_TEXT_BYTES_MAX as u64 + 1;
        // A broken pipe ends the text; the exit status tells the rest. Nobody may be waiting any more.
        let _ = pipe.take(most).read_to_end(&mut output);
        let _ = sender.send(output);
    });
    receiver.recv_timeout(Duration::from_secs(SECONDS_MAX)).ok()
}
