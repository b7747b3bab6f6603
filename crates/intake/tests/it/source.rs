//! A source on the loopback address that answers as scripted, one connection an answer, and keeps what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// One scripted answer: the bytes on the connection, and what follows them.
pub struct Script {
    pub bytes: Vec<u8>,
    pub then: Then,
}

/// What the source does after its bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Close,
    /// Keeps the connection open and says no more.
    Hang,
}

pub struct Source {
    pub origin: String,
    asked: Arc<Mutex<Vec<String>>>,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Source {
    /// Starts a source that gives these answers in order.
    pub async fn answering(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::clone(&asked);
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&bodies);
        tokio::spawn(async move {
            let mut hanging = Vec::new();
            for script in scripts {
                let (mut connection, _) = listener.accept().await.expect("a connection");
                let head = read_head(&mut connection).await;
                let body = read_body(&mut connection, &head).await;
                told.lock().expect("no holder panics").push(body);
                heads.lock().expect("no holder panics").push(head);
                // A client that refuses an answer may be gone before its end.
                let _ = connection.write_all(&script.bytes).await;
                match script.then {
                    Then::Close => drop(connection.shutdown().await),
                    Then::Hang => hanging.push(connection),
                }
            }
            std::future::pending::<()>().await;
        });
        Self {
            origin,
            asked,
            bodies,
        }
    }

    /// Bodies of the requests so far.
    pub fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("no holder panics").clone()
    }

    /// Heads of the requests so far, in lower case.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no holder panics").clone()
    }
}

/// As much as the head announces.
async fn read_body(connection: &mut tokio::net::TcpStream, head: &str) -> String {
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    match connection.read_exact(&mut body).await {
        Ok(_) => String::from_utf8_lossy(&body).into_owned(),
        Err(_) => String::new(),
    }
}

async fn read_head(connection: &mut tokio::net::TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match connection.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).to_ascii_lowercase()
}

/// An answer with a status line, headers and a body, and its length stated.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Script {
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{lines}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    Script {
        bytes: [head.as_bytes(), body].concat(),
        then: Then::Close,
    }
}
