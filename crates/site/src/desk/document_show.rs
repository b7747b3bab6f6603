//! One document at the desk: what is known of it, who has published it, and taking it off. Its text comes from files
//! (`copydesk documents add`) and is never typed here.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{Acting, state_facts, withdraw_document};
use copydesk_desk::{Actor, DocumentId, FiledDocument};
use copydesk_documents::{Completeness, Facts, PublicationStatus};
use maud::{Markup, html};

use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::route::document_path;

const STATUSES: [PublicationStatus; 4] = [
    PublicationStatus::Unknown,
    PublicationStatus::Published,
    PublicationStatus::Announced,
    PublicationStatus::NotPublished,
];

async fn load(desk: &DeskState, id: &str) -> Result<FiledDocument, DeskError> {
    let found = desk.ports.store.document(DocumentId::new(id)).await?;
    found.ok_or(DeskError::NotFound)
}

/// `GET /desk/document/{id}`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
) -> Result<Response, DeskError> {
    let filed = load(&desk, &id).await?;
    let screen = Screen::load(&desk, &editor, format!("/desk/document/{id}")).await?;
    let facts = &filed.facts;
    let others: Vec<(DocumentId, String)> = desk
        .ports
        .store
        .documents()
        .await?
        .into_iter()
        .map(|one| {
            (
                one.id.clone(),
                one.facts.title.unwrap_or_else(|| one.id.to_string()),
            )
        })
        .collect();
    let days = [
        ("signed", "Signed", &facts.signed),
        ("in_force", "In force", &facts.in_force),
        ("ended", "Ended", &facts.ended),
        ("published_at", "Published", &facts.published_at),
    ];
    let main = html! {
        article.open {
            h1 { (facts.title.as_deref().unwrap_or(&id)) }
            p { a href=(document_path(&filed.id)) { (document_path(&filed.id)) } ", version " (filed.version)
                @if filed.withdrawn.is_some() { ", withdrawn" } }
            form method="post" action={ "/desk/document/" (id) } {
                @for (name, label, value) in days {
                    p { label { (label) " " input name=(name) value=(value.as_deref().unwrap_or_default())
                        placeholder="YYYY-MM-DD" pattern="[0-9]{4}(-[0-9]{2}){0,2}"; } }
                }
                p { label { "Title " input name="title" size="60" required value=(facts.title.as_deref().unwrap_or_default()); } }
                p { label { "Language (BCP 47) " input name="language" size="8" value=(facts.language.as_deref().unwrap_or_default()); } }
                (choice("is_translation", "Its text is ", &TRANSLATIONS, translation_name(facts.is_translation)))
                p { label { "Translated by " input name="translator" value=(facts.translator.as_deref().unwrap_or_default()); } }
                (choice("completeness", "At hand is ", &COMPLETENESS, completeness_name(facts.completeness)))
                p.hint { "Quotations are held against it: of a translation nothing is called false, and that words do not stand in it \
                    is said only of a full text that a party has published." }
                p { label { "Publisher " input name="publisher" value=(facts.publisher.as_deref().unwrap_or_default()); } }
                @for (index, one) in facts.publication.iter().enumerate() {
                    fieldset {
                        legend { (one.party) }
                        p { label { "Its text is " select name={ "status" (index) } {
                            @for status in STATUSES {
                                option value=(status.name()) selected[status == one.status] { (status.name().replace('_', " ")) }
                            }
                        } } }
                        p { label { "It published the text " select name={ "document" (index) } {
                            option value="" { "not one of ours" }
                            @for (id, title) in &others {
                                option value=(id) selected[one.document.as_deref() == Some(id.as_str())] { (title) }
                            }
                        } } }
                        p { label { "As of " input name={ "as_of" (index) } value=(one.as_of.as_deref().unwrap_or_default())
                            placeholder="YYYY-MM-DD"; } }
                    }
                }
                p {
                    button type="submit" name="do" value="facts" { "Save" }
                    @if filed.withdrawn.is_none() { " " button type="submit" name="do" value="withdraw" { "Take off the site" } }
                }
            }
        }
    };
    Ok(screen.page(Place::Explainers, "Document", &main))
}

/// `POST /desk/document/{id}`
pub(crate) async fn act(
    State(desk): State<DeskState>,
    editor: Editor,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let filed = load(&desk, &id).await?;
    let fields = Fields(pairs);
    let acting = Acting {
        by: Actor::Editor(editor.name),
        now: desk.now(),
    };
    let made = match fields.get("do") {
        Some("withdraw") => withdraw_document(&filed, &acting)
            .map_err(|_| DeskError::Overtaken("It is off the site already."))?,
        _ => state_facts(&filed, stated(&filed.facts, &fields), &acting),
    };
    let seq = desk.ports.store.commit(made).await?;
    desk.ports.wake.wake(seq);
    Ok(Redirect::to(&format!("/desk/document/{id}")).into_response())
}

/// Facts as the form states them; an empty field states nothing.
fn stated(before: &Facts, fields: &Fields) -> Facts {
    let said = |name: &str| {
        let text = fields.get(name).unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let mut facts = Facts {
        signed: said("signed"),
        in_force: said("in_force"),
        ended: said("ended"),
        published_at: said("published_at"),
        publisher: said("publisher"),
        title: said("title").or_else(|| before.title.clone()),
        language: said("language"),
        translator: said("translator"),
        is_translation: match fields.get("is_translation") {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            Some(_) => None,
            None => before.is_translation,
        },
        completeness: match fields.get("completeness") {
            Some("full") => Some(Completeness::Full),
            Some("excerpt") => Some(Completeness::Excerpt),
            Some("paraphrase") => Some(Completeness::Paraphrase),
            Some(_) => None,
            None => before.completeness,
        },
        ..before.clone()
    };
    for (index, one) in facts.publication.iter_mut().enumerate() {
        let name = fields.get(&format!("status{index}")).unwrap_or_default();
        let status = STATUSES.into_iter().find(|status| status.name() == name);
        one.status = status.unwrap_or(one.status);
        one.as_of = said(&format!("as_of{index}"));
        one.document = said(&format!("document{index}"));
    }
    facts
}

/// Value and words of each answer.
type Answers = [(&'static str, &'static str)];

const TRANSLATIONS: [(&str, &str); 3] = [
    ("", "not known to be a translation or not"),
    ("no", "the original"),
    ("yes", "a translation"),
];
const COMPLETENESS: [(&str, &str); 4] = [
    ("", "not known how much"),
    ("full", "all of it"),
    ("excerpt", "a part in its own words"),
    ("paraphrase", "its sense in other words"),
];

const fn translation_name(known: Option<bool>) -> &'static str {
    match known {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

const fn completeness_name(known: Option<Completeness>) -> &'static str {
    match known {
        Some(known) => known.name(),
        None => "",
    }
}

fn choice(name: &str, label: &str, answers: &Answers, chosen: &str) -> Markup {
    html! {
        p { label { (label) select name=(name) {
            @for (value, words) in answers { option value=(value) selected[*value == chosen] { (words) } }
        } } }
    }
}
