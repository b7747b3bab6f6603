//! What JSON-LD in a page states of its article. Takes the first object whose type is an article's, at the top, in a
//! list or in a `@graph`; reads values, judges nothing.

use super::raw::Image;
use crate::json::{Kind, Value};
use crate::origin::word;

/// What an article's object states.
#[derive(Clone, Debug, Default)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub expires: Option<String>,
    pub description: Option<String>,
    pub dateline: Option<String>,
    pub language: Option<String>,
    pub address: Option<String>,
    pub identifier: Option<String>,
    pub version: Option<String>,
    pub section: Option<String>,
    pub credit: Option<String>,
    pub copyright_notice: Option<String>,
    pub copyright_holder: Option<String>,
    pub publisher: Option<String>,
    pub terms: Vec<String>,
    pub authors: Vec<String>,
    pub keywords: Vec<String>,
    pub based_on: Vec<String>,
    pub images: Vec<Image>,
}

/// Most objects of one script that are looked at.
const OBJECTS_MAX: usize = 1000;

/// The first article among the values of a script.
pub(super) fn article<'t>(roots: impl Iterator<Item = Value<'t>>) -> Option<Article> {
    let mut pending: Vec<Value<'t>> = roots.collect();
    pending.reverse();
    let mut seen = 0;
    while let Some(value) = pending.pop() {
        seen += 1;
        if seen > OBJECTS_MAX {
            return None;
        }
        match value.kind() {
            Kind::Array => {
                let mut elements: Vec<Value<'t>> = value.elements().take(OBJECTS_MAX).collect();
                elements.reverse();
                pending.extend(elements);
            }
            Kind::Object if is_article(value) => return Some(read(value)),
            Kind::Object => pending.extend(value.get("@graph").or(value.get("mainEntity"))),
            _ => {}
        }
    }
    None
}

fn is_article(value: Value<'_>) -> bool {
    let types = value.get("@type");
    let one = types.and_then(|types| word(Some(types)));
    let listed = types.into_iter().flat_map(Value::elements);
    let mut all = one
        .into_iter()
        .chain(listed.filter_map(|one| word(Some(one))));
    all.any(|name| name.ends_with("Article") || name.ends_with("BlogPosting"))
}

fn read(value: Value<'_>) -> Article {
    let text = |key: &str| value.get(key).and_then(named);
    let texts = |key: &str| value.get(key).map(all_named).unwrap_or_default();
    let keywords = texts("keywords");
    Article {
        headline: text("headline").or_else(|| text("name")),
        published: text("datePublished"),
        modified: text("dateModified"),
        expires: text("expires"),
        description: text("description"),
        dateline: text("dateline"),
        language: text("inLanguage"),
        address: address(value),
        identifier: text("identifier"),
        version: text("version"),
        section: texts("articleSection").into_iter().next(),
        credit: text("creditText"),
        copyright_notice: text("copyrightNotice"),
        copyright_holder: text("copyrightHolder"),
        publisher: text("publisher"),
        terms: [texts("usageInfo"), texts("license")].concat(),
        authors: texts("author"),
        keywords: keywords
            .iter()
            .flat_map(|words| words.split(','))
            .filter_map(crate::origin::folded)
            .collect(),
        based_on: texts("isBasedOn"),
        images: images(value),
    }
}

/// A value as one line; of an object its name, value or address.
fn named(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Object => ["name", "value", "url", "@id", "alternateName"]
            .iter()
            .find_map(|key| word(value.get(key))),
        Kind::Array => value.elements().find_map(named_flat),
        _ => word(Some(value)),
    }
}

fn named_flat(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Array => None,
        _ => named(value),
    }
}

fn all_named(value: Value<'_>) -> Vec<String> {
    match value.kind() {
        Kind::Array => value.elements().filter_map(named_flat).take(200).collect(),
        _ => named(value).into_iter().collect(),
    }
}

fn address(value: Value<'_>) -> Option<String> {
    let page = value.get("mainEntityOfPage");
    let of_page = page.and_then(|page| match page.kind() {
        Kind::Object => word(page.get("@id")).or_else(|| word(page.get("url"))),
        _ => word(Some(page)),
    });
    word(value.get("url")).or(of_page)
}

fn images(value: Value<'_>) -> Vec<Image> {
    let Some(image) = value.get("image") else {
        return Vec::new();
    };
    let listed: Vec<Value<'_>> = match image.kind() {
        Kind::Array => image.elements().take(50).collect(),
        _ => vec![image],
    };
    listed.into_iter().filter_map(self::image).collect()
}

fn image(value: Value<'_>) -> Option<Image> {
    if value.kind() != Kind::Object {
        return word(Some(value)).map(|href| Image {
            href,
            ..Image::default()
        });
    }
    let size = |key: &str| word(value.get(key)).and_then(|size| size.parse().ok());
    Some(Image {
        href: word(value.get("url")).or_else(|| word(value.get("contentUrl")))?,
        alternative: word(value.get("caption")),
        width: size("width"),
        height: size("height"),
    })
}
