//! An audit in a few lines for people at a terminal.

use std::fmt::Write as _;

use copydesk_site::audit::{Audited, percent};
use copydesk_text::{Language, picture_sentence};
use copydesk_wire::Status;

/// The lines about one page.
pub fn of(audited: &Audited) -> String {
    let audit = &audited.audit;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {}; {}",
        audited.name,
        audited.measured(),
        audited.label()
    );
    for found in &audit.sources {
        let source = &audited.sources[found.source];
        let version = source
            .version()
            .and_then(|version| version.version.as_deref());
        let version = version.map_or_else(String::new, |version| format!(" version {version}"));
        let _ = writeln!(
            out,
            "  {} {}{version}: {} words, {} of the page, {} of the wire",
            source.key.agency,
            source.key.guid,
            found.words,
            percent(found.share_page),
            percent(found.share_wire),
        );
        let _ = writeln!(out, "    {}", found.disclosure.sentence(Language::English));
        if source.status != Status::Usable {
            let _ = writeln!(out, "    The agency's status is {}.", source.status.name());
        }
        if let Some(newer) = source.newer().and_then(|newer| newer.version.as_deref()) {
            let _ = writeln!(out, "    The agency has since sent version {newer}.");
        }
    }
    if let Some(combined) = &audit.combined {
        let _ = writeln!(out, "  {}", combined.sentence(Language::English));
    }
    let credits = copydesk_page::picture_credits(&audited.page);
    let credits: Vec<Option<&str>> = credits.iter().map(Option::as_deref).collect();
    let agency = audit
        .disclosure()
        .and_then(|disclosure| disclosure.agency());
    let pictures = picture_sentence(agency, &credits, Language::English);
    if let Some(pictures) = pictures.filter(|_| agency.is_some()) {
        let _ = writeln!(out, "  {pictures}");
    }
    if let Some(claim) = &audit.claim {
        let holds = match audit.claim_holds() {
            Some(true) => "This holds.",
            Some(false) => "This does not hold.",
            None => "No wire of the archive is there to say whether this holds.",
        };
        let _ = writeln!(out, "  The page says: \"{}\" {holds}", claim.text);
    }
    out
}
