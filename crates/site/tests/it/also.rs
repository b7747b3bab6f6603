//! "Also read": stories that share passages, by the archive's index; never the same text, never what readers may not read.

use axum::http::StatusCode;
use copydesk_desk::StoryId;

use crate::newsroom::{Newsroom, Wire, feed_of, instant, path};

/// What the agency tells of the lake in each of its stories.
const LAKE: &str = "The lake of Orma lies 410 metres above the sea, feeds three rivers, and gave the town of Ormaby its \
                    water until the pumping station of 1968 was closed for good.";
const FERRY: &str = "A ferry on the lake of Orma turned back on Friday after its captain saw smoke above the northern wood.";
const FIRE: &str = "Eleven fire crews fought a blaze in the wood north of Ormaby through the night, the county said.";
const OTHER: &str = "A choir of ninety sang in the market hall of Vell for the first time since the roof was made new.";

async fn published(room: &Newsroom, name: &'static str, headline: &str, text: &[&str]) -> StoryId {
    room.send(&Wire::new(name, headline, text)).await;
    let id = room.publish(name, headline, "world").await;
    room.pass(60);
    id
}

async fn lists(room: &Newsroom, id: &StoryId, headline: &str) -> bool {
    let page = room.get(&path(&room.story(id).await)).await.text();
    let Some((_, also)) = page.split_once("class=\"also\"") else {
        return false;
    };
    also.split("</section>")
        .next()
        .is_some_and(|list| list.contains(headline))
}

#[tokio::test]
async fn a_story_names_earlier_ones_that_share_passages_and_no_others() {
    let room = Newsroom::open();
    let fire = published(&room, "fire", "Fire above the lake", &[FIRE, LAKE]).await;
    let choir = published(&room, "choir", "Choir sings", &[OTHER]).await;
    let ferry = published(&room, "ferry", "Ferry turns back", &[FERRY, LAKE]).await;
    room.follow().await;
    assert!(lists(&room, &ferry, "Fire above the lake").await);
    assert!(!lists(&room, &ferry, "Choir sings").await);
    assert!(!lists(&room, &choir, "Fire").await, "it shares no passage");
    assert!(!lists(&room, &fire, "Ferry").await, "the ferry came later");
    let page = room.get(&path(&room.story(&choir).await)).await.text();
    assert!(!page.contains("class=\"also\""), "no neighbour, no section");
}

#[tokio::test]
async fn the_same_text_of_another_agency_is_no_neighbour() {
    let room = Newsroom::open();
    let text = [FERRY, LAKE];
    published(&room, "ferry", "Ferry turns back", &text).await;
    let body: String = text.iter().map(|p| format!("<p>{p}</p>")).collect();
    let other = serde_json::json!({
        "standard": {"name": "ninjs", "version": "3.0"}, "uri": "urn:example:other", "type": "text", "version": "1",
        "language": "en", "pubStatus": "usable", "versionCreated": "2026-11-24T07:05:00Z",
        "headlines": [{"role": "main", "value": "Boat turns back"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
    });
    let feed = feed_of("meridian");
    room.send_bytes(feed, other.to_string().into_bytes()).await;
    let key = copydesk_desk::ItemKey {
        agency: "meridian".into(),
        guid: "urn:example:other".into(),
    };
    let boat = room
        .publish_item(&key, "Boat turns back", "world", |_| {})
        .await;
    room.follow().await;
    assert!(!lists(&room, &boat, "Ferry turns back").await);
}

#[tokio::test]
async fn a_page_is_made_without_waiting_and_again_once_its_neighbours_are_known() {
    let room = Newsroom::open();
    published(&room, "fire", "Fire above the lake", &[FIRE, LAKE]).await;
    let ferry = published(&room, "ferry", "Ferry turns back", &[FERRY, LAKE]).await;
    room.follow_pages().await;
    let address = path(&room.story(&ferry).await);
    let first = room.get(&address).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(!first.text().contains("class=\"also\""));
    room.follow().await;
    let second = room.get(&address).await;
    assert!(second.text().contains("Fire above the lake"));
    assert_ne!(first.header("etag"), second.header("etag"));
}

#[tokio::test]
async fn a_neighbour_that_is_killed_goes_at_once_and_one_that_comes_back_is_listed_again() {
    let room = Newsroom::open();
    let fire = published(&room, "fire", "Fire above the lake", &[FIRE, LAKE]).await;
    let ferry = published(&room, "ferry", "Ferry turns back", &[FERRY, LAKE]).await;
    room.follow().await;
    let why = format!("/also/{ferry}");
    assert!(room.get(&why).await.text().contains("Fire above the lake"));
    room.withdraw(&fire).await;
    // Before the index and the lists have followed: the catalogue alone takes it off.
    room.follow_pages().await;
    assert!(!lists(&room, &ferry, "Fire above the lake").await);
    assert!(!room.get(&why).await.text().contains("Fire above the lake"));
    room.restore(&fire).await;
    room.follow().await;
    assert!(lists(&room, &ferry, "Fire above the lake").await);
    let mut kill = Wire::new("fire", "Fire", &["KILL: do not use."]);
    (kill.version, kill.kill) = (2, true);
    room.send(&kill).await;
    room.follow_pages().await;
    assert!(!lists(&room, &ferry, "Fire above the lake").await);
    room.follow().await;
    assert!(!lists(&room, &ferry, "Fire above the lake").await);
}

#[tokio::test]
async fn an_embargoed_story_is_nobodys_neighbour() {
    let room = Newsroom::open();
    let mut fire = Wire::new("fire", "Fire above the lake", &[FIRE, LAKE]);
    fire.embargo = Some(instant("2026-11-24T12:00:00Z"));
    room.send(&fire).await;
    room.publish("fire", "Fire above the lake", "world").await;
    let ferry = published(&room, "ferry", "Ferry turns back", &[FERRY, LAKE]).await;
    room.follow().await;
    assert!(!lists(&room, &ferry, "Fire above the lake").await);
    assert!(
        !room
            .get(&format!("/also/{ferry}"))
            .await
            .text()
            .contains("Fire")
    );
}

#[tokio::test]
async fn the_page_of_neighbours_says_why() {
    let room = Newsroom::open();
    let said = "“Nobody slept that night,” Maren Holt said.";
    published(&room, "fire", "Fire above the lake", &[FIRE, said, LAKE]).await;
    let again = "“Smoke lay on the water,” Maren Holt said.";
    let ferry = published(&room, "ferry", "Ferry turns back", &[FERRY, again, LAKE]).await;
    room.follow().await;
    let page = room.get(&format!("/also/{ferry}")).await;
    assert_eq!(page.header("x-robots-tag"), "noindex");
    let text = page.text();
    for words in [
        "Ferry turns back",
        "Fire above the lake",
        "Words in common: 3",
        "The lake of Orma lies 410 metres above the sea",
        "Speakers in both: Maren Holt",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("Eleven fire crews"), "only what both have");
    let unknown = room.get("/also/abcdefgh234").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.bytes, room.get("/world/x-abcdefgh234").await.bytes);
}
