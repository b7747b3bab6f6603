//! From push to page, through the real binary: 200 items a second for ten seconds into a newsroom that publishes by
//! rule; how long from the first byte of the request until the story stands in the site's feed, and how long from a
//! kill's first byte until the page answers 410, or until the line of an explainer that rests on it is gone. Prints the machine's fsync beside it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[path = "live/explained.rs"]
mod explained;

const ITEMS: usize = 2_000;
const PER_SECOND: u32 = 200;
const SENDERS: usize = 8;
const KILLS: usize = 100;
const TOKEN: &str = "bench";

fn main() {
    let work = tempfile::tempdir().expect("a folder");
    let fsync = fsync_ms(work.path());
    // Once to make the folder, which an editor's account needs.
    let (mut first, _) = serve(work.path());
    let _ = first.kill();
    let _ = first.wait();
    let password = editor(work.path());
    let (mut server, address) = serve(work.path());
    let sent: Arc<Mutex<HashMap<usize, Instant>>> = Arc::default();
    let watching = {
        let (sent, address) = (Arc::clone(&sent), address.clone());
        std::thread::spawn(move || watch(&address, &sent))
    };
    send_all(&address, &sent);
    let mut live = watching.join().expect("the watcher ends");
    let lines = explained::explain(&address, &password);
    let mut hidden = explained::kill(&address, &lines);
    let mut kills = kill_some(&address);
    // Asked to stop by its id; it has nothing left to do.
    let _ = server.kill();
    let _ = server.wait();
    println!("| what | median ms | p99 ms | worst ms |");
    println!("|---|---|---|---|");
    println!(
        "| append of 4 KB + fdatasync on this disk | {:.2} | {:.2} | {:.2} |",
        fsync.0, fsync.1, fsync.2
    );
    row(
        &format!("push → durable → page live, {PER_SECOND} items/s"),
        &mut live,
    );
    row("kill pushed → page answers 410", &mut kills);
    row(
        "kill pushed → line gone from its explainer of ten stories",
        &mut hidden,
    );
}

/// Adds an editor; the password drawn for it.
fn editor(work: &Path) -> String {
    let added = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["user", "--data"])
        .arg(work.join("data"))
        .arg("bench")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let password = said.split("password ").nth(1);
    let password = password.and_then(|rest| rest.split_whitespace().next());
    password.expect("a password").to_owned()
}

fn row(label: &str, times: &mut [f64]) {
    let (median, p99, worst) = spread(times);
    println!("| {label} | {median:.1} | {p99:.1} | {worst:.1} |");
}

fn spread(times: &mut [f64]) -> (f64, f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times
            .get(((times.len() as f64 - 1.0) * share) as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    (at(0.5), at(0.99), at(1.0))
}

fn fsync_ms(folder: &Path) -> (f64, f64, f64) {
    let mut file = std::fs::File::create(folder.join("fsync")).expect("a file");
    let block = [7u8; 4096];
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&block).expect("a write");
            file.sync_data().expect("a sync");
            ms(start)
        })
        .collect();
    spread(&mut times)
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn serve(work: &Path) -> (Child, String) {
    let token = sha256_hex(TOKEN.as_bytes());
    let config = format!(
        "[site]\nname = \"Bench Times\"\nlisten = \"127.0.0.1:0\"\n\n[[section]]\nslug = \"world\"\nname = \"World\"\n\n\
         [[agency]]\nid = \"ew\"\nname = \"Example Wire\"\n\n[[feed]]\nid = \"ew\"\nagency = \"ew\"\n\
         transport = \"push\"\ntoken_sha256 = \"{token}\"\non_arrival = \"publish:world\"\n"
    );
    let path = work.join("copydesk.toml");
    std::fs::write(&path, config).expect("a configuration");
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("serve")
        .arg("--config")
        .arg(&path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    let address = line
        .trim()
        .rsplit("http://")
        .next()
        .expect("an address")
        .to_owned();
    (child, address)
}

fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

fn wire(number: usize, version: u32, status: &str) -> String {
    let mut text = String::new();
    for paragraph in 0..12 {
        let _ = write!(
            text,
            "<p>Depot {number} counted {} crates in bay {paragraph}, its manager said, and moved {} of them to the \
             quay before the evening tide. The next count is due in a week, and the figures of the bays on the north \
             side will be published with it.</p>",
            number * 3 + paragraph,
            number + paragraph * 2,
        );
    }
    format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"tag:ew.example,2026:bench-{number}\" \
         version=\"{version}\" standard=\"NewsML-G2\"><itemMeta><itemClass qcode=\"ninat:text\"/><provider literal=\"ew\"/>\
         <versionCreated>2026-11-23T09:00:{version:02}Z</versionCreated><pubStatus qcode=\"stat:{status}\"/></itemMeta>\
         <contentMeta><headline>Count-{number}-begins at the depot</headline></contentMeta><contentSet>\
         <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{text}</body>\
         </html></inlineXML></contentSet></newsItem>"
    )
}

/// One connection that is kept.
struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
    /// The last cookie that was set.
    cookie: String,
}

impl Connection {
    fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the program listens");
        stream.set_nodelay(true).expect("no delay");
        Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            cookie: String::new(),
        }
    }

    /// Signs in at the desk; the session's cookie.
    fn sign_in(&mut self, name: &str, password: &str) -> String {
        let headers =
            "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let form = format!("name={name}&password={password}");
        let (status, _) = self.ask("POST /desk/sign-in", headers, &form);
        assert_eq!(status, 303);
        self.cookie.clone()
    }

    fn ask(&mut self, request_line: &str, headers: &str, body: &str) -> (u16, Vec<u8>) {
        let request = format!(
            "{request_line} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream
            .get_mut()
            .write_all(request.as_bytes())
            .expect("a request");
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a status");
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .expect("a status");
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            if line.trim().is_empty() {
                break;
            }
            if line.to_ascii_lowercase().starts_with("set-cookie:") {
                self.cookie = line[11..].trim().split(';').next().unwrap_or("").to_owned();
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).expect("a body");
        (status, bytes)
    }

    fn push(&mut self, wire: &str) {
        let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/xml\r\n");
        let (status, _) = self.ask("POST /intake/ew", &headers, wire);
        assert_eq!(status, 202);
    }
}

fn send_all(address: &str, sent: &Arc<Mutex<HashMap<usize, Instant>>>) {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            scope.spawn(move || {
                let mut connection = Connection::open(address);
                for number in (sender..ITEMS).step_by(SENDERS) {
                    let due = start
                        + Duration::from_secs(1) / PER_SECOND * u32::try_from(number).unwrap_or(0);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let wire = wire(number, 1, "usable");
                    sent.lock().expect("a lock").insert(number, Instant::now());
                    connection.push(&wire);
                }
            });
        }
    });
}

/// Asks for the feed again and again; the first time a headline stands in it, its story is live.
fn watch(address: &str, sent: &Arc<Mutex<HashMap<usize, Instant>>>) -> Vec<f64> {
    let mut connection = Connection::open(address);
    let mut seen = HashMap::new();
    let give_up = Instant::now() + Duration::from_secs(60);
    while seen.len() < ITEMS && Instant::now() < give_up {
        let (_, feed) = connection.ask("GET /feed.json", "", "");
        let now = Instant::now();
        let feed = String::from_utf8_lossy(&feed).into_owned();
        for rest in feed.split("Count-").skip(1) {
            let Some(number) = rest
                .split('-')
                .next()
                .and_then(|digits| digits.parse::<usize>().ok())
            else {
                continue;
            };
            if let Some(start) = sent.lock().expect("a lock").get(&number) {
                seen.entry(number)
                    .or_insert_with(|| (now - *start).as_secs_f64() * 1000.0);
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    println!(
        "{} of {ITEMS} stories were seen live in the feed",
        seen.len()
    );
    seen.into_values().collect()
}

/// Kills the newest stories one after the other.
fn kill_some(address: &str) -> Vec<f64> {
    let mut connection = Connection::open(address);
    let (_, feed) = connection.ask("GET /feed.json", "", "");
    let feed: serde_json::Value = serde_json::from_slice(&feed).expect("a feed");
    let entries = feed["items"].as_array().cloned().unwrap_or_default();
    let mut times = Vec::new();
    for entry in entries.iter().take(KILLS) {
        let title = entry["title"].as_str().unwrap_or_default();
        let number = title
            .split('-')
            .nth(1)
            .and_then(|digits| digits.parse().ok())
            .expect("a number");
        let url = entry["url"].as_str().unwrap_or_default();
        let path = url.split_once(address).map_or(url, |(_, path)| path);
        let path = path
            .splitn(4, '/')
            .last()
            .map(|rest| format!("/{rest}"))
            .filter(|_| path.starts_with("http"))
            .unwrap_or(path.to_owned());
        let (status, _) = connection.ask(&format!("GET {path}"), "", "");
        assert_eq!(status, 200, "{path}");
        let start = Instant::now();
        connection.push(&wire(number, 2, "canceled"));
        while connection.ask(&format!("GET {path}"), "", "").0 != 410 {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "never gone: {path}"
            );
        }
        times.push(ms(start));
    }
    times
}
