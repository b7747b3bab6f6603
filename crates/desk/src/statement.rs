//! What editors decide about statements: accepted, rejected, corrected, changed; and the entities they confirm. Acts are
//! ground state; the statements themselves are read anew from each edition. Reads no text for statements and never says
//! what is true.

use copydesk_statements::{Modality, Reading, Statement};
use copydesk_text::{Block, Label, Op, PageSide, Span, WireSide, disclose};
use jiff::Timestamp;

use crate::id::{EditorName, EntityId, StatementId, StoryId};
use crate::newsroom::{Act, Actor, Event, EventKind};

/// Longest name of a speaker, characters.
pub const SPEAKER_CHARACTERS_MAX: usize = 160;

/// The three roles of a statement as spans of an edition's flat form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementSpans {
    /// Who; empty where the text names nobody.
    pub source: Vec<Span>,
    /// How; empty for a quotation that no word introduces.
    pub cue: Vec<Span>,
    /// What.
    pub content: Vec<Span>,
}

impl StatementSpans {
    /// The spans of a statement.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        Self {
            source: statement.source.spans.clone(),
            cue: statement.cue.spans.clone(),
            content: statement.content.spans.clone(),
        }
    }

    fn map(&self, place: impl Fn(Span) -> Option<Span>) -> Option<Self> {
        let all = |spans: &[Span]| -> Option<Vec<Span>> {
            spans.iter().map(|span| place(*span)).collect()
        };
        Some(Self {
            source: all(&self.source)?,
            cue: all(&self.cue)?,
            content: all(&self.content)?,
        })
    }

    /// Whether every span is a slice of the text on character boundaries, none is empty, none meets another, and there
    /// is content.
    #[must_use]
    pub fn fit(&self, flat: &str) -> bool {
        let mut all: Vec<Span> = [&self.source, &self.cue, &self.content]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        all.sort_by_key(|span| (span.start, span.end));
        let sliced =
            |span: &Span| span.start < span.end && flat.get(span.start..span.end).is_some();
        !self.content.is_empty()
            && all.iter().all(sliced)
            && all.windows(2).all(|pair| pair[0].end <= pair[1].start)
    }
}

/// What an editor decides about a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementDecision {
    /// It stands as it was read.
    Accept,
    /// It stands with these spans.
    Correct(StatementSpans),
    /// It stands, reported so and by this speaker.
    Change {
        /// How the words are reported.
        modality: Modality,
        /// Full name of who speaks; `None`: as it was read.
        speaker: Option<String>,
    },
    /// It is no statement, or must not be shown.
    Reject,
}

impl StatementDecision {
    /// Name in rows and in the record of acts.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Correct(_) => "correct",
            Self::Change { .. } => "change",
            Self::Reject => "reject",
        }
    }
}

/// One act about one statement; only ever added. Of several about the same statement all count, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementAct {
    /// The statement, as it was read from that edition.
    pub statement: StatementId,
    /// The story that reports it.
    pub story: StoryId,
    /// The edition it was read from.
    pub edition: u32,
    /// The spans as they were read there.
    pub spans: StatementSpans,
    /// What was decided.
    pub decision: StatementDecision,
    /// Who decided.
    pub by: EditorName,
    /// When.
    pub at: Timestamp,
}

/// A speaker whom an editor has confirmed: statements of exactly this full name are joined under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its id, part of its address.
    pub id: EntityId,
    /// Its full name.
    pub name: String,
    /// Who confirmed it.
    pub by: EditorName,
    /// When.
    pub at: Timestamp,
}

/// A statement of an edition, with what editors decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// As it was read.
    pub read: Statement,
    /// The spans it stands with: as read, or as corrected.
    pub spans: StatementSpans,
    /// How it is reported: as read, or as changed.
    pub modality: Modality,
    /// Full name of who speaks, as far as it is known.
    pub speaker: Option<String>,
    /// The last decision and who made it, if there is one.
    pub last: Option<(&'static str, EditorName)>,
    rejected: bool,
}

impl Decided {
    fn new(read: Statement) -> Self {
        Self {
            spans: StatementSpans::of(&read),
            modality: read.modality,
            speaker: read.source.resolved.name.clone(),
            last: None,
            rejected: false,
            read,
        }
    }

    /// Whether readers see it while they may read its story.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !self.rejected && (self.last.is_some() || self.read.is_certain())
    }

    /// Whether it waits for an editor.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.last.is_none() && !self.read.is_certain()
    }

    fn take(&mut self, act: &StatementAct, corrected: Option<StatementSpans>) {
        self.rejected = act.decision == StatementDecision::Reject;
        self.last = Some((act.decision.name(), act.by.clone()));
        match &act.decision {
            StatementDecision::Accept | StatementDecision::Reject => {}
            StatementDecision::Correct(_) => {
                if let Some(spans) = corrected {
                    self.spans = spans;
                }
            }
            StatementDecision::Change { modality, speaker } => {
                self.modality = *modality;
                if speaker.is_some() {
                    self.speaker.clone_from(speaker);
                }
            }
        }
    }
}

/// The statements of an edition with the acts that hold for it. `older` gives the blocks of an earlier edition, if it is
/// there.
///
/// # Properties
///
/// An act of another edition holds only if every span of its statement, and every corrected one, aligns as `same`, and
/// the edition's own reading has a statement of these cue and content spans.
#[must_use]
pub fn decided<'a>(
    reading: Reading,
    (edition, blocks): (u32, &[Block]),
    acts: &[StatementAct],
    older: impl Fn(u32) -> Option<&'a [Block]>,
) -> Vec<Decided> {
    let mut statements: Vec<Decided> = reading.statements.into_iter().map(Decided::new).collect();
    let mut carriers: Vec<(u32, Option<Carrier>)> = Vec::new();
    for act in acts {
        if act.edition != edition && !carriers.iter().any(|(of, _)| *of == act.edition) {
            let carrier = older(act.edition).map(|older| Carrier::new(older, blocks));
            carriers.push((act.edition, carrier));
        }
        let carrier = carriers.iter().find(|(of, _)| *of == act.edition);
        let carry = |spans: &StatementSpans| match carrier {
            _ if act.edition == edition => Some(spans.clone()),
            Some((_, Some(carrier))) => carrier.carry(spans),
            _ => None,
        };
        let corrected = match &act.decision {
            StatementDecision::Correct(spans) => Some(carry(spans)),
            _ => None,
        };
        let (Some(spans), false) = (carry(&act.spans), corrected == Some(None)) else {
            continue;
        };
        let found = statements.iter_mut().find(|decided| {
            decided.read.cue.spans == spans.cue && decided.read.content.spans == spans.content
        });
        if let Some(found) = found {
            found.take(act, corrected.flatten());
        }
    }
    statements
}

/// Carries spans from one edition's text to another's.
pub struct Carrier {
    operations: Vec<(Span, Option<usize>)>,
}

impl Carrier {
    /// Aligns two texts.
    #[must_use]
    pub fn new(older: &[Block], newer: &[Block]) -> Self {
        let wire = WireSide {
            blocks: older.to_vec(),
            ..WireSide::default()
        };
        let page = PageSide {
            blocks: newer.to_vec(),
            ..PageSide::default()
        };
        let disclosure = disclose(&wire, &page);
        let mut operations: Vec<(Span, Option<usize>)> = disclosure
            .operations()
            .iter()
            .filter_map(|op| {
                let same = matches!(op.op, Op::Keep | Op::Move)
                    && op.label == Label::Same
                    && op.text.is_none();
                Some((op.wire_span?, same.then_some(op.page_span.start)))
            })
            .collect();
        operations.sort_by_key(|(wire, _)| (wire.start, wire.end));
        Self { operations }
    }

    /// Where the spans stand in the newer text; `None` unless every byte of each aligns as `same`, in one piece.
    #[must_use]
    pub fn carry(&self, spans: &StatementSpans) -> Option<StatementSpans> {
        spans.map(|span| self.place(span))
    }

    fn place(&self, span: Span) -> Option<Span> {
        let first = self
            .operations
            .partition_point(|(wire, _)| wire.end <= span.start);
        let (mut at, mut start) = (span.start, None);
        for (wire, page) in &self.operations[first..] {
            if at >= span.end {
                break;
            }
            let placed = (*page)? + at.checked_sub(wire.start)?;
            let start = *start.get_or_insert(placed);
            if placed != start + (at - span.start) {
                return None;
            }
            at = wire.end;
        }
        let start = start.filter(|_| at >= span.end)?;
        Some(Span::new(start, start + span.len()))
    }
}

/// Records a decision about a statement.
#[must_use]
pub fn decide_statement(act: StatementAct) -> Act {
    let event = Event {
        at: act.at,
        kind: EventKind::StatementDecided,
        item: None,
        story: Some(act.story.clone()),
        by: Actor::Editor(act.by.clone()),
        note: Some(format!("{} {}", act.decision.name(), act.statement)),
    };
    Act {
        statements: vec![act],
        events: vec![event],
        ..Act::default()
    }
}

/// Confirms an entity of this full name; `None` if the name is empty or too long, or one of this name is confirmed
/// already. Its id is made of the name, and of a number where that is taken.
#[must_use]
pub fn confirm_entity(
    name: &str,
    known: &[Entity],
    by: &EditorName,
    now: Timestamp,
) -> Option<Act> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= SPEAKER_CHARACTERS_MAX;
    if !fits || known.iter().any(|entity| entity.name == name) {
        return None;
    }
    let slug = crate::decide::slug(&name);
    let taken = |id: &str| known.iter().any(|entity| entity.id.as_str() == id);
    let id = std::iter::once(slug.clone())
        .chain((2..).map(|number: u32| format!("{slug}-{number}")))
        .find(|id| !taken(id))?;
    let event = Event {
        at: now,
        kind: EventKind::EntityConfirmed,
        item: None,
        story: None,
        by: Actor::Editor(by.clone()),
        note: Some(id.clone()),
    };
    Some(Act {
        entities: vec![Entity {
            id: EntityId::new(id),
            name,
            by: by.clone(),
            at: now,
        }],
        events: vec![event],
        ..Act::default()
    })
}

#[cfg(test)]
mod tests {
    use copydesk_statements::{Story as Text, read};
    use jiff::Timestamp;

    use super::*;

    const SAID: &str = "“The bridge will open on Friday,” Maren Holt said.";

    fn blocks(texts: &[&str]) -> Vec<Block> {
        texts.iter().copied().map(Block::paragraph).collect()
    }

    fn reading(blocks: &[Block]) -> Reading {
        read(&Text {
            blocks,
            rendition: "story/abcdefgh",
            ..Text::default()
        })
    }

    fn act_on(statement: &Statement, decision: StatementDecision) -> StatementAct {
        StatementAct {
            statement: StatementId::new(&statement.id),
            story: StoryId::new("abcdefgh"),
            edition: 1,
            spans: StatementSpans::of(statement),
            decision,
            by: EditorName::new("asha"),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[track_caller]
    fn check_carried(older: &[&str], newer: &[&str], holds: bool) {
        let (older, newer) = (blocks(older), blocks(newer));
        let first = reading(&older);
        let statement = first.statements.first().expect("one statement");
        let act = act_on(statement, StatementDecision::Reject);
        let found = decided(reading(&newer), (2, &newer), &[act], |number| {
            (number == 1).then_some(older.as_slice())
        });
        let rejected = found
            .iter()
            .any(|decided| decided.last.is_some() && !decided.is_public());
        assert_eq!(rejected, holds, "{found:#?}");
    }

    #[test]
    fn an_act_follows_its_words_to_another_place() {
        check_carried(
            &[SAID],
            &["A first paragraph of another matter.", SAID],
            true,
        );
    }

    #[test]
    fn an_act_does_not_hold_for_other_words() {
        let other = "“The bridge will open on Sunday,” Maren Holt said.";
        check_carried(&[SAID], &[other], false);
        check_carried(&[SAID], &[&SAID.replace("said", "says")], false);
        check_carried(&[SAID], &[&SAID.replace("Holt", "Hold")], false);
    }

    #[test]
    fn acts_about_one_statement_add_up() {
        let text = blocks(&[SAID]);
        let first = reading(&text);
        let statement = &first.statements[0];
        let change = StatementDecision::Change {
            modality: Modality::Promised,
            speaker: Some("Maren Anna Holt".into()),
        };
        let acts = [
            act_on(statement, StatementDecision::Reject),
            act_on(statement, change),
            act_on(statement, StatementDecision::Accept),
        ];
        let found = decided(first.clone(), (1, &text), &acts, |_| None);
        assert!(found[0].is_public());
        assert_eq!(found[0].modality, Modality::Promised);
        assert_eq!(found[0].speaker.as_deref(), Some("Maren Anna Holt"));
    }

    #[test]
    fn corrected_spans_must_be_apart_and_hold_words() {
        let spans = |source, content| StatementSpans {
            source: vec![source],
            cue: Vec::new(),
            content: vec![content],
        };
        let text = "é said so";
        assert!(spans(Span::new(0, 2), Span::new(3, 7)).fit(text));
        assert!(!spans(Span::new(0, 1), Span::new(3, 7)).fit(text));
        assert!(!spans(Span::new(0, 4), Span::new(3, 7)).fit(text));
        assert!(!spans(Span::new(0, 2), Span::new(3, 99)).fit(text));
    }

    #[test]
    fn an_entity_is_confirmed_once_and_has_an_id_of_its_own() {
        let by = EditorName::new("asha");
        let confirm = |name: &str, known: &[Entity]| {
            confirm_entity(name, known, &by, Timestamp::UNIX_EPOCH)
                .and_then(|act| act.entities.into_iter().next())
        };
        let first = confirm(" Maren  Holt ", &[]).expect("confirmed");
        assert_eq!(
            (first.name.as_str(), first.id.as_str()),
            ("Maren Holt", "maren-holt")
        );
        let known = [first];
        assert_eq!(confirm("Maren Holt", &known), None);
        let other = confirm("Maren-Holt", &known).expect("another name");
        assert_eq!(other.id.as_str(), "maren-holt-2");
        assert_eq!(confirm("  ", &known), None);
    }
}
