//! Verbs of saying by class, written by hand from knowledge of English, and their inflected forms. British and American.
//! No list is counted out of any text. Never decides whether a form is a verb where it stands.

use super::{Form, Verb};
use crate::statement::CueClass;
use CueClass::{Admit, Allege, Assess, Claim, Deny, Direct, Document, Other, Promise, Say};

struct Row(&'static str, &'static str, &'static str, &'static str);

// Row: lemma; past and participle if irregular ("-" regular); traits; particles ("!" first: one must follow).
// Traits: h hearer first, i inverts, n also a noun.
const SAY: &[Row] = &[
    Row("say", "said", "i", "of"),
    Row("tell", "told", "hi", "of"),
    Row("add", "-", "i", ""),
    Row("write", "wrote written", "i", ""),
    Row("note", "-", "in", ""),
    Row("remark", "-", "in", "on"),
    Row("comment", "-", "in", "on"),
    Row("observe", "-", "i", ""),
    Row("mention", "-", "n", ""),
    Row("explain", "-", "i", ""),
    Row("report", "-", "in", ""),
    Row("announce", "-", "i", ""),
    Row("declare", "-", "i", ""),
    Row("tweet", "-", "in", ""),
    Row("post", "-", "in", ""),
    Row("reply", "replied", "in", ""),
    Row("respond", "-", "i", ""),
    Row("answer", "-", "in", ""),
    Row("continue", "-", "i", ""),
    Row("repeat", "-", "in", ""),
    Row("reiterate", "-", "i", ""),
    Row("recall", "-", "in", ""),
    Row("stress", "-", "in", ""),
    Row("emphasise", "-", "i", ""),
    Row("emphasize", "-", "i", ""),
    Row("underline", "-", "", ""),
    Row("underscore", "-", "", ""),
    Row("inform", "-", "h", "of"),
    Row("testify", "testified", "i", ""),
    Row("warn", "-", "ih", "of against"),
    Row("confirm", "-", "i", ""),
    Row("quip", "quipped", "in", ""),
    Row("joke", "-", "in", ""),
    Row("point", "-", "n", "!out to"),
    Row("state", "-", "in", ""),
    Row("reveal", "-", "", ""),
    Row("disclose", "-", "", ""),
    Row("pronounce", "-", "", ""),
    Row("proclaim", "-", "i", ""),
    Row("exclaim", "-", "i", ""),
    Row("shout", "-", "in", ""),
    Row("cry", "cried", "in", ""),
    Row("yell", "-", "in", ""),
    Row("scream", "-", "in", ""),
    Row("whisper", "-", "in", ""),
    Row("mutter", "-", "i", ""),
    Row("murmur", "-", "in", ""),
    Row("shrug", "shrugged", "in", ""),
    Row("sigh", "-", "in", ""),
    Row("snap", "snapped", "in", ""),
    Row("elaborate", "-", "i", ""),
    Row("opine", "-", "i", ""),
    Row("recount", "-", "in", ""),
    Row("relate", "-", "i", ""),
    Row("assure", "-", "h", "of"),
    Row("remind", "-", "h", "of"),
    Row("advise", "-", "h", "against"),
    Row("notify", "notified", "h", "of"),
    Row("brief", "-", "hn", "on"),
    Row("caution", "-", "ihn", "against"),
    Row("complain", "-", "i", "about of"),
    Row("lament", "-", "in", ""),
    Row("muse", "-", "in", ""),
    Row("volunteer", "-", "in", ""),
    Row("conclude", "-", "i", ""),
    Row("interject", "-", "i", ""),
    Row("chime", "-", "n", "!in"),
    Row("gush", "-", "i", ""),
    Row("sum", "summed", "n", "!up"),
    Row("retort", "-", "in", ""),
    Row("text", "-", "hn", ""),
    Row("email", "-", "hn", ""),
    Row("intone", "-", "i", ""),
    Row("blog", "blogged", "in", ""),
    Row("offer", "-", "in", ""),
];
const ADMIT: &[Row] = &[
    Row("admit", "admitted", "i", "to"),
    Row("concede", "-", "i", ""),
    Row("acknowledge", "-", "i", ""),
    Row("confess", "-", "i", "to"),
];
const CLAIM: &[Row] = &[
    Row("claim", "-", "in", ""),
    Row("insist", "-", "i", "on"),
    Row("contend", "-", "i", ""),
    Row("argue", "-", "i", "for against"),
    Row("assert", "-", "i", ""),
    Row("maintain", "-", "i", ""),
    Row("boast", "-", "in", "about of"),
    Row("profess", "-", "", ""),
    Row("purport", "-", "n", ""),
    Row("counter", "-", "in", ""),
    Row("brag", "bragged", "in", "about of"),
    Row("posit", "-", "", ""),
];
const ALLEGE: &[Row] = &[
    Row("allege", "-", "i", ""),
    Row("accuse", "-", "", ""),
    Row("charge", "-", "in", ""),
    Row("blame", "-", "n", ""),
];
const DENY: &[Row] = &[
    Row("deny", "denied", "", ""),
    Row("reject", "-", "", ""),
    Row("dismiss", "-", "", ""),
    Row("refute", "-", "", ""),
    Row("dispute", "-", "n", ""),
    Row("disavow", "-", "", ""),
    Row("rule", "-", "n", "!out"),
    Row("rebut", "rebutted", "", ""),
];
const PROMISE: &[Row] = &[
    Row("promise", "-", "n", ""),
    Row("pledge", "-", "n", ""),
    Row("vow", "-", "in", ""),
    Row("swear", "swore sworn", "", ""),
    Row("undertake", "undertook undertaken", "", ""),
    Row("guarantee", "-", "n", ""),
    Row("commit", "committed", "", "!to"),
];
const DIRECT: &[Row] = &[
    Row("ask", "-", "hi", "for about"),
    Row("urge", "-", "hin", ""),
    Row("demand", "-", "in", ""),
    Row("propose", "-", "", ""),
    Row("suggest", "-", "i", ""),
    Row("recommend", "-", "", ""),
    Row("request", "-", "n", ""),
    Row("appeal", "-", "n", "for to"),
    Row("call", "-", "n", "!for on upon"),
    Row("implore", "-", "hi", ""),
    Row("beg", "begged", "h", ""),
    Row("instruct", "-", "h", ""),
    Row("exhort", "-", "h", ""),
    Row("plead", "-", "i", "for with"),
    Row("inquire", "-", "i", ""),
    Row("wonder", "-", "in", ""),
];
const ASSESS: &[Row] = &[
    Row("believe", "-", "", "in"),
    Row("think", "thought", "i", "of about"),
    Row("expect", "-", "", ""),
    Row("estimate", "-", "n", ""),
    Row("predict", "-", "i", ""),
    Row("forecast", "forecast forecasted", "n", ""),
    Row("assess", "-", "", ""),
    Row("see", "saw seen", "", ""),
    Row("interpret", "-", "", ""),
    Row("speculate", "-", "i", ""),
    Row("doubt", "-", "n", ""),
    Row("suspect", "-", "n", ""),
    Row("echo", "echoed", "n", ""),
    Row("sound", "-", "n", "!like"),
    Row("amount", "-", "n", "!to"),
    Row("reckon", "-", "i", ""),
    Row("feel", "felt", "", ""),
    Row("consider", "-", "", ""),
    Row("assume", "-", "", ""),
    Row("fear", "-", "n", ""),
    Row("hope", "-", "n", ""),
    Row("worry", "worried", "n", "about"),
    Row("guess", "-", "n", ""),
    Row("imagine", "-", "", ""),
    Row("understand", "understood", "", ""),
    Row("know", "knew known", "", ""),
    Row("hold", "held", "n", "!that"),
];
const DOCUMENT: &[Row] = &[
    Row("provide", "-", "", "for"),
    Row("stipulate", "-", "", ""),
    Row("require", "-", "", ""),
    Row("oblige", "-", "", ""),
    Row("specify", "specified", "", ""),
    Row("recognise", "-", "", ""),
    Row("recognize", "-", "", ""),
    Row("affirm", "-", "", ""),
    Row("prescribe", "-", "", ""),
];
/// Step 7 only: verbs that more often report something else.
const OTHER: &[Row] = &[
    Row("find", "found", "n", ""),
    Row("show", "showed shown", "n", ""),
    Row("call", "called", "n", ""),
    Row("cite", "-", "", ""),
    Row("read", "read", "n", ""),
    Row("agree", "agreed", "", "with on to"),
    Row("describe", "-", "", ""),
    Row("criticise", "-", "", ""),
    Row("criticize", "-", "", ""),
    Row("praise", "-", "n", ""),
    Row("condemn", "-", "", ""),
    Row("denounce", "-", "", ""),
    Row("express", "-", "n", ""),
    Row("quote", "-", "n", ""),
    Row("refer", "referred", "", "!to"),
    Row("decline", "-", "n", ""),
    Row("refuse", "-", "n", ""),
    Row("question", "-", "n", ""),
    Row("attack", "-", "n", ""),
    Row("blast", "-", "n", ""),
    Row("slam", "slammed", "n", ""),
    Row("mock", "-", "", ""),
    Row("ridicule", "-", "n", ""),
    Row("deride", "-", "", ""),
    Row("characterise", "-", "", ""),
    Row("characterize", "-", "", ""),
    Row("portray", "-", "", ""),
    Row("label", "-", "n", ""),
    Row("brand", "-", "n", ""),
    Row("dub", "dubbed", "", ""),
    Row("hail", "-", "n", ""),
    Row("decry", "decried", "", ""),
    Row("indicate", "-", "", ""),
    Row("signal", "-", "n", ""),
    Row("imply", "implied", "", ""),
    Row("hint", "-", "n", "at"),
    Row("vouch", "-", "", "!for"),
    Row("discuss", "-", "", ""),
    Row("outline", "-", "n", ""),
    Row("address", "-", "n", ""),
    Row("cast", "cast", "n", ""),
    Row("rip", "ripped", "n", ""),
    Row("want", "-", "n", ""),
    Row("wish", "-", "n", "for"),
    Row("support", "-", "n", ""),
    Row("oppose", "-", "", ""),
    Row("favor", "-", "n", ""),
    Row("favour", "-", "n", ""),
    Row("endorse", "-", "", ""),
    Row("prefer", "preferred", "", ""),
    Row("plan", "planned", "n", ""),
    Row("intend", "-", "", ""),
    Row("threaten", "-", "", ""),
    Row("regret", "regretted", "n", ""),
    Row("welcome", "-", "n", ""),
    Row("back", "-", "n", ""),
    Row("advocate", "-", "n", "for"),
    Row("seek", "sought", "", ""),
    Row("learn", "learned learnt", "", "of"),
    Row("argue", "argued", "i", ""),
    Row("speak", "spoke spoken", "", "!of about out"),
    Row("talk", "-", "n", "!about of"),
    Row("decide", "-", "", ""),
    Row("determine", "-", "", ""),
    Row("rule", "-", "n", ""),
    Row("vote", "-", "n", ""),
    Row("demonstrate", "-", "", ""),
    Row("prove", "proved proven", "", ""),
    Row("remember", "-", "", ""),
    Row("realise", "-", "", ""),
    Row("realize", "-", "", ""),
    Row("defend", "-", "", ""),
    Row("tout", "-", "", ""),
    Row("highlight", "-", "n", ""),
    Row("object", "-", "n", "to"),
    Row("protest", "-", "n", "against"),
    Row("apologise", "-", "", "for"),
    Row("apologize", "-", "", "for"),
    Row("invoke", "-", "", ""),
    Row("laud", "-", "", ""),
    Row("applaud", "-", "", ""),
    Row("insinuate", "-", "", ""),
    Row("allude", "-", "", "!to"),
    Row("argue", "-", "i", ""),
    Row("challenge", "-", "n", ""),
    Row("ponder", "-", "", ""),
    Row("love", "-", "n", ""),
    Row("hate", "-", "n", ""),
    Row("need", "-", "n", ""),
    Row("liken", "-", "", ""),
    Row("compare", "-", "", ""),
    Row("detail", "-", "n", ""),
    Row("promote", "-", "", ""),
    Row("project", "-", "n", ""),
    Row("deem", "-", "", ""),
    Row("regard", "-", "n", ""),
    Row("view", "-", "n", ""),
    Row("persuade", "-", "h", ""),
    Row("convince", "-", "h", "of"),
    Row("order", "-", "n", ""),
    Row("trust", "-", "n", ""),
];

const TABLES: &[(CueClass, &[Row])] = &[
    (Say, SAY),
    (Admit, ADMIT),
    (Claim, CLAIM),
    (Allege, ALLEGE),
    (Deny, DENY),
    (Promise, PROMISE),
    (Direct, DIRECT),
    (Assess, ASSESS),
    (Document, DOCUMENT),
    (Other, OTHER),
];

/// Hands over each form of each verb, table by table.
pub(super) fn each_form(mut take: impl FnMut(String, Verb)) {
    for (class, rows) in TABLES {
        for row in *rows {
            each_form_of(*class, row, &mut take);
        }
    }
}

fn each_form_of(class: CueClass, row: &'static Row, take: &mut impl FnMut(String, Verb)) {
    let words = row.3.trim_start_matches('!').split_whitespace();
    let particles: &'static [&'static str] = words.collect::<Vec<_>>().leak();
    for (word, form) in forms(row) {
        let verb = Verb {
            lemma: row.0,
            class,
            form,
            hearer: row.2.contains('h'),
            inverts: row.2.contains('i'),
            noun: row.2.contains('n') && !matches!(form, Form::ING) && !form.has(Form::PAST),
            particles,
            needs_particle: row.3.starts_with('!'),
        };
        take(word, verb);
    }
}

/// The inflected forms of a row, each with what it may be.
fn forms(row: &Row) -> Vec<(String, Form)> {
    let lemma = row.0;
    let past: Vec<String> = if row.1 == "-" {
        vec![regular_past(lemma)]
    } else {
        row.1.split_whitespace().map(str::to_owned).collect()
    };
    let mut found = vec![(third(lemma), Form::THIRD), (ing(lemma, &past), Form::ING)];
    match past.as_slice() {
        [both] => found.push((both.clone(), Form(Form::PAST.0 | Form::PARTICIPLE.0))),
        several => {
            for (index, word) in several.iter().enumerate() {
                let form = if index == 0 {
                    Form(Form::PAST.0 | Form::PARTICIPLE.0)
                } else {
                    Form::PARTICIPLE
                };
                found.push((word.clone(), form));
            }
        }
    }
    if let Some(same) = found.iter_mut().find(|(word, _)| word == lemma) {
        same.1 = Form(same.1.0 | Form::BASE.0);
    } else {
        found.push((lemma.to_owned(), Form::BASE));
    }
    found
}

fn ends_in_consonant_y(lemma: &str) -> bool {
    let bytes = lemma.as_bytes();
    bytes.len() > 1 && bytes[bytes.len() - 1] == b'y' && !b"aeiou".contains(&bytes[bytes.len() - 2])
}

fn third(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        return format!("{}ies", &lemma[..lemma.len() - 1]);
    }
    let sibilant = ["s", "sh", "ch", "x", "o"]
        .iter()
        .any(|end| lemma.ends_with(end));
    format!("{lemma}{}", if sibilant { "es" } else { "s" })
}

fn regular_past(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        return format!("{}ied", &lemma[..lemma.len() - 1]);
    }
    format!("{lemma}{}", if lemma.ends_with('e') { "d" } else { "ed" })
}

fn ing(lemma: &str, past: &[String]) -> String {
    let regular = past[0].strip_suffix("ed");
    match regular {
        // "admitted" gives "admitting", "agreed" gives "agreeing".
        Some(stem) if stem.len() > lemma.len() => format!("{stem}ing"),
        _ if lemma == "forget" => "forgetting".to_owned(),
        _ if lemma.ends_with('e') && !lemma.ends_with("ee") => {
            format!("{}ing", &lemma[..lemma.len() - 1])
        }
        _ => format!("{lemma}ing"),
    }
}
