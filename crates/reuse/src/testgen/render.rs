//! The page around the text: four templates written for this project, with what pages carry beside a story.

use copydesk_text::InsertionKind;

use super::{Numbers, Paragraph, ParagraphKind};

/// How characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// As they are.
    Plain,
    /// Quotation marks and some letters as character references.
    References,
}

pub(super) struct Sheet<'a> {
    pub language: &'a str,
    pub headline: &'a str,
    pub paragraphs: &'a [Paragraph],
    pub writing: Writing,
}

pub(super) fn html(sheet: &Sheet, numbers: &mut Numbers) -> String {
    let body: String = sheet
        .paragraphs
        .iter()
        .map(|paragraph| block(paragraph, sheet.writing))
        .collect();
    let headline = escape(sheet.headline, Writing::Plain);
    let language = sheet.language;
    let head = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{headline} | Lantern</title>\
         <meta property=\"og:site_name\" content=\"Lantern\"></head><body>"
    );
    let page = match numbers.below(4) {
        0 => format!("<article><h1>{headline}</h1>\n{body}</article>"),
        1 => format!(
            "<header class=\"site\"><nav><a href=\"/\">Start</a> <a href=\"/town\">Town</a></nav></header>\
             <main><article><header><h1>{headline}</h1></header><div class=\"body\">\n{body}</div></article></main>\
             <footer><p>Lantern, 4 Pier Road</p></footer>"
        ),
        2 => format!(
            "<div id=\"page\"><div class=\"column\"><h1>{headline}</h1><div class=\"entry-content\">\n{body}</div></div>\
             <aside><h2>Most read</h2><ul><li><a href=\"/a\">Ferry timetable</a></li><li><a href=\"/b\">Tide table</a>\
             </li></ul></aside></div>"
        ),
        _ => format!(
            "<main><section class=\"story\"><h1>{headline}</h1>\n{body}</section><section class=\"more\">\
             <a href=\"/c\">A walk along the pier in four pictures</a></section></main>"
        ),
    };
    format!("{head}{page}</body></html>\n")
}

fn block(paragraph: &Paragraph, writing: Writing) -> String {
    let text = escape(&paragraph.text(), writing);
    match paragraph.kind {
        ParagraphKind::Inserted(InsertionKind::RelatedLink) => {
            format!("<p><a href=\"/more\">{text}</a></p>\n")
        }
        // A line that is all link would be a link to another story.
        ParagraphKind::Inserted(InsertionKind::Promotion) => {
            format!("<div class=\"newsletter promo\"><p>{text}</p></div>\n")
        }
        ParagraphKind::Inserted(InsertionKind::Caption) => {
            format!(
                "<figure><img src=\"/p.jpg\" alt=\"\"><figcaption>{text}</figcaption></figure>\n"
            )
        }
        ParagraphKind::Inserted(InsertionKind::Subheading) => format!("<h2>{text}</h2>\n"),
        ParagraphKind::Text
        | ParagraphKind::SignOff
        | ParagraphKind::Inserted(InsertionKind::HouseText) => {
            format!("<p>{text}</p>\n")
        }
    }
}

fn escape(text: &str, writing: Writing) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.chars().enumerate() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' if writing == Writing::References => out.push_str("&quot;"),
            '\'' if writing == Writing::References => out.push_str("&#39;"),
            c if writing == Writing::References && at % 7 == 3 && c.is_alphanumeric() => {
                out.push_str(&format!("&#x{:X};", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
