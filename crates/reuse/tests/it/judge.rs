//! Lays what the code says of a generated page beside what its edits say.

use copydesk_reuse::testgen::{Case, Class, Treated, Unit};
use copydesk_text::{Disclosure, Label, Op, Verdict, apply, check, disclose};

/// What was right about one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Option<Verdict>,
    pub verdict_right: bool,
    /// A verdict below `modified` was given.
    pub unmodified: bool,
    pub headline_right: bool,
    pub gravity_right: bool,
    pub insertions_right: bool,
    pub stripped_right: bool,
    pub omitted_right: bool,
    /// A move was expected, and reported.
    pub moved: Option<bool>,
    /// The operations give the page again, and pass the check.
    pub applies: bool,
    /// Units that are changed or added and were said so; said so and are not; are and were not said so.
    pub found: usize,
    pub wrongly: usize,
    pub missed: usize,
}

impl Judgement {
    /// Whether everything that is expected came out.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.verdict_right
            && self.headline_right
            && self.gravity_right
            && self.insertions_right
            && self.stripped_right
            && self.omitted_right
            && self.applies
            && self.moved != Some(false)
    }
}

/// Reads the page, compares it with its first wire and judges the answer.
#[must_use]
pub fn judge(case: &Case) -> (Judgement, Disclosure) {
    let wire = &case.wires[0].side;
    let page = copydesk_page::read(&case.html);
    let side = copydesk_page::published(&page, wire);
    let disclosure = disclose(wire, &side);
    let expected = &case.expected;
    let verdict = disclosure.verdict();
    let compares_words = verdict != Some(Verdict::DifferentText) && case.class != Class::Combined;
    let (found, wrongly, missed) = if compares_words {
        units(case, &disclosure)
    } else {
        (0, 0, 0)
    };
    let judgement = Judgement {
        verdict,
        verdict_right: verdict == expected.verdict,
        unmodified: matches!(
            verdict,
            Some(
                Verdict::Identical | Verdict::Typography | Verdict::Shortened | Verdict::HouseStyle
            )
        ),
        headline_right: disclosure.headline() == Some(expected.headline),
        gravity_right: gravity(&disclosure, expected.gravity),
        insertions_right: expected.insertions.iter().all(|(kind, count)| {
            disclosure
                .insertions()
                .iter()
                .filter(|insertion| insertion.kind == *kind)
                .count()
                == *count
        }),
        stripped_right: expected.stripped.iter().all(|kind| {
            disclosure
                .stripped()
                .iter()
                .any(|strip| strip.kind == *kind)
        }),
        omitted_right: expected.paragraphs_omitted.is_none_or(|omitted| {
            disclosure.counts().is_some_and(|counts| {
                counts.paragraphs_omitted == omitted && counts.paragraphs_last_omitted == omitted
            })
        }),
        moved: expected.moved.then(|| {
            disclosure
                .operations()
                .iter()
                .any(|operation| operation.op == Op::Move)
        }),
        applies: apply(disclosure.operations(), disclosure.wire_flat()) == disclosure.page_flat()
            && check(disclosure.to_json(), wire, &side).is_ok(),
        found,
        wrongly,
        missed,
    };
    (judgement, disclosure)
}

fn gravity(disclosure: &Disclosure, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else {
        return true;
    };
    let named = disclosure.counts().map(|counts| counts.named());
    named.is_some_and(|named| {
        named
            .iter()
            .any(|(name, count)| *name == wanted && *count > 0)
    })
}

/// Which units of the page the operations say were changed or added, against the truth.
fn units(case: &Case, disclosure: &Disclosure) -> (usize, usize, usize) {
    let flat = disclosure.page_flat();
    let changed: Vec<std::ops::Range<usize>> = disclosure
        .operations()
        .iter()
        .filter(|operation| operation.label == Label::Edited && !operation.page_span.is_empty())
        .map(|operation| operation.page_span.start..operation.page_span.end)
        .collect();
    // A unit that lost something keeps no changed byte: the deletion stands at its edge.
    let deleted: Vec<usize> = disclosure
        .operations()
        .iter()
        .filter(|operation| operation.op == Op::Delete && operation.label == Label::Edited)
        .map(|operation| operation.page_span.start)
        .collect();
    let (mut found, mut wrongly, mut missed, mut from) = (0, 0, 0, 0);
    for paragraph in &case.published {
        let Some(at) = flat[from..].find(&paragraph.text()).map(|at| at + from) else {
            // A line beside the text that was not taken for a part of it.
            continue;
        };
        for (unit, span) in paragraph.units.iter().zip(paragraph.spans()) {
            let (start, end) = (at + span.start, at + span.end);
            let said = changed
                .iter()
                .any(|range| range.start < end && start < range.end);
            let lost = deleted.iter().any(|place| (start..=end).contains(place));
            match (is_changed(unit), said) {
                (true, false) if lost => found += 1,
                (true, true) => found += 1,
                (false, true) => wrongly += 1,
                (true, false) => missed += 1,
                (false, false) => {}
            }
        }
        from = at + paragraph.text().len();
    }
    (found, wrongly, missed)
}

fn is_changed(unit: &Unit) -> bool {
    matches!(unit.treated, Treated::Edited | Treated::Inserted(_))
}
