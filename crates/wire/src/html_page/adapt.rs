//! A page to an item. What the page shows goes before what its head states of the headline; dates and names are those
//! of JSON-LD, then of `meta`. Nothing is derived from addresses or class names.

use super::json_ld::{self, Article};
use super::raw::{Image, Page};
use crate::chars::Mapped;
use crate::finding::Findings;
use crate::json::scan_within;
use crate::lines;
use crate::origin::{self, add_once, folded, note};
use crate::{
    BlockKind, Format, Item, Link, Paragraph, Picture, SentTime, Source, Span, Subject, stated,
};

/// The item that a page is.
pub(super) fn item(
    page: &Page,
    decoded: &Mapped<'_>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Item {
    let article = article(page, decoded, source, findings);
    let mut item = Item {
        headline: headline(page, &article),
        byline: byline(page, &article),
        dateline: article.dateline.clone(),
        credit_line: article.credit.clone(),
        copyright_holder: article.copyright_holder.clone(),
        copyright_notice: article
            .copyright_notice
            .clone()
            .or(page.meta(&["copyright", "dc.rights"])),
        language: page
            .language
            .clone()
            .or(article.language.clone())
            .or(page.meta(&["og:locale"])),
        usage_terms: article.terms.clone(),
        version: article.version.clone(),
        ..source.item(Format::Html)
    };
    identity(page, &article, source, &mut item);
    times(page, &article, source, &mut item);
    subjects(page, &article, &mut item);
    texts(page, &article, decoded, &mut item);
    pictures(page, &article, &mut item);
    item.links.extend(
        article
            .based_on
            .iter()
            .map(|target| link("derived_from", target)),
    );
    if let Some(title) = &page.title {
        lines::place(&mut item, title.clone(), "title");
    }
    stated::words(&mut item);
    origin::finish(&mut item);
    item
}

fn link(rel: &str, target: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        target: target.to_owned(),
        version: None,
    }
}

/// The first article of the page's JSON-LD.
fn article(
    page: &Page,
    decoded: &Mapped<'_>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Article {
    let mut found = None;
    for &script in &page.json_ld {
        let part = decoded.part(script);
        let tree = scan_within(&part.text, &source.hint.limits);
        let noticed = tree.findings.iter().cloned().map(|mut finding| {
            finding.span = finding.span.map(|span| part.span(span));
            finding
        });
        findings.extend(noticed);
        found = found.or_else(|| json_ld::article(tree.roots()));
    }
    found.unwrap_or_default()
}

fn headline(page: &Page, article: &Article) -> Option<String> {
    let inside = page.headings.iter().find(|(_, inside)| *inside);
    let only = page.headings.first().filter(|_| page.headings.len() == 1);
    let shown = inside.or(only).map(|(text, _)| text.clone());
    shown
        .or_else(|| article.headline.clone())
        .or_else(|| page.meta(&["og:title", "twitter:title"]))
        .or_else(|| page.title.clone())
}

fn byline(page: &Page, article: &Article) -> Option<String> {
    let names = article.authors.join(", ");
    folded(&names).or_else(|| page.meta(&["author", "byl", "dc.creator"]))
}

fn identity(page: &Page, article: &Article, source: &Source<'_>, item: &mut Item) {
    let address = page
        .canonical
        .clone()
        .or_else(|| article.address.clone())
        .or_else(|| page.meta(&["og:url"]));
    match &address {
        Some(address) => {
            item.guid.clone_from(address);
            item.links.push(link("canonical", address));
        }
        None => source.name_by_hash(item, Span::new(0, source.raw.len())),
    }
    if let Some(id) = &article.identifier {
        origin::add_alt_id(item, "identifier", id.clone());
    }
    item.version_ordinal = item
        .version
        .as_deref()
        .and_then(|version| version.parse().ok());
}

fn times(page: &Page, article: &Article, source: &Source<'_>, item: &mut Item) {
    let published = [
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "pubdate",
    ];
    let modified = ["article:modified_time", "datemodified", "og:updated_time"];
    let published = article.published.clone().or(page.meta(&published));
    let modified = article.modified.clone().or(page.meta(&modified));
    item.first_created = time(published, source, item);
    let modified = time(modified, source, item);
    item.version_created = modified.or_else(|| item.first_created.clone());
    item.expires = time(article.expires.clone(), source, item);
}

fn time(text: Option<String>, source: &Source<'_>, item: &mut Item) -> Option<SentTime> {
    origin::time_of(source, &text?, Span::new(0, source.raw.len()), item)
}

fn subjects(page: &Page, article: &Article, item: &mut Item) {
    let site = page.meta(&["og:site_name"]);
    add_once(&mut item.sources, article.publisher.clone());
    add_once(&mut item.sources, site);
    let metas = page
        .meta(&["news_keywords", "keywords"])
        .unwrap_or_default();
    let words = article
        .keywords
        .iter()
        .map(String::as_str)
        .chain(metas.split(','));
    for word in words {
        add_once(&mut item.keywords, folded(word));
    }
    let section = article.section.clone().or(page.meta(&["article:section"]));
    let subject = section.map(|name| Subject {
        name: Some(name),
        ..Subject::default()
    });
    add_once(&mut item.subjects, subject);
}

/// The article, what stands around it, and the summary that the head states.
fn texts(page: &Page, article: &Article, decoded: &Mapped<'_>, item: &mut Item) {
    let mut story = page.article.clone();
    lines::drop_repeated_headline(item, &mut story);
    let html = || Some("text/html".to_owned());
    lines::push_rendition(item, "article".to_owned(), html(), story);
    lines::push_rendition(item, "around".to_owned(), html(), page.around.clone());
    let shown = item
        .renditions
        .first()
        .is_some_and(|form| form.name == "article");
    item.body = shown.then_some(0);
    match page.stated(&["og:description", "description", "twitter:description"]) {
        Some(stated) => {
            let summary = Paragraph {
                kind: BlockKind::Text,
                text: stated.content.clone(),
                span: decoded.span(stated.span),
            };
            lines::push_rendition(item, "description".to_owned(), None, vec![summary]);
        }
        None => {
            if let Some(text) = &article.description {
                lines::place(item, text.clone(), "description");
            }
        }
    }
    let only = item
        .renditions
        .iter()
        .position(|form| form.name == "description");
    if item.body.is_none() && only.is_some() {
        item.body = only;
        note(
            item,
            "body.summary_only",
            "only a description, no article",
            None,
        );
    }
}

fn pictures(page: &Page, article: &Article, item: &mut Item) {
    let stated = page.meta(&["og:image", "og:image:url", "twitter:image"]);
    let size = |name: &str| page.meta(&[name]).and_then(|size| size.parse().ok());
    let stated = stated.map(|href| Image {
        href,
        alternative: page.meta(&["og:image:alt"]),
        width: size("og:image:width"),
        height: size("og:image:height"),
    });
    let images = stated.iter().chain(&article.images).chain(&page.images);
    for image in images {
        let known = item
            .pictures
            .iter()
            .any(|one| one.href.as_ref() == Some(&image.href));
        if known {
            continue;
        }
        item.pictures.push(Picture {
            href: Some(image.href.clone()),
            caption: image.alternative.clone(),
            width: image.width,
            height: image.height,
            ..Picture::default()
        });
    }
}
