//! An FTP server that does what servers do on bad days: breaks off in the middle of a file, stalls, refuses one,
//! knows no MLSD. Its files are in memory; it keeps what it was told.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one RETR.
#[derive(Clone, Copy, Debug)]
pub enum Bad {
    /// Sends so many bytes, then closes every connection.
    BreaksAfter(usize),
    /// Sends so many bytes, then says no more.
    StallsAfter(usize),
    /// Answers 550.
    Refuses,
    /// Announces more than it sends.
    Short,
}

/// Whether the server knows MLSD and MLST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    WithFacts,
    WithNames,
}

pub struct OddFtp {
    pub port: u16,
    day: Arc<Mutex<Day>>,
}

struct Day {
    files: BTreeMap<String, Vec<u8>>,
    /// By file, in order; none left means that all is well.
    bad: BTreeMap<String, VecDeque<Bad>>,
    told: Vec<String>,
    lists: Lists,
}

impl OddFtp {
    pub async fn with(files: &[(&str, &[u8])], bad: &[(&str, Bad)], lists: Lists) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let mut days: BTreeMap<String, VecDeque<Bad>> = BTreeMap::new();
        for (name, what) in bad {
            days.entry((*name).to_owned()).or_default().push_back(*what);
        }
        let day = Arc::new(Mutex::new(Day {
            files: files
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
                .collect(),
            bad: days,
            told: Vec::new(),
            lists,
        }));
        let shared = Arc::clone(&day);
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.expect("a connection");
                tokio::spawn(session(connection, Arc::clone(&shared)));
            }
        });
        Self { port, day }
    }

    /// Commands so far.
    pub fn told(&self) -> Vec<String> {
        self.day.lock().expect("no holder panics").told.clone()
    }

    pub fn files(&self) -> Vec<String> {
        self.day
            .lock()
            .expect("no holder panics")
            .files
            .keys()
            .cloned()
            .collect()
    }
}

/// What one command leads to.
enum Answer {
    Line(String),
    Listing(String),
    File {
        from: usize,
        bytes: Vec<u8>,
        bad: Option<Bad>,
    },
}

/// A client that is gone ends the session.
async fn session(connection: TcpStream, day: Arc<Mutex<Day>>) -> std::io::Result<()> {
    let (reading, mut control) = connection.into_split();
    let mut lines = BufReader::new(reading).lines();
    let (mut passive, mut restart) = (None, 0);
    control.write_all(b"220 ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        day.lock()
            .expect("no holder panics")
            .told
            .push(line.clone());
        let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
        if verb == "PASV" {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let port = listener.local_addr()?.port();
            passive = Some(listener);
            // An address that is not this server's: a client that believes it never gets a byte.
            let answer = format!(
                "227 Entering Passive Mode (192,0,2,1,{},{})\r\n",
                port >> 8,
                port & 255
            );
            control.write_all(answer.as_bytes()).await?;
            continue;
        }
        match answer(&day, verb, argument, &mut restart) {
            Answer::Line(line) => control.write_all(format!("{line}\r\n").as_bytes()).await?,
            Answer::Listing(listing) => {
                control.write_all(b"150 here it comes\r\n").await?;
                let (mut data, _) = passive.take().expect("asked for first").accept().await?;
                data.write_all(listing.as_bytes()).await?;
                drop(data);
                control.write_all(b"226 done\r\n").await?;
            }
            Answer::File { from, bytes, bad } => {
                control.write_all(b"150 here it comes\r\n").await?;
                let (mut data, _) = passive.take().expect("asked for first").accept().await?;
                let end = match bad {
                    Some(Bad::BreaksAfter(end) | Bad::StallsAfter(end)) => end,
                    Some(Bad::Short) => bytes.len() - 1,
                    _ => bytes.len(),
                };
                data.write_all(&bytes[from..end]).await?;
                match bad {
                    Some(Bad::BreaksAfter(_)) => return Ok(()),
                    Some(Bad::StallsAfter(_)) => std::future::pending::<()>().await,
                    _ => {}
                }
                drop(data);
                control.write_all(b"226 done\r\n").await?;
            }
        }
    }
    Ok(())
}

fn answer(day: &Mutex<Day>, verb: &str, name: &str, restart: &mut usize) -> Answer {
    let mut day = day.lock().expect("no holder panics");
    let line = |text: &str| Answer::Line(text.to_owned());
    let facts = |name: &str, bytes: &[u8]| {
        format!(
            "type=file;size={};modify=20231114221320; {name}",
            bytes.len()
        )
    };
    let knows_facts = day.lists == Lists::WithFacts;
    match verb {
        "USER" => line("331 and the password?"),
        "PASS" => line("230 welcome"),
        "TYPE" => line("200 as you like"),
        "MLSD" if knows_facts => Answer::Listing(
            day.files
                .iter()
                .map(|(name, bytes)| facts(name, bytes) + "\r\n")
                .collect(),
        ),
        "NLST" => Answer::Listing(
            day.files
                .keys()
                .map(|name| format!("./{name}\r\n"))
                .collect(),
        ),
        "REST" => {
            *restart = name.parse().expect("a number");
            line("350 go on")
        }
        "RETR" => {
            let bad = day.bad.get_mut(name).and_then(VecDeque::pop_front);
            let from = std::mem::take(restart);
            match (bad, day.files.get(name)) {
                (Some(Bad::Refuses), _) | (_, None) => line("550 no"),
                (bad, Some(bytes)) => Answer::File {
                    from,
                    bytes: bytes.clone(),
                    bad,
                },
            }
        }
        "DELE" => match day.files.remove(name) {
            Some(_) => line("250 gone"),
            None => line("550 no"),
        },
        "MLST" | "SIZE" | "MDTM" => match day.files.get(name) {
            None => line("550 no"),
            Some(bytes) if verb == "SIZE" => line(&format!("213 {}", bytes.len())),
            Some(_) if verb == "MDTM" => line("213 20231114221320"),
            Some(bytes) if knows_facts => line(&format!(
                "250-listing\r\n {}\r\n250 end",
                facts(name, bytes)
            )),
            Some(_) => line("500 unknown"),
        },
        _ => line("500 unknown"),
    }
}
