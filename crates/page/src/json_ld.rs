//! What a page says of itself in JSON-LD: the first object of an article's type, wherever it stands in graphs and
//! lists. Broken JSON is read leniently once, then left. Never taken as the text: on real pages it holds three
//! quarters of it.

use serde_json::Value;

/// Most objects looked at.
const OBJECTS_MAX: usize = 10_000;

/// What an article's object says, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) headline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
}

/// How reading a script went.
pub(crate) enum Reading {
    /// It was read; there may be no article in it.
    Read(Option<Article>),
    /// It is no JSON.
    Broken,
}

/// Reads one script.
pub(crate) fn read(script: &str) -> Reading {
    match parsed(script) {
        Some(value) => Reading::Read(article(&value)),
        None => Reading::Broken,
    }
}

fn parsed(script: &str) -> Option<Value> {
    serde_json::from_str(script)
        .ok()
        .or_else(|| serde_json::from_str(&mended(script)).ok())
}

/// Takes off comments and CDATA marks around the JSON, and makes raw control characters spaces.
fn mended(script: &str) -> String {
    let script = script.replace("<![CDATA[", "").replace("]]>", "");
    let start = script.find(['{', '[']).unwrap_or(0);
    let end = script.rfind(['}', ']']).map_or(script.len(), |at| at + 1);
    let core = script.get(start..end).unwrap_or_default();
    core.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

fn article(root: &Value) -> Option<Article> {
    let mut pending = vec![root];
    for _ in 0..OBJECTS_MAX {
        let value = pending.pop()?;
        match value {
            Value::Array(values) => pending.extend(values.iter().rev()),
            Value::Object(_) if is_article(value) => return Some(taken(value)),
            Value::Object(fields) => {
                let inner = ["mainEntity", "mainEntityOfPage", "@graph"];
                pending.extend(inner.iter().filter_map(|name| fields.get(*name)));
            }
            _ => {}
        }
    }
    None
}

fn is_article(value: &Value) -> bool {
    texts(&value["@type"]).iter().any(|name| {
        name.ends_with("Article")
            || matches!(name.as_str(), "BlogPosting" | "LiveBlogPosting" | "Report")
    })
}

fn taken(value: &Value) -> Article {
    Article {
        headline: text(&value["headline"]).or_else(|| text(&value["name"])),
        published: text(&value["datePublished"]),
        modified: text(&value["dateModified"]),
        authors: names(&value["author"]),
        publisher: names(&value["publisher"]).into_iter().next(),
        description: text(&value["description"]),
        language: text(&value["inLanguage"]),
    }
}

/// Names of persons or organisations, given as text, object or list of either.
fn names(value: &Value) -> Vec<String> {
    let one = |value: &Value| text(value).or_else(|| text(&value["name"]));
    match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(script: &str) -> Option<String> {
        match read(script) {
            Reading::Read(article) => article.and_then(|article| article.headline),
            Reading::Broken => panic!("broken: {script}"),
        }
    }

    #[test]
    fn the_article_is_found_in_graphs_and_lists() {
        let graph = r#"{"@graph":[{"@type":"WebSite","name":"S"},{"@type":["NewsArticle"],"headline":"H"}]}"#;
        assert_eq!(headline(graph).as_deref(), Some("H"));
        assert_eq!(
            headline(r#"[{"@type":"Person"},{"@type":"Article","headline":"H"}]"#).as_deref(),
            Some("H")
        );
        assert_eq!(headline(r#"{"@type":"Organization","name":"S"}"#), None);
    }

    #[test]
    fn common_damage_is_mended_and_other_damage_is_said() {
        let wrapped = "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"a\nb\"}\n//]]>";
        assert_eq!(headline(wrapped).as_deref(), Some("a b"));
        assert!(matches!(read("{\"@type\": oops}"), Reading::Broken));
        assert!(matches!(read(&"[".repeat(100_000)), Reading::Broken));
    }
}
