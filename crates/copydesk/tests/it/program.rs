//! The real binary, started and stopped by tests, and the plainest HTTP client that can ask it something.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before a test says that it never came.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the program to its end.
pub fn copydesk(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(args)
        .output()
        .expect("the program starts")
}

/// What it said on standard output.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it said on standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of fixtures from outside the project, if it is there; a line on stderr if not.
pub fn fixtures(under: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/fixtures")
        .join(under);
    if folder.is_dir() {
        return Some(folder);
    }
    // The harness swallows `eprintln!`; a skip must be seen.
    let _ = writeln!(std::io::stderr(), "skipped: no fixtures at {under}");
    None
}

/// All files under a folder, in order.
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut open = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path)
                    .expect("a readable folder")
                    .flatten()
                    .map(|entry| entry.path()),
            );
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Asks again until the answer is some, or patience ends.
#[track_caller]
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "never came: {what}");
        std::thread::yield_now();
    }
}

/// A running demo; killed by its id when dropped.
pub struct Demo {
    child: Child,
    /// `127.0.0.1:PORT`
    pub address: String,
    /// One-time link to the desk.
    pub sign_in: String,
}

impl Demo {
    /// Starts the demo on a free port, `pace` times faster than its script, in a folder of its own.
    pub fn start(pace: &str) -> Self {
        Self::start_in(None, pace)
    }

    /// Starts the demo in this folder.
    pub fn start_in(folder: Option<&Path>, pace: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.args(["demo", "--listen", "127.0.0.1:0", "--pace", pace]);
        if let Some(folder) = folder {
            command.arg("--data").arg(folder);
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"))
            .lines()
            .map_while(Result::ok);
        let running = lines.next().expect("a first line");
        let address = running
            .split("http://")
            .nth(1)
            .expect("an address")
            .trim_end_matches('/')
            .to_owned();
        let link = lines.next().expect("a second line");
        let sign_in = link.split_once("http://").expect("a link").1;
        let sign_in = format!("http://{sign_in}");
        // The rest of its words must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address,
            sign_in,
        }
    }

    /// Runs `copydesk serve` on this configuration, which listens on a free port; nobody is signed in.
    pub fn serve(config: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["serve", "--config"])
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"))
            .lines()
            .map_while(Result::ok);
        let running = lines.next().expect("a first line");
        let address = running.split("http://").nth(1).expect("an address");
        Self {
            child,
            address: address.to_owned(),
            sign_in: String::new(),
        }
    }

    /// Tells it to stop and waits; answers whether it said it was done.
    pub fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        let told = Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .expect("kill runs");
        told.success() && self.child.wait().expect("it ends").success()
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Answer {
        get(&self.address, path)
    }

    /// Sends a form from a page of its own.
    pub fn post(&self, path: &str, form: &str) -> Answer {
        let headers = format!(
            "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            form.len()
        );
        ask(&self.address, &format!("POST {path}"), &headers, form)
    }

    /// Pushes a wire into a feed.
    pub fn push(&self, feed: &str, token: &str, wire: &str) -> Answer {
        let headers = format!(
            "Authorization: Bearer {token}\r\nContent-Length: {}\r\n",
            wire.len()
        );
        ask(
            &self.address,
            &format!("POST /intake/{feed}"),
            &headers,
            wire,
        )
    }

    /// The path of the first story on a page whose address holds these words.
    pub fn link(&self, page: &str, words: &str) -> Option<String> {
        let answer = self.get(page);
        let links = answer
            .body
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        links
            .map(str::to_owned)
            .find(|link| link.contains(words) && !link.ends_with(".xml"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Head, as sent.
    pub head: String,
    /// Body, as text.
    pub body: String,
}

/// One GET without compression.
pub fn get(address: &str, path: &str) -> Answer {
    get_with(address, path, "")
}

/// One GET with further header lines, each with its line end.
pub fn get_with(address: &str, path: &str, headers: &str) -> Answer {
    ask(address, &format!("GET {path}"), headers, "")
}

fn ask(address: &str, request: &str, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the program listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
    .expect("a request");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let split = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    let chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    let body = &bytes[split + 4..];
    let body = if chunked {
        unchunked(body)
    } else {
        body.to_vec()
    };
    Answer {
        status,
        head,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line])
            .ok()
            .and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let Some(size) = size.filter(|size| *size > 0 && line + 2 + size <= rest.len()) else {
            break;
        };
        out.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[(line + 4 + size).min(rest.len())..];
    }
    out
}
