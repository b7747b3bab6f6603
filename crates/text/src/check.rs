//! Reads a stored disclosure back. Trusts nothing: tiles, bytes and labels are checked against both texts, then all
//! that follows from the operations is stated anew and must be what was stored. Shares no code with the aligner.

use serde_json::Value;

use crate::compared::Text;
use crate::disclosure::{Disclosure, Found, Label, Op, Operation, PageSide, Sides, WireSide};
use crate::fold::{Folded, space_counts};
use crate::restyled::Passage;
use crate::{Span, apply};

/// Why a stored disclosure was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    /// What is wrong, naming the first bad thing.
    pub message: String,
}

impl std::fmt::Display for CheckError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CheckError {}

fn refuse<T>(message: impl Into<String>) -> Result<T, CheckError> {
    Err(CheckError {
        message: message.into(),
    })
}

/// Reads a stored disclosure back; refuses what does not give the page.
///
/// # Errors
/// When the JSON is not a disclosure, when applying its operations to the wire does not give the page, or when its
/// verdict, counts or sentence are not what follows from them. The way out is to compute it anew.
pub fn check(json: &str, wire: &WireSide, page: &PageSide) -> Result<Disclosure, CheckError> {
    let Ok(stored) = serde_json::from_str::<Value>(json) else {
        return refuse("the disclosure is not JSON");
    };
    let (sides, reason) = Sides::read(wire, page);
    let outcome = match reason {
        Some(reason) => Err(reason),
        None => Ok(read(&stored, &sides)?),
    };
    let stated = Disclosure::state(sides, outcome);
    if stated.to_json() == json {
        return Ok(stated);
    }
    refuse(first_difference(&stored, stated.to_json()))
}

fn first_difference(stored: &Value, stated: &str) -> String {
    let stated: Value = serde_json::from_str(stated).unwrap_or(Value::Null);
    let (Some(stored), Some(stated)) = (stored.as_object(), stated.as_object()) else {
        return "the disclosure is not an object".to_owned();
    };
    let differs = stated
        .iter()
        .find(|(key, value)| stored.get(*key) != Some(value));
    if let Some((key, _)) = differs {
        return format!("{key} does not follow from the operations");
    }
    match stored.keys().find(|key| !stated.contains_key(*key)) {
        Some(key) => format!("unknown field {key}"),
        None => "the disclosure is not canonical JSON".to_owned(),
    }
}

fn read(stored: &Value, sides: &Sides) -> Result<Found, CheckError> {
    let Some(list) = stored.get("operations").and_then(Value::as_array) else {
        return refuse("operations are missing");
    };
    let mut operations = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        match operation(value) {
            Some(read) => operations.push(read),
            None => return refuse(format!("operation {index} cannot be read")),
        }
    }
    let bounded = stored
        .pointer("/counts/bounded_gaps")
        .and_then(Value::as_u64);
    let Some(bounded_gaps) = bounded.and_then(|n| usize::try_from(n).ok()) else {
        return refuse("counts.bounded_gaps is missing");
    };
    check_tiles(&operations, sides)?;
    check_bytes(&operations, sides)?;
    check_labels(&operations, sides)?;
    Ok(Found {
        operations,
        below_floor: None,
        bounded_gaps,
    })
}

fn operation(value: &Value) -> Option<Operation> {
    let name = |key: &str| value.get(key).and_then(Value::as_str);
    let (op, label) = (name("op")?, name("label")?);
    let wire_span = match value.get("wire_span")? {
        Value::Null => None,
        span => Some(read_span(span)?),
    };
    let text = match value.get("text") {
        None => None,
        Some(text) => Some(text.as_str()?.to_owned()),
    };
    let repeats = match value.get("repeats") {
        None => None,
        Some(span) => Some(read_span(span)?),
    };
    Some(Operation {
        op: Op::ALL.into_iter().find(|known| known.name() == op)?,
        wire_span,
        page_span: read_span(value.get("page_span")?)?,
        label: Label::ALL.into_iter().find(|known| known.name() == label)?,
        text,
        repeats,
    })
}

fn read_span(value: &Value) -> Option<Span> {
    let [start, end] = value.as_array()?.as_slice() else {
        return None;
    };
    let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
    Some(Span::new(number(start)?, number(end)?))
}

fn is_span_of(span: Span, text: &str) -> bool {
    span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
}

/// Page spans tile the page in order; wire spans tile the wire, each byte once.
fn check_tiles(operations: &[Operation], sides: &Sides) -> Result<(), CheckError> {
    let (wire, page) = (&sides.wire_text.flat, &sides.page_text.flat);
    let mut at = 0;
    let mut taken = Vec::new();
    for (index, op) in operations.iter().enumerate() {
        let good = is_span_of(op.page_span, page)
            && op.wire_span.is_none_or(|span| is_span_of(span, wire));
        if !good {
            return refuse(format!(
                "operation {index} has a span outside the text or inside a character"
            ));
        }
        if op.page_span.start != at {
            return refuse(format!("operation {index} does not continue the page"));
        }
        at = op.page_span.end;
        taken.extend(op.wire_span.map(|span| (span, index)));
        check_shape(op, index)?;
    }
    if at != page.len() {
        return refuse("the operations do not reach the end of the page");
    }
    taken.sort_unstable();
    let mut at = 0;
    for (span, index) in taken {
        if span.start != at {
            return refuse(format!("operation {index} does not continue the wire"));
        }
        at = span.end;
    }
    if at == wire.len() {
        Ok(())
    } else {
        refuse("the operations do not use up the wire")
    }
}

fn check_shape(op: &Operation, index: usize) -> Result<(), CheckError> {
    let wire = op.wire_span.is_some_and(|span| !span.is_empty());
    let page = !op.page_span.is_empty();
    let text = op.text.is_some();
    let good = match op.op {
        Op::Keep | Op::Move => wire && page && !text && op.label == Label::Same,
        Op::Delete => wire && !page && !text && op.label != Label::Same,
        Op::Insert => op.wire_span.is_none() && page && text && op.label != Label::Same,
        Op::Replace => wire && page && text && op.label != Label::Same,
    };
    if good && (op.label != Label::House || op.op == Op::Replace) {
        return Ok(());
    }
    refuse(format!(
        "operation {index} is no {} with label {}",
        op.op.name(),
        op.label.name()
    ))
}

/// Applying gives the page.
fn check_bytes(operations: &[Operation], sides: &Sides) -> Result<(), CheckError> {
    let page = &sides.page_text.flat;
    for (index, op) in operations.iter().enumerate() {
        let shown = &page[op.page_span.start..op.page_span.end];
        let given = match (op.op, op.wire_span, &op.text) {
            (Op::Keep | Op::Move, Some(span), _) => &sides.wire_text.flat[span.start..span.end],
            (_, _, Some(text)) => text,
            _ => "",
        };
        if shown != given {
            return refuse(format!(
                "operation {index} does not give the bytes of the page"
            ));
        }
        if op.repeats != sides.repeats(op) {
            return refuse(format!("operation {index} does not repeat what it says"));
        }
    }
    if apply(operations, &sides.wire_text.flat) == *page {
        Ok(())
    } else {
        refuse("applying the operations does not give the page")
    }
}

/// Each label is what folding both sides again says.
fn check_labels(operations: &[Operation], sides: &Sides) -> Result<(), CheckError> {
    let (wire, page) = (Places::of(&sides.wire_text), Places::of(&sides.page_text));
    let moves = operations.iter().any(|op| op.op == Op::Move);
    for (index, op) in operations.iter().enumerate() {
        let a = op
            .wire_span
            .map(|span| wire.slice(span))
            .unwrap_or_default();
        let b = page.slice(op.page_span);
        let blank = moves && a.trim_matches(' ').is_empty() && b.trim_matches(' ').is_empty();
        let good = match (op.op, op.label) {
            (Op::Replace, Label::Typographic) => a == b,
            (Op::Replace, label) => a != b && (label == Label::House) == is_restyled(op, sides),
            (Op::Delete | Op::Insert, Label::Typographic) => {
                (a.is_empty() && b.is_empty()) || blank
            }
            _ => true,
        };
        if !good {
            return refuse(format!(
                "operation {index} has the wrong label {}",
                op.label.name()
            ));
        }
    }
    Ok(())
}

/// Whether the passages differ by the style of the house only.
fn is_restyled(op: &Operation, sides: &Sides) -> bool {
    op.wire_span.is_some_and(|wire_span| {
        let passage = Passage {
            wire: &sides.wire_text,
            wire_span,
            page: &sides.page_text,
            page_span: op.page_span,
            map: sides.map(),
        };
        passage.words_restyled().is_some()
    })
}

/// A folded text to be asked by place.
struct Places {
    folded: Folded,
}

impl Places {
    fn of(text: &Text) -> Self {
        Self {
            folded: text.fold(),
        }
    }

    /// The folded characters that began inside `span`, a paragraph break being the space it stands for.
    fn slice(&self, span: Span) -> String {
        let from = self
            .folded
            .at
            .partition_point(|&at| (at as usize) < span.start);
        let to = self
            .folded
            .at
            .partition_point(|&at| (at as usize) < span.end);
        let text = &self.folded.text;
        let mut out = String::with_capacity(to - from);
        for (offset, c) in text[from..to].char_indices() {
            if c != '\n' {
                out.push(c);
                continue;
            }
            let place = from + offset;
            let around = text[..place]
                .chars()
                .next_back()
                .zip(text[place + 1..].chars().next());
            if around.is_none_or(|(before, after)| space_counts(before, after)) {
                out.push(' ');
            }
        }
        out
    }
}
