//! Structural strips (L4): dateline, byline, sign-off and their like, by rules that match a whole block or a whole
//! prefix. Names candidates only; whether one was stripped is read off the operations. Anything else is text.

use std::ops::Range;

use crate::compared::Text;
use crate::fold::fold_str;
use crate::scan::scan;
use crate::{BlockKind, PageSide, StripKind, StripSide, WireSide};

/// A passage that may be left out or added without touching the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub kind: StripKind,
    pub side: StripSide,
    /// Tokens of its side.
    pub tokens: Range<usize>,
}

const END_MARKS: [&str; 9] = [
    "-30-", "ENDS", "Ends", "###", "# # #", "-0-", "(END)", "(ENDS)", "End it",
];
const SIGN_OFFS: [&str; 9] = [
    "Reporting by ",
    "Additional reporting by ",
    "Writing by ",
    "Editing by ",
    "Compiled by ",
    "Reported by ",
    "With reporting by ",
    "Reporting and writing by ",
    "Reporting and editing by ",
];
const CREDITS: [&str; 4] = [
    "With inputs from ",
    "(With inputs from ",
    "With agency inputs",
    "(With agency inputs",
];
const TIMES: [&str; 8] = [
    "Updated ",
    "Updated: ",
    "Last updated",
    "Last Updated",
    "Published ",
    "Published: ",
    "Posted ",
    "First published",
];
const CLAIM_WHO: [&str; 8] = [
    "wire",
    "agency",
    "syndicated",
    "एजेंसी",
    "एजेंसियों",
    "सिंडिकेट",
    "सिंडिकेटेड",
    "वायर",
];
const CLAIM_NO: [&str; 4] = ["not", "without", "नहीं", "बिना"];
const CLAIM_WHAT: [&str; 9] = [
    "edited",
    "modified",
    "modification",
    "modifications",
    "changed",
    "संपादित",
    "बदलाव",
    "संशोधन",
    "संपादन",
];

const CLAIM_OF: [&str; 11] = [
    "feed",
    "published",
    "story",
    "report",
    "article",
    "copy",
    "फीड",
    "फ\u{93C}ीड",
    "ख\u{93C}बर",
    "खबर",
    "प्रकाशित",
];

/// Candidates of both sides, in order of place.
pub(crate) fn candidates(wire: &WireSide, w: &Text, page: &PageSide, p: &Text) -> Vec<Candidate> {
    let mut out = wire_candidates(wire, w);
    out.extend(page_candidates(wire, page, p));
    out
}

fn keys(text: &str) -> Vec<String> {
    let folded = fold_str(text);
    scan(&folded)
        .iter()
        .map(|token| folded[token.start..token.end].to_owned())
        .collect()
}

fn given(text: Option<&String>) -> Vec<String> {
    text.map(|text| keys(text)).unwrap_or_default()
}

fn equals(text: &Text, tokens: &Range<usize>, wanted: &[String]) -> bool {
    !wanted.is_empty()
        && tokens.len() == wanted.len()
        && tokens
            .clone()
            .zip(wanted)
            .all(|(index, key)| text.key(&text.tokens[index]) == key)
}

fn starts(text: &Text, tokens: &Range<usize>, wanted: &[String]) -> bool {
    !wanted.is_empty()
        && tokens.len() >= wanted.len()
        && equals(text, &(tokens.start..tokens.start + wanted.len()), wanted)
}

fn with_by(byline: &[String]) -> Vec<String> {
    let mut out = vec!["By".to_owned()];
    out.extend(byline.iter().cloned());
    out
}

fn wire_candidates(wire: &WireSide, text: &Text) -> Vec<Candidate> {
    let headline = given(wire.headline.as_ref());
    let byline = given(wire.byline.as_ref());
    let by = with_by(&byline);
    let credit = given(wire.credit_line.as_ref());
    let dateline = given(wire.dateline.as_ref());
    let mut out = Vec::new();
    let mut dateline_open = true;
    let mut first = true;
    for block in text.blocks.iter().filter(|block| !block.tokens.is_empty()) {
        let tokens = block.tokens.clone();
        let own = text.flat[block.span.start..block.span.end].trim();
        let kind = if std::mem::take(&mut first) && equals(text, &tokens, &headline) {
            Some(StripKind::HeadlineRepeat)
        } else if equals(text, &tokens, &byline)
            || (!byline.is_empty() && equals(text, &tokens, &by))
        {
            Some(StripKind::Byline)
        } else if block.kind == BlockKind::Signature || is_sign_off(own) {
            Some(StripKind::SignOff)
        } else if END_MARKS.contains(&own) {
            Some(StripKind::EndMark)
        } else {
            equals(text, &tokens, &credit).then_some(StripKind::Credit)
        };
        if let Some(kind) = kind {
            out.push(Candidate {
                kind,
                side: StripSide::Wire,
                tokens,
            });
            continue;
        }
        if std::mem::take(&mut dateline_open) && starts(text, &tokens, &dateline) {
            let mut end = tokens.start + dateline.len();
            while end < tokens.end && matches!(text.key(&text.tokens[end]), "\u{2014}" | "-" | ":")
            {
                end += 1;
            }
            out.push(Candidate {
                kind: StripKind::Dateline,
                side: StripSide::Wire,
                tokens: tokens.start..end,
            });
        }
    }
    out
}

fn is_sign_off(own: &str) -> bool {
    let inner = own
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(own);
    SIGN_OFFS.iter().any(|prefix| inner.starts_with(prefix))
        && inner.split_whitespace().count() <= 60
}

fn page_candidates(wire: &WireSide, page: &PageSide, text: &Text) -> Vec<Candidate> {
    let headlines = [given(page.headline.as_ref()), given(wire.headline.as_ref())];
    let byline = given(wire.byline.as_ref());
    let by = with_by(&byline);
    let credit = given(wire.credit_line.as_ref());
    let agency = given(wire.agency.as_ref());
    let mut out = Vec::new();
    let mut first = true;
    for block in text.blocks.iter().filter(|block| !block.tokens.is_empty()) {
        let tokens = block.tokens.clone();
        let own = text.flat[block.span.start..block.span.end].trim();
        let kind = if first
            && headlines
                .iter()
                .any(|headline| equals(text, &tokens, headline))
        {
            Some(StripKind::HeadlineRepeat)
        } else if equals(text, &tokens, &byline)
            || (!byline.is_empty() && equals(text, &tokens, &by))
            || is_byline(own)
            || is_agency_line(text, &tokens, &agency)
        {
            Some(StripKind::Byline)
        } else if is_time(own) {
            Some(StripKind::Timestamp)
        } else if equals(text, &tokens, &credit) || is_credit(own) {
            Some(StripKind::Credit)
        } else {
            is_claim(text, &tokens).then_some(StripKind::Claim)
        };
        first = false;
        if let Some(kind) = kind {
            out.push(Candidate {
                kind,
                side: StripSide::Page,
                tokens,
            });
        }
    }
    out
}

/// "By Jane Doe", "By Jane Doe and John Roe, Associated Press": names only, no sentence.
fn is_byline(own: &str) -> bool {
    let Some(rest) = own.strip_prefix("By ").or_else(|| own.strip_prefix("BY ")) else {
        return false;
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let name = |word: &str| {
        matches!(word, "and" | "in" | "of" | "for" | "|") || word.starts_with(char::is_uppercase)
    };
    !words.is_empty()
        && words.len() <= 8
        && words.iter().copied().all(name)
        && !own.ends_with(['.', '!', '?'])
}

/// "AP |", "PTI": the agency's name and marks only.
fn is_agency_line(text: &Text, tokens: &Range<usize>, agency: &[String]) -> bool {
    starts(text, tokens, agency)
        && (tokens.start + agency.len()..tokens.end).all(|index| !text.tokens[index].kind.is_word())
}

fn is_time(own: &str) -> bool {
    let words = own.split_whitespace().count();
    let dated = TIMES.iter().any(|prefix| own.starts_with(prefix))
        && own.contains(|c: char| c.is_ascii_digit())
        && !own.ends_with(['.', '!', '?']);
    let reading =
        own.ends_with(" min read") || own.ends_with(" minute read") || own.ends_with(" mins read");
    (dated && words <= 14) || (reading && words <= 4)
}

fn is_credit(own: &str) -> bool {
    CREDITS.iter().any(|prefix| own.starts_with(prefix)) && own.split_whitespace().count() <= 12
}

/// A typed sentence that this is unmodified agency copy. It proves nothing and is no part of the text.
fn is_claim(text: &Text, tokens: &Range<usize>) -> bool {
    if tokens.len() > 80 {
        return false;
    }
    let has = |list: &[&str]| {
        tokens.clone().any(|index| {
            let key = text.key(&text.tokens[index]);
            list.iter()
                .any(|word| word.len() == key.len() && word.eq_ignore_ascii_case(key))
        })
    };
    has(&CLAIM_NO) && has(&CLAIM_WHO) && has(&CLAIM_WHAT) && has(&CLAIM_OF)
}

/// The lists and patterns, for the hash of the rules.
pub(crate) fn rules() -> String {
    let lists: [&[&str]; 8] = [
        &END_MARKS,
        &SIGN_OFFS,
        &CREDITS,
        &TIMES,
        &CLAIM_WHO,
        &CLAIM_NO,
        &CLAIM_WHAT,
        &CLAIM_OF,
    ];
    lists
        .iter()
        .map(|list| list.join("|"))
        .collect::<Vec<_>>()
        .join("\n")
}
