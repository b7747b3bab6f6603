//! Throwaway.
#[path = "../tests/it/newsroom.rs"]
#[allow(dead_code)]
mod newsroom;
use copydesk_desk::*;
use copydesk_site::*;
use newsroom::*;

#[tokio::main]
async fn main() {
    let media = std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../copydesk/samples/media"
    ));
    let lang = std::env::args().nth(2).unwrap_or("en".into());
    let room = Newsroom::with(|c| {
        c.name = if lang == "hi" {
            "नमूना टाइम्स".into()
        } else {
            "The Averland Ledger".into()
        };
        c.language = lang.clone();
        c.media = Some(media);
        c.origin = "http://127.0.0.1:8099".into();
        c.sections = [
            ("world", "World"),
            ("politics", "Politics"),
            ("business", "Business"),
            ("science", "Science"),
            ("sport", "Sport"),
            ("culture", "Culture"),
        ]
        .map(|(s, n)| Section {
            slug: s.into(),
            name: n.into(),
        })
        .to_vec();
        c.agencies.push(Agency {
            id: "meridian".into(),
            name: "Meridian Press".into(),
            rights: Some("© Meridian Press. All rights reserved.".into()),
        });
    });
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read("/tmp/public-playlist.json").unwrap()).unwrap();
    for step in list.as_array().unwrap() {
        room.pass(step["pass"].as_i64().unwrap_or(180));
        let agency = step["agency"].as_str().unwrap();
        if let Some(file) = step["file"].as_str() {
            let bytes = std::fs::read(format!(
                "{}/../copydesk/samples/wires/{file}",
                env!("CARGO_MANIFEST_DIR")
            ))
            .unwrap();
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            while let Some(at) = text.find("{{T-") {
                let end = text[at..].find("}}").unwrap();
                text.replace_range(at..at + end + 2, &room.ports.clock.now().to_string());
            }
            let mut bytes = if bytes.iter().all(|b| b.is_ascii()) || text.contains("{{") == false {
                text.into_bytes()
            } else {
                bytes
            };
            if String::from_utf8_lossy(&bytes).contains("{{EMBARGO}}") {
                bytes = String::from_utf8_lossy(&bytes)
                    .replace("{{EMBARGO}}", "2027-01-01T00:00:00Z")
                    .into_bytes();
            }
            room.send_bytes(feed_of(agency), bytes).await;
        }
        if let Some(guid) = step["guid"].as_str() {
            let key = ItemKey {
                agency: agency.into(),
                guid: guid.into(),
            };
            let item = room.ports.store.item(key.clone()).await.unwrap();
            let Some(item) = item else {
                eprintln!("no item {guid}");
                continue;
            };
            if item.current == 0 || item.headline.is_none() {
                continue;
            }
            let headline = step["headline"]
                .as_str()
                .map(str::to_owned)
                .unwrap_or(item.headline.clone().unwrap());
            room.publish_item(
                &key,
                &headline,
                step["section"].as_str().unwrap_or("world"),
                |copy| {
                    copy.standfirst = step["standfirst"].as_str().map(str::to_owned);
                    copy.correction = step["correction"].as_str().map(str::to_owned);
                    if let (Some(f), Some(r)) = (step["find"].as_str(), step["replace"].as_str()) {
                        for b in &mut copy.blocks {
                            b.text = b.text.replace(f, r);
                        }
                    }
                    if let Some(n) = step["drop"].as_u64() {
                        let l = copy.blocks.len();
                        copy.blocks.truncate(l - n as usize);
                    }
                },
            )
            .await;
        }
    }
    room.follow().await;
    let listener =
        tokio::net::TcpListener::bind(std::env::args().nth(1).unwrap_or("127.0.0.1:8099".into()))
            .await
            .unwrap();
    eprintln!("listening");
    axum::serve(listener, room.router.clone()).await.unwrap();
}
