//! The head of a page, made in Rust: title, canonical address, robots, Open Graph, JSON-LD, the one style element.
//! A theme places it and cannot change it. A field without a value is left out.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use crate::config::SiteConfig;
use crate::route::FeedForm;
use crate::theme::Fragment;

/// What search engines may do with a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Robots {
    /// Index it, large previews allowed.
    #[default]
    Index,
    /// Keep it out.
    NoIndex,
}

/// A page's head before its style is known.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Title, without the publication's name.
    pub title: String,
    /// Path of the canonical address.
    pub canonical: Option<String>,
    /// For search engines.
    pub robots: Robots,
    /// One line on the page.
    pub description: Option<String>,
    /// Section whose feeds are named beside the site's.
    pub section: Option<(String, String)>,
    /// A story's own facts.
    pub article: Option<Article>,
}

/// What a story's head says beyond that of other pages.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// House headline.
    pub headline: String,
    /// Published, RFC 3339 with offset.
    pub published: String,
    /// Last changed in public, if later.
    pub modified: Option<String>,
    /// Agency, or a person the wire names.
    pub author: Option<Author>,
    /// The agency's name.
    pub agency: Option<String>,
    /// Credit line of the text.
    pub credit: Option<String>,
    /// Rights line.
    pub rights: Option<String>,
    /// Section name and path.
    pub section: Option<(String, String)>,
    /// BCP 47.
    pub language: String,
    /// Words of the text.
    pub word_count: usize,
    /// Edition number.
    pub edition: u32,
    /// What was corrected, and when.
    pub correction: Option<(String, String)>,
    /// Place line of the wire.
    pub dateline: Option<String>,
    /// Lead picture.
    pub picture: Option<ArticlePicture>,
}

/// Who wrote it.
#[derive(Clone, Debug)]
pub enum Author {
    /// A byline of the wire.
    Person(String),
    /// The agency or the publication.
    Organization(String),
}

/// The picture of a preview.
#[derive(Clone, Debug)]
pub struct ArticlePicture {
    /// Path on the site.
    pub path: String,
    /// Its credit.
    pub credit: Option<String>,
    /// Words in its place.
    pub alt: String,
    /// Pixels.
    pub size: Option<(u32, u32)>,
}

impl Head {
    /// The head of a page that is not indexed and has no address of its own.
    #[must_use]
    pub fn plain(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            robots: Robots::NoIndex,
            ..Self::default()
        }
    }

    /// The fragment, with the theme's style.
    #[must_use]
    pub fn fragment(&self, config: &SiteConfig, style: &str) -> Fragment {
        let title = if self.title == config.name {
            config.name.clone()
        } else {
            format!("{} - {}", self.title, config.name)
        };
        Fragment::new(html! {
            meta charset="utf-8";
            title { (title) }
            meta name="viewport" content="width=device-width,initial-scale=1";
            meta name="color-scheme" content="light dark";
            (self.links(config))
            @if let Some(article) = &self.article { (article.meta(config, self)) }
            style { (PreEscaped(style)) }
            meta name="generator" content="Copydesk";
        })
    }

    fn links(&self, config: &SiteConfig) -> Markup {
        let robots = match self.robots {
            Robots::Index => "index,follow,max-image-preview:large",
            Robots::NoIndex => "noindex",
        };
        html! {
            meta name="robots" content=(robots);
            @if let Some(description) = &self.description { meta name="description" content=(description); }
            @if let Some(path) = &self.canonical { link rel="canonical" href=(format!("{}{path}", config.origin)); }
            @for form in FeedForm::ALL {
                link rel="alternate" type=(bare_type(form)) href=(format!("/{}", form.file())) title=(config.name);
            }
            @if let Some((name, path)) = &self.section {
                link rel="alternate" type=(bare_type(FeedForm::Atom)) href=(format!("{path}feed.xml"))
                    title=(format!("{name} - {}", config.name));
            }
        }
    }
}

fn bare_type(form: FeedForm) -> &'static str {
    form.media_type().split(';').next().unwrap_or_default()
}

impl Article {
    fn meta(&self, config: &SiteConfig, head: &Head) -> Markup {
        let author = self.author.as_ref().map(|author| match author {
            Author::Person(name) | Author::Organization(name) => name.as_str(),
        });
        let locale = self.language.replace('-', "_");
        html! {
            meta property="og:type" content="article";
            meta property="og:title" content=(self.headline);
            @if let Some(path) = &head.canonical { meta property="og:url" content=(format!("{}{path}", config.origin)); }
            meta property="og:site_name" content=(config.name);
            meta property="og:locale" content=(locale);
            @if let Some(description) = &head.description { meta property="og:description" content=(description); }
            @if let Some(picture) = &self.picture { (picture.meta(config)) }
            meta property="article:published_time" content=(self.published);
            @if let Some(modified) = &self.modified { meta property="article:modified_time" content=(modified); }
            @if let Some((name, _)) = &self.section { meta property="article:section" content=(name); }
            @if let Some(author) = author { meta name="author" content=(author); }
            script type="application/ld+json" { (PreEscaped(self.json_ld(config, head))) }
        }
    }

    /// JSON-LD; `<` is written as an escape, so nothing in it can end the element.
    fn json_ld(&self, config: &SiteConfig, head: &Head) -> String {
        let mut article = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                article.insert(name.to_owned(), value);
            }
        };
        let url = head
            .canonical
            .as_ref()
            .map(|path| format!("{}{path}", config.origin));
        let text = |value: &Option<String>| value.clone().map(Value::from);
        put("@type", Some(json!("NewsArticle")));
        put("headline", Some(json!(self.headline)));
        put("mainEntityOfPage", url.clone().map(Value::from));
        put("datePublished", Some(json!(self.published)));
        put("dateModified", text(&self.modified));
        put("author", self.author.as_ref().map(Author::json));
        put("publisher", Some(publisher(config)));
        put(
            "sourceOrganization",
            self.agency.as_ref().map(|name| organization(name)),
        );
        put("creditText", text(&self.credit));
        put("copyrightNotice", text(&self.rights));
        put(
            "isBasedOn",
            url.as_ref()
                .filter(|_| self.agency.is_some())
                .map(|url| json!(format!("{url}/comparison"))),
        );
        put("dateline", text(&self.dateline));
        put(
            "articleSection",
            self.section.as_ref().map(|(name, _)| json!(name)),
        );
        put("inLanguage", Some(json!(self.language)));
        put("wordCount", Some(json!(self.word_count)));
        put("version", Some(json!(self.edition)));
        put(
            "image",
            self.picture.as_ref().map(|picture| picture.json(config)),
        );
        put("correction", self.correction.as_ref().map(|(what, at)| {
            json!([{"@type": "CorrectionComment", "text": what, "datePublished": at}])
        }));
        let graph = json!({
            "@context": "https://schema.org",
            "@graph": [Value::Object(article), self.breadcrumbs(config, head)],
        });
        graph.to_string().replace('<', "\\u003c")
    }

    fn breadcrumbs(&self, config: &SiteConfig, head: &Head) -> Value {
        let mut steps = vec![(config.name.clone(), Some("/".to_owned()))];
        steps.extend(self.section.clone().map(|(name, path)| (name, Some(path))));
        steps.push((self.headline.clone(), head.canonical.clone()));
        let items: Vec<Value> = steps
            .into_iter()
            .enumerate()
            .map(|(index, (name, path))| {
                json!({
                    "@type": "ListItem", "position": index + 1, "name": name,
                    "item": path.map(|path| format!("{}{path}", config.origin)),
                })
            })
            .collect();
        json!({"@type": "BreadcrumbList", "itemListElement": items})
    }
}

impl Author {
    fn json(&self) -> Value {
        match self {
            Self::Person(name) => json!({"@type": "Person", "name": name}),
            Self::Organization(name) => organization(name),
        }
    }
}

impl ArticlePicture {
    fn meta(&self, config: &SiteConfig) -> Markup {
        html! {
            meta property="og:image" content=(format!("{}{}", config.origin, self.path));
            @if !self.alt.is_empty() { meta property="og:image:alt" content=(self.alt); }
            @if let Some((width, height)) = self.size {
                meta property="og:image:width" content=(width);
                meta property="og:image:height" content=(height);
            }
            meta name="twitter:card" content="summary_large_image";
        }
    }

    fn json(&self, config: &SiteConfig) -> Value {
        let mut picture = Map::new();
        picture.insert("@type".into(), json!("ImageObject"));
        picture.insert(
            "contentUrl".into(),
            json!(format!("{}{}", config.origin, self.path)),
        );
        if let Some(credit) = &self.credit {
            picture.insert("creditText".into(), json!(credit));
        }
        if let Some((width, height)) = self.size {
            picture.insert("width".into(), json!(width));
            picture.insert("height".into(), json!(height));
        }
        Value::Object(picture)
    }
}

fn organization(name: &str) -> Value {
    json!({"@type": "NewsMediaOrganization", "name": name})
}

fn publisher(config: &SiteConfig) -> Value {
    json!({
        "@type": "NewsMediaOrganization", "name": config.name, "url": config.origin,
        "publishingPrinciples": format!("{}/about/disclosure", config.origin),
        "correctionsPolicy": format!("{}/corrections", config.origin),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_can_end_its_element() {
        let article = Article {
            headline: "</script><script>alert(1)</script>".into(),
            ..Article::default()
        };
        let config = crate::config::SiteConfig {
            name: "The Paper".into(),
            origin: "https://news.example".into(),
            language: "en".into(),
            zone: jiff::tz::TimeZone::UTC,
            sections: Vec::new(),
            agencies: Vec::new(),
            theme: None,
            media: None,
            page_cache_bytes: 0,
            house_map: None,
            freshness: None,
        };
        let head = Head {
            title: "T".into(),
            article: Some(article),
            ..Head::default()
        };
        let fragment = head.fragment(&config, "");
        assert_eq!(fragment.as_str().matches("</script>").count(), 1);
    }
}
