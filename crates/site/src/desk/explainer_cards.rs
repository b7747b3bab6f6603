//! The cards in the form of an explainer: each that stands, in its order, and an empty one of each kind. Read back in the
//! order that the editor numbers them; one left empty, or marked to be left out, is not there. Works without a script.

use copydesk_desk::{
    Card, Cite, ClosesWhen, DocumentId, ExplainerBody, Happening, Line, OpenQuestion,
};
use copydesk_documents::Precision;
use maud::{Markup, html};

use crate::desk::explainer_form::{
    FIELDS_MAX, SPARE, line_fields, line_of, line_rows, lines_of, select, text,
};
use crate::desk::explainer_proposals::{Offer, Proposals, key_of};
use crate::desk::fields::Fields;
use crate::explainer::passage::label_of;
use crate::explainer::sources::Library;

/// The kinds of cards, in the order in which empty ones are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Agreement,
    Statements,
    Comparison,
    Readings,
    Figures,
    Timeline,
    OpenQuestions,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Agreement,
        Self::Statements,
        Self::Comparison,
        Self::Readings,
        Self::Figures,
        Self::Timeline,
        Self::OpenQuestions,
    ];

    const fn of(card: &Card) -> Self {
        match card {
            Card::Agreement { .. } => Self::Agreement,
            Card::Statements(_) => Self::Statements,
            Card::Comparison { .. } => Self::Comparison,
            Card::Readings { .. } => Self::Readings,
            Card::Figures(_) => Self::Figures,
            Card::Timeline(_) => Self::Timeline,
            Card::OpenQuestions(_) => Self::OpenQuestions,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Statements => "statements",
            Self::Comparison => "comparison",
            Self::Readings => "readings",
            Self::Figures => "figures",
            Self::Timeline => "timeline",
            Self::OpenQuestions => "open_questions",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Agreement => "Agreement",
            Self::Statements => "Who said what",
            Self::Comparison => "Two passages side by side",
            Self::Readings => "Competing readings",
            Self::Figures => "Figures",
            Self::Timeline => "Timeline",
            Self::OpenQuestions => "Open questions",
        }
    }

    /// Whether another one may stand beside one that is there.
    const fn repeats(self) -> bool {
        matches!(self, Self::Agreement | Self::Comparison | Self::Readings)
    }
}

/// The cards that a form sent, in the order of their numbers.
pub(crate) fn sent(fields: &Fields, proposals: &Proposals) -> Vec<Card> {
    let mut cards: Vec<(u32, Card)> = Vec::new();
    for at in 0..FIELDS_MAX {
        let name = format!("c{at}");
        let kind = fields.get(&name).unwrap_or_default();
        let kind = Kind::ALL.into_iter().find(|one| one.name() == kind);
        let dropped = fields.get(&format!("{name}_drop")).is_some();
        let Some(kind) = kind.filter(|_| !dropped) else {
            continue;
        };
        let place = fields.number(&format!("{name}_place"));
        if let Some(card) = card_of(fields, proposals, kind, &name) {
            cards.push((place.unwrap_or(u32::MAX), card));
        }
    }
    cards.sort_by_key(|(place, _)| *place);
    cards.into_iter().map(|(_, card)| card).collect()
}

/// One card; `None` where nothing was entered.
fn card_of(fields: &Fields, proposals: &Proposals, kind: Kind, name: &str) -> Option<Card> {
    let line = |part: &str| line_of(fields, proposals, &format!("{name}_{part}"));
    let lines = || lines_of(fields, proposals, name);
    let empty = Line::default();
    match kind {
        Kind::Agreement => fields
            .get(&format!("{name}_document"))
            .filter(|id| !id.is_empty())
            .map(|id| Card::Agreement {
                document: DocumentId::new(id),
                articles: fields
                    .all(&format!("{name}_article"))
                    .filter_map(|one| one.strip_prefix(&format!("{id}/")))
                    .map(str::to_owned)
                    .collect(),
            }),
        Kind::Statements => {
            let said = proposals.cites(fields, &format!("{name}_said"));
            let said: Vec<Line> = said.into_iter().map(of_cite).collect();
            (!said.is_empty()).then_some(Card::Statements(said))
        }
        Kind::Comparison => {
            let title = text(fields, &format!("{name}_title"));
            let (left, right) = (line("left"), line("right"));
            let any = !title.is_empty() || left != empty || right != empty;
            any.then_some(Card::Comparison { title, left, right })
        }
        Kind::Readings => {
            let (about, readings) = (line("about"), lines());
            let any = about != empty || !readings.is_empty();
            any.then_some(Card::Readings { about, readings })
        }
        Kind::Figures => Some(lines())
            .filter(|lines| !lines.is_empty())
            .map(Card::Figures),
        Kind::Timeline => Some(happenings(fields, proposals, name))
            .filter(|all| !all.is_empty())
            .map(Card::Timeline),
        Kind::OpenQuestions => Some(open_questions(fields, proposals, name))
            .filter(|all| !all.is_empty())
            .map(Card::OpenQuestions),
    }
}

fn of_cite(cite: Cite) -> Line {
    Line {
        text: String::new(),
        cites: vec![cite],
    }
}

fn happenings(fields: &Fields, proposals: &Proposals, name: &str) -> Vec<Happening> {
    let mut all = Vec::new();
    for at in 0..FIELDS_MAX {
        let line = line_of(fields, proposals, &format!("{name}_l{at}"));
        let when = text(fields, &format!("{name}_l{at}_when"));
        if line == Line::default() && when.is_empty() {
            continue;
        }
        let (when, precision) = first_day(&when);
        all.push(Happening {
            when,
            precision,
            line,
        });
    }
    all
}

/// The first day of what was typed, and how exact it is: a year, a month or a day. What is none of them stays as typed,
/// and is refused at publication.
fn first_day(typed: &str) -> (String, Precision) {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match typed.split('-').collect::<Vec<_>>().as_slice() {
        [year] if digits(year, 4) => (format!("{year}-01-01"), Precision::Year),
        [year, month] if digits(year, 4) && digits(month, 2) => {
            (format!("{year}-{month}-01"), Precision::Month)
        }
        _ => (typed.to_owned(), Precision::Day),
    }
}

/// As an editor types it.
fn typed(happening: &Happening) -> &str {
    let length = match happening.precision {
        Precision::Day => happening.when.len(),
        Precision::Month => 7,
        Precision::Year => 4,
    };
    happening.when.get(..length).unwrap_or(&happening.when)
}

fn open_questions(fields: &Fields, proposals: &Proposals, name: &str) -> Vec<OpenQuestion> {
    let mut open = Vec::new();
    for at in 0..FIELDS_MAX {
        let field = format!("{name}_l{at}");
        let line = line_of(fields, proposals, &field);
        if line == Line::default() {
            continue;
        }
        let closes = fields.get(&format!("{field}_closes")).unwrap_or_default();
        open.push(OpenQuestion {
            line,
            closes_when: closes_when(closes),
        });
    }
    open
}

fn closes_when(text: &str) -> ClosesWhen {
    match text.split_once('|') {
        Some((document, "")) => ClosesWhen::InForce(DocumentId::new(document)),
        Some((document, party)) => ClosesWhen::PartyPublishes {
            document: DocumentId::new(document),
            party: party.to_owned(),
        },
        None => ClosesWhen::EditorSays,
    }
}

fn closes_value(closes_when: &ClosesWhen) -> String {
    match closes_when {
        ClosesWhen::PartyPublishes { document, party } => format!("{document}|{party}"),
        ClosesWhen::InForce(document) => format!("{document}|"),
        ClosesWhen::EditorSays => String::new(),
    }
}

/// The cards that stand, then an empty one of each kind that may be added.
pub(crate) fn draw(body: &ExplainerBody, library: &Library, proposals: &Proposals) -> Markup {
    let standing = body.cards.len();
    let has = |kind: Kind| body.cards.iter().any(|card| Kind::of(card) == kind);
    let fresh = Kind::ALL.into_iter().filter(|kind| match kind {
        Kind::Agreement => !library.documents.is_empty(),
        kind => kind.repeats() || !has(*kind),
    });
    html! {
        h2 { "Cards" }
        p.hint { "They stand beneath the questions in the order of their numbers." }
        @for (at, card) in body.cards.iter().enumerate() {
            fieldset.part {
                legend { (Kind::of(card).title()) }
                (head(at, Kind::of(card)))
                p.pair {
                    label { "Place " input type="number" name={ "c" (at) "_place" } min="1" max="99" value=(at + 1); }
                    label { input type="checkbox" name={ "c" (at) "_drop" } value="1"; " Leave this card out" }
                }
                (card_fields(&format!("c{at}"), Kind::of(card), Some(card), library, proposals))
            }
        }
        @for (at, kind) in fresh.enumerate() {
            @let at = standing + at;
            details.part {
                summary { "Add: " (kind.title()) }
                fieldset {
                    legend { (kind.title()) }
                    (head(at, kind))
                    (card_fields(&format!("c{at}"), kind, None, library, proposals))
                }
            }
        }
    }
}

fn head(at: usize, kind: Kind) -> Markup {
    html! { input type="hidden" name={ "c" (at) } value=(kind.name()); }
}

fn card_fields(
    name: &str,
    kind: Kind,
    card: Option<&Card>,
    library: &Library,
    proposals: &Proposals,
) -> Markup {
    let lines: &[Line] = match card {
        Some(Card::Statements(lines) | Card::Figures(lines)) => lines,
        Some(Card::Readings { readings, .. }) => readings,
        _ => &[],
    };
    match kind {
        Kind::Agreement => agreement_fields(name, card, library),
        Kind::Statements => said_fields(name, lines, proposals),
        Kind::Comparison => comparison_fields(name, card, proposals),
        Kind::Readings => {
            let about = match card {
                Some(Card::Readings { about, .. }) => Some(about),
                _ => None,
            };
            html! {
                (line_fields(&format!("{name}_about"), "The passage that is read differently", about, Offer::Passages, proposals))
                (line_rows(name, "Reading", lines, Offer::Lines, proposals))
            }
        }
        Kind::Figures => html! {
            p.hint { "Say what is counted; the figure stands there as its source writes it." }
            (line_rows(name, "What is counted", lines, Offer::Figures, proposals))
        },
        Kind::Timeline => timeline_fields(name, card, proposals),
        Kind::OpenQuestions => open_fields(name, card, library, proposals),
    }
}

fn agreement_fields(name: &str, card: Option<&Card>, library: &Library) -> Markup {
    let (chosen, articles): (Option<&DocumentId>, &[String]) = match card {
        Some(Card::Agreement { document, articles }) => (Some(document), articles),
        _ => (None, &[]),
    };
    html! {
        p { label { "Document " select name={ (name) "_document" } {
            @if chosen.is_none() { option value="" selected { "none" } }
            @for (id, cited) in &library.documents {
                option value=(id) selected[chosen == Some(id)] { (cited.document.facts.title.as_deref().unwrap_or(id.as_str())) }
            }
        } } }
        p { label { "Key articles " select name={ (name) "_article" } multiple size="4" {
            @for (id, cited) in &library.documents {
                optgroup label=(cited.document.facts.title.as_deref().unwrap_or(id.as_str())) {
                    @for at in cited.document.articles() {
                        @let article = &cited.document.segments[at].id;
                        option value={ (id) "/" (article) } selected[chosen == Some(id) && articles.contains(article)] { (label_of(article)) }
                    }
                }
            }
        } } }
    }
}

fn said_fields(name: &str, lines: &[Line], proposals: &Proposals) -> Markup {
    let said: Vec<String> = lines
        .iter()
        .flat_map(|line| line.cites.iter().map(key_of))
        .collect();
    html! {
        @for one in proposals.statements() {
            p { label { input type="checkbox" name={ (name) "_said" } value=(one.key) checked[said.contains(&one.key)]; " " (one.words) } }
        }
        p.hint { "Only statements that are certain or that an editor let stand are listed." }
    }
}

fn comparison_fields(name: &str, card: Option<&Card>, proposals: &Proposals) -> Markup {
    let (title, left, right) = match card {
        Some(Card::Comparison { title, left, right }) => (title.as_str(), Some(left), Some(right)),
        _ => ("", None, None),
    };
    let side = |part: &str, label: &str, line: Option<&Line>| {
        let field = format!("{name}_{part}");
        html! {
            div.cited-line {
                label { (label) ", name of the column (may stay empty) " input name=(field)
                    value=(line.map(|one| one.text.as_str()).unwrap_or_default()); }
                (select(&format!("{field}_cite"), line.map(|one| one.cites.as_slice()).unwrap_or_default(), Offer::Passages, proposals))
            }
        }
    };
    html! {
        p { label { "What is compared " input name={ (name) "_title" } size="60" value=(title); } }
        (side("left", "First passage", left))
        (side("right", "Second passage", right))
    }
}

fn timeline_fields(name: &str, card: Option<&Card>, proposals: &Proposals) -> Markup {
    let events: &[Happening] = match card {
        Some(Card::Timeline(events)) => events,
        _ => &[],
    };
    let count = (events.len() + SPARE).min(FIELDS_MAX);
    html! {
        @for at in 0..count {
            @let event = events.get(at);
            @let field = format!("{name}_l{at}");
            p { label { "When (year, year-month or day) " input name={ (field) "_when" } placeholder="YYYY-MM-DD"
                pattern="[0-9]{4}(-[0-9]{2}){0,2}" value=(event.map(typed).unwrap_or_default()); } }
            (line_fields(&field, "What happened", event.map(|one| &one.line), Offer::Lines, proposals))
        }
    }
}

fn open_fields(
    name: &str,
    card: Option<&Card>,
    library: &Library,
    proposals: &Proposals,
) -> Markup {
    let open: &[OpenQuestion] = match card {
        Some(Card::OpenQuestions(questions)) => questions,
        _ => &[],
    };
    let count = (open.len() + SPARE).min(FIELDS_MAX);
    html! {
        @for at in 0..count {
            @let one = open.get(at);
            @let field = format!("{name}_l{at}");
            (line_fields(&field, "Question", one.map(|one| &one.line), Offer::Lines, proposals))
            (closes_field(&field, one.map(|one| &one.closes_when), library))
        }
    }
}

fn closes_field(name: &str, closes: Option<&ClosesWhen>, library: &Library) -> Markup {
    let current = closes.map(closes_value).unwrap_or_default();
    let mut options = vec![(String::new(), String::from("an editor says so"))];
    for (id, cited) in &library.documents {
        options.push((format!("{id}|"), format!("{id} is in force")));
        for one in &cited.document.facts.publication {
            options.push((
                format!("{id}|{}", one.party),
                format!("{} publishes {id}", one.party),
            ));
        }
    }
    html! {
        p { label { "May close when " select name={ (name) "_closes" } {
            @for (value, words) in &options {
                option value=(value) selected[*value == current] { (words) }
            }
        } } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_day(typed_in: &str, when: &str, precision: Precision) {
        assert_eq!(first_day(typed_in), (when.to_owned(), precision));
        let event = Happening {
            when: when.to_owned(),
            precision,
            line: Line::default(),
        };
        assert_eq!(typed(&event), typed_in);
    }

    #[test]
    fn a_day_is_read_as_exactly_as_it_is_typed() {
        check_day("1992", "1992-01-01", Precision::Year);
        check_day("1992-09", "1992-09-01", Precision::Month);
        check_day("1992-09-02", "1992-09-02", Precision::Day);
        check_day("last spring", "last spring", Precision::Day);
    }
}
