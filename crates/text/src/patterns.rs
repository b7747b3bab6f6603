//! What the sentences say, over examples of all their parts, in both languages: the data by which the rules' hash
//! knows them. Says nothing of any text.

use crate::disclosure::{
    Counts, Headline, Insertion, InsertionKind, Language, Level, Place, Strip, StripKind,
    StripSide, Verdict,
};
use crate::sentence::{Names, NotCompared, not_compared, sentence};
use crate::weigh::Weighed;

/// Every part of a sentence, with one and with several.
pub(crate) fn said() -> Vec<String> {
    let mut out = Vec::new();
    for language in [Language::English, Language::Hindi] {
        for reason in [
            NotCompared::WireTextMissing,
            NotCompared::PageTextMissing,
            NotCompared::TextTooLong,
        ] {
            out.push(not_compared(reason, language));
        }
        for weighed in examples() {
            out.push(sentence(&weighed, &NAMED, language));
        }
        for headline in [Headline::Same, Headline::Changed, Headline::Added] {
            let names = Names {
                agency: None,
                site: None,
                headline: Some(headline),
            };
            out.push(sentence(&example(Verdict::Identical), &names, language));
        }
    }
    out
}

const NAMED: Names<'static> = Names {
    agency: Some("{agency}"),
    site: Some("{publication}"),
    headline: None,
};

fn example(verdict: Verdict) -> Weighed {
    Weighed {
        verdict,
        level: Some(Level::L0),
        counts: Counts {
            paragraphs_wire: 9,
            ..Counts::default()
        },
        stripped: Vec::new(),
        insertions: Vec::new(),
    }
}

fn examples() -> Vec<Weighed> {
    let mut out: Vec<Weighed> = [Verdict::DifferentText, Verdict::Modified]
        .map(example)
        .into();
    for level in [Level::L0, Level::L1, Level::L2, Level::L3, Level::L5] {
        for verdict in [Verdict::Identical, Verdict::Typography, Verdict::HouseStyle] {
            out.push(Weighed {
                level: Some(level),
                ..example(verdict)
            });
        }
    }
    for n in 1..=2 {
        out.extend(shortened(n));
        out.extend(modified(n));
    }
    out.extend(framed());
    out
}

fn shortened(n: usize) -> [Weighed; 3] {
    let with = |counts: Counts| Weighed {
        counts,
        ..example(Verdict::Shortened)
    };
    let omitted = Counts {
        paragraphs_wire: 9,
        paragraphs_omitted: n,
        ..Counts::default()
    };
    [
        with(omitted.clone()),
        with(Counts {
            paragraphs_last_omitted: n,
            ..omitted.clone()
        }),
        with(Counts {
            sentences_omitted: n,
            ..omitted
        }),
    ]
}

fn modified(n: usize) -> Vec<Weighed> {
    let fields: [fn(&mut Counts) -> &mut usize; 11] = [
        |counts| &mut counts.words_changed,
        |counts| &mut counts.words_added,
        |counts| &mut counts.words_removed,
        |counts| &mut counts.words_moved,
        |counts| &mut counts.paragraphs_moved,
        |counts| &mut counts.sentences_moved,
        |counts| &mut counts.figures,
        |counts| &mut counts.negations,
        |counts| &mut counts.names,
        |counts| &mut counts.attributions,
        |counts| &mut counts.quotations,
    ];
    let mut out = Vec::new();
    for field in fields {
        let mut weighed = example(Verdict::Modified);
        *field(&mut weighed.counts) = n;
        out.push(weighed);
    }
    out.push(inserted(
        Verdict::Modified,
        InsertionKind::HouseText,
        Place::Inside,
        n,
    ));
    for verdict in [Verdict::HouseStyle, Verdict::Shortened, Verdict::Modified] {
        let mut weighed = example(verdict);
        weighed.counts.words_house = n;
        out.push(weighed);
    }
    for kind in InsertionKind::ALL {
        let place = if kind == InsertionKind::HouseText {
            Place::Standfirst
        } else {
            Place::Inside
        };
        out.push(inserted(Verdict::Identical, kind, place, n));
    }
    out
}

fn inserted(verdict: Verdict, kind: InsertionKind, place: Place, n: usize) -> Weighed {
    let insertion = Insertion {
        kind,
        place,
        operation: 0,
    };
    Weighed {
        insertions: vec![insertion; n],
        ..example(verdict)
    }
}

fn framed() -> impl Iterator<Item = Weighed> {
    let sides = StripKind::ALL
        .into_iter()
        .flat_map(|kind| StripSide::ALL.map(|side| (kind, side)));
    sides.map(|(kind, side)| {
        let text = String::new();
        let stripped = vec![Strip {
            kind,
            side,
            text,
            operation: 0,
        }];
        Weighed {
            stripped,
            ..example(Verdict::Identical)
        }
    })
}
