//! Explainers over stories that will be killed: made at the desk as an editor makes them, then asked for until no word of
//! the killed story's line stands there. Measures nothing but that.

use std::time::{Duration, Instant};

use super::{Connection, ms, wire};

/// Explainers made.
const EXPLAINERS: usize = 5;
/// Stories that each cites.
const STORIES: usize = 10;

/// A line of an explainer, and the story it rests on.
pub struct Line {
    /// Number of the story's item.
    pub number: usize,
    page: String,
    words: String,
}

/// Makes the explainers over the newest stories.
pub fn explain(address: &str, password: &str) -> Vec<Line> {
    let mut connection = Connection::open(address);
    let cookie = connection.sign_in("bench", password);
    let (_, feed) = connection.ask("GET /feed.json", "", "");
    let feed: serde_json::Value = serde_json::from_slice(&feed).expect("a feed");
    let entries = feed["items"].as_array().cloned().unwrap_or_default();
    let stories: Vec<(usize, String)> = entries
        .iter()
        .filter_map(|entry| {
            let number = entry["title"].as_str()?.split('-').nth(1)?.parse().ok()?;
            let id = entry["url"].as_str()?.rsplit('-').next()?.to_owned();
            Some((number, id))
        })
        .collect();
    let mut lines = Vec::new();
    for (nth, group) in stories.chunks(STORIES).take(EXPLAINERS).enumerate() {
        lines.extend(one(&mut connection, &cookie, nth, group));
    }
    lines
}

fn one(
    connection: &mut Connection,
    cookie: &str,
    nth: usize,
    stories: &[(usize, String)],
) -> Vec<Line> {
    let sources: Vec<String> = stories
        .iter()
        .map(|(_, id)| format!("source=story:{id}"))
        .collect();
    let address = format!("/desk/explainer/new?{}", sources.join("&"));
    let (_, form) = connection.ask(
        &format!("GET {address}"),
        &format!("Cookie: {cookie}\r\n"),
        "",
    );
    let form = String::from_utf8_lossy(&form).into_owned();
    let slug = format!("bench-{nth}");
    let mut fields = format!(
        "{}&title=Bench&slug={slug}&do=publish&q0=What+was+counted",
        sources.join("&").replace(':', "%3A")
    );
    let mut lines = Vec::new();
    for (at, (number, _)) in stories.iter().enumerate() {
        // The first paragraph of each story names its depot.
        let option = form
            .split("<option value=\"")
            .find(|option| option.contains(&format!("Depot {number} counted")))
            .expect("a paragraph to cite");
        let key = option.split('"').next().unwrap_or_default();
        fields.push_str(&format!(
            "&q0_l{at}=Line-{number}-stands&q0_l{at}_cite={key}"
        ));
        lines.push(Line {
            number: *number,
            page: format!("/explainers/{slug}"),
            words: format!("Line-{number}-stands"),
        });
    }
    let headers = format!(
        "Cookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let (status, answer) = connection.ask("POST /desk/explainer/new", &headers, &fields);
    assert_eq!(status, 303, "{}", String::from_utf8_lossy(&answer));
    lines
}

/// Kills the stories one after the other; how long until the line is gone from its explainer.
pub fn kill(address: &str, lines: &[Line]) -> Vec<f64> {
    let mut connection = Connection::open(address);
    let mut times = Vec::new();
    for line in lines {
        let stands = |connection: &mut Connection| {
            let (status, page) = connection.ask(&format!("GET {}", line.page), "", "");
            assert_eq!(status, 200, "{}", line.page);
            String::from_utf8_lossy(&page).contains(&line.words)
        };
        let ready = Instant::now();
        while !stands(&mut connection) {
            assert!(ready.elapsed() < Duration::from_secs(10), "{}", line.words);
        }
        let start = Instant::now();
        connection.push(&wire(line.number, 2, "canceled"));
        while stands(&mut connection) {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "never gone: {}",
                line.words
            );
        }
        times.push(ms(start));
    }
    times
}
