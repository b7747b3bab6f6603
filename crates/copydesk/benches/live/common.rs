//! What the benches of a running newsroom share: the real binary, a connection that is kept, wires, and how times are
//! told.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const TOKEN: &str = "bench";

pub fn row(label: &str, times: &mut [f64]) {
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

pub fn fsync_ms(folder: &Path) -> (f64, f64, f64) {
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

pub fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

pub fn serve(work: &Path, on_arrival: &str) -> (Child, String) {
    let token = sha256_hex(TOKEN.as_bytes());
    let config = format!(
        "[site]\nname = \"Bench Times\"\nlisten = \"127.0.0.1:0\"\n\n[[section]]\nslug = \"world\"\nname = \"World\"\n\n\
         [[agency]]\nid = \"ew\"\nname = \"Example Wire\"\n\n[[feed]]\nid = \"ew\"\nagency = \"ew\"\n\
         transport = \"push\"\ntoken_sha256 = \"{token}\"\non_arrival = \"{on_arrival}\"\n"
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

pub fn wire(number: usize, version: u32, status: &str) -> String {
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
    // made just now: what is older than two days is published by no rule
    let made = jiff::Timestamp::now();
    format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"tag:ew.example,2026:bench-{number}\" \
         version=\"{version}\" standard=\"NewsML-G2\"><itemMeta><itemClass qcode=\"ninat:text\"/><provider literal=\"ew\"/>\
         <versionCreated>{made}</versionCreated><pubStatus qcode=\"stat:{status}\"/></itemMeta>\
         <contentMeta><headline>Count-{number}-begins at the depot</headline></contentMeta><contentSet>\
         <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{text}</body>\
         </html></inlineXML></contentSet></newsItem>"
    )
}

/// One connection that is kept.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
    /// The last cookie that was set.
    cookie: String,
}

impl Connection {
    pub fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the program listens");
        stream.set_nodelay(true).expect("no delay");
        Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            cookie: String::new(),
        }
    }

    /// Signs in at the desk; the session's cookie.
    pub fn sign_in(&mut self, name: &str, password: &str) -> String {
        let headers =
            "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let form = format!("name={name}&password={password}");
        let (status, _) = self.ask("POST /desk/sign-in", headers, &form);
        assert_eq!(status, 303);
        self.cookie.clone()
    }

    pub fn ask(&mut self, request_line: &str, headers: &str, body: &str) -> (u16, Vec<u8>) {
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

    pub fn push(&mut self, wire: &str) {
        let headers = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/xml\r\n");
        let (status, _) = self.ask("POST /intake/ew", &headers, wire);
        assert_eq!(status, 202);
    }
}
