//! JSON Feed 1.1. A gone story is overwritten for seven days: the same id, no words of it.

use serde_json::{Map, Value, json};

use super::Feed;
use crate::lists::card::Card;

/// Writes the feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    let gone = feed.gone.iter().map(|gone| {
        json!({
            "id": feed.id(&gone.id, gone.first_published),
            "title": feed.overwriting_title(),
            "content_text": "",
            "date_modified": feed.local(gone.at),
        })
    });
    let items: Vec<Value> = gone
        .chain(feed.entries.iter().map(|card| item(feed, card)))
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.config.language,
        "items": items,
    })
    .to_string()
}

fn item(feed: &Feed<'_>, card: &Card) -> Value {
    let mut item = Map::new();
    item.insert("id".into(), json!(feed.id(&card.id, card.first_published)));
    item.insert("url".into(), json!(feed.link(card)));
    item.insert("title".into(), json!(card.headline));
    item.insert(
        "content_text".into(),
        json!(card.standfirst.as_deref().unwrap_or(&card.headline)),
    );
    if let Some(standfirst) = &card.standfirst {
        item.insert("summary".into(), json!(standfirst));
    }
    if let Some(picture) = &card.picture {
        item.insert(
            "image".into(),
            json!(format!("{}{}", feed.config.origin, picture.src)),
        );
    }
    item.insert(
        "date_published".into(),
        json!(feed.local(card.first_published)),
    );
    item.insert("date_modified".into(), json!(feed.local(card.changed)));
    item.insert("authors".into(), json!([{"name": feed.author(card)}]));
    item.insert("language".into(), json!(card.language));
    item.insert("tags".into(), json!([card.section]));
    Value::Object(item)
}
