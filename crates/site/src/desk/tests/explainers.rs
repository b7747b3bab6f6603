//! Explainers and quotations at the desk: the form makes every card that the page shows, and an incoming text whose
//! quotation does not match its document is flagged before anybody publishes it.

use copydesk_desk::decide::{Acting, file_document};
use copydesk_desk::{
    Actor, Card, DocumentForm, DocumentId, DocumentVersion, StatementDecision, StatementId,
    StatementSpans,
};
use copydesk_documents::{Completeness, Facts, Publication, PublicationStatus};

use super::*;

const OLD: &str = "Article 1\nShould one Party be attacked, the other Party shall at once extend military assistance.\n\
                   Article 2\nThe Parties shall consult each other.\n\nDone at Lorrin on 3 July 1962.\n";
const NEW: &str = "Article 1\nThe Parties shall consult each other without delay.\n\
                   Article 2\nIf one Party is attacked, the other Party shall provide forty boats and military assistance, in \
                   accordance with Article 51 of the Charter of the United Nations.\n";

impl Newsroom {
    async fn file(&self, id: &str, day: &str, text: &str) {
        let version = DocumentVersion {
            document: DocumentId::new(id),
            nth: 1,
            added: self.clock.now(),
            by: Actor::Clock,
            name: None,
            form: DocumentForm::File,
            index: 0,
            bytes: text.as_bytes().to_vec(),
        };
        let facts = Facts {
            title: Some(format!("Treaty {id}")),
            parties: vec![String::from("Lorrin"), String::from("Tessel")],
            signed: Some(day.to_owned()),
            language: Some(String::from("en")),
            is_translation: Some(false),
            completeness: Some(Completeness::Full),
            publication: vec![Publication {
                party: String::from("Lorrin"),
                status: PublicationStatus::Published,
                document: Some(id.to_owned()),
                ..Publication::default()
            }],
            ..Facts::default()
        };
        let acting = Acting {
            by: Actor::Clock,
            now: self.clock.now(),
        };
        let act = file_document(None, version, facts, &acting).expect("filed");
        self.ports.store.commit(act).await.expect("a commit");
    }
}

fn quoting(words: &'static str) -> Wire {
    Wire {
        guid: "urn:north:quoting",
        headline: "What the pact says",
        body: words,
        ..Wire::plain()
    }
}

#[tokio::test]
async fn an_incoming_quotation_that_does_not_match_its_document_is_flagged_before_publication() {
    let mut room = Newsroom::signed_in().await;
    room.file("pact-of-the-lake", "2025-05-12", NEW).await;
    let key = room
        .arrives(&quoting(
            "<p>Article 2 of the pact of the lake says the other Party “shall provide fifty boats and military assistance”.</p>",
        ))
        .await;
    let page = room.get(&crate::desk::link::item(&key)).await;
    page.is(StatusCode::OK)
        .has("1 quotation does not match the document")
        .has("data-verdict=\"word_change\" data-flag=\"quotation\"")
        .has("<q>fifty</q>")
        .has("<q>forty</q>")
        .has("/documents/pact-of-the-lake#art_2");
    // It stops nothing.
    room.publish(&key, "What the pact says").await;
}

#[tokio::test]
async fn a_matching_quotation_and_one_of_no_document_raise_no_flag() {
    let mut room = Newsroom::signed_in().await;
    room.file("pact-of-the-lake", "2025-05-12", NEW).await;
    let matching = quoting(
        "<p>The pact of the lake says the Parties “shall consult each other without delay”.</p>",
    );
    let key = room.arrives(&matching).await;
    room.get(&crate::desk::link::item(&key))
        .await
        .has("Quotations held against documents: 1")
        .has("data-verdict=\"exact\"")
        .lacks("data-flag=\"quotation\"");
    let of_none = Wire {
        guid: "urn:north:none",
        ..quoting("<p>The charter says they “burn every lantern until the herring come home”.</p>")
    };
    let key = room.arrives(&of_none).await;
    room.get(&crate::desk::link::item(&key))
        .await
        .lacks("data-verdict=");
}

/// What a browser would send of the form, untouched.
fn sent(page: &Page) -> Vec<(String, String)> {
    let document = dom_query::Document::from(page.text.as_str());
    let mut fields = Vec::new();
    for field in document
        .select("article form input, article form textarea, article form select")
        .iter()
    {
        let Some(name) = field.attr("name").map(|name| name.to_string()) else {
            continue;
        };
        if field.is("select") {
            for option in field.select("option[selected]").iter() {
                let value = option.attr("value").unwrap_or_default().to_string();
                fields.push((name.clone(), value));
            }
        } else if field.is("textarea") {
            fields.push((name, field.text().to_string()));
        } else if !field.is("[type=checkbox]") || field.is("[checked]") {
            let value = field.attr("value").unwrap_or_default().to_string();
            fields.push((name, value));
        }
    }
    fields
}

/// The key of the first option of a field whose words hold these.
fn option(page: &Page, field: &str, words: &str) -> String {
    let document = dom_query::Document::from(page.text.as_str());
    let options = document.select(&format!("select[name={field}] option"));
    let found = options
        .iter()
        .find(|one| one.text().contains(words))
        .unwrap_or_else(|| panic!("no option of {field} holds {words:?}:\n{}", page.text));
    found.attr("value").expect("a key").to_string()
}

/// The number of the card of a kind in the form.
fn card(page: &Page, kind: &str) -> String {
    let document = dom_query::Document::from(page.text.as_str());
    let input = document.select(&format!("input[type=hidden][value={kind}]"));
    let input = input.iter().last().expect("a card of that kind");
    input.attr("name").expect("a name").to_string()
}

async fn with_sources() -> (Newsroom, String) {
    let mut room = Newsroom::signed_in().await;
    room.file("old", "1962-07-03", OLD).await;
    room.file("new", "2025-05-12", NEW).await;
    let wire = Wire {
        guid: "urn:north:pact",
        headline: "Pact",
        body: "<p>The pact was signed on Monday and trade grew nine-fold in two years.</p><h2>What is it?</h2>\
               <p>“It is an alliance,” Ida Holm said.</p><p>According to Bo Lind, it is a letter between neighbours.</p>",
        ..Wire::plain()
    };
    let key = room.arrives(&wire).await;
    let story = room.publish(&key, "A pact").await;
    let id = story.rsplit('/').next().unwrap_or_default();
    let address =
        format!("/desk/explainer/new?source=story:{id}&source=document:old&source=document:new");
    (room, address)
}

#[tokio::test]
async fn every_card_of_the_page_can_be_made_in_the_form_and_changed_again() {
    let (mut room, address) = with_sources().await;
    let page = room.get(&address).await;
    page.is(StatusCode::OK);
    let mut fields = sent(&page);
    let help = option(&page, "q0_l0_cite", "Article 2");
    let said = option(&page, "q0_l0_cite", "said: ");
    for (name, value) in [
        ("title", "The lake"),
        ("slug", "the-lake"),
        ("q0", "What is it?"),
        ("q0_l0", "A pact."),
        ("q0_l0_cite", help.as_str()),
        ("do", "publish"),
    ] {
        set(&mut fields, name, value);
    }
    let readings = card(&page, "readings");
    set(&mut fields, &format!("{readings}_about"), "One clause:");
    set(&mut fields, &format!("{readings}_about_cite"), &help);
    set(&mut fields, &format!("{readings}_l0"), "As an alliance");
    set(&mut fields, &format!("{readings}_l0_cite"), &said);
    let figures = card(&page, "figures");
    set(&mut fields, &format!("{figures}_l0"), "Growth of trade");
    let figure = option(&page, &format!("{figures}_l0_cite"), "nine-fold —");
    set(&mut fields, &format!("{figures}_l0_cite"), &figure);
    // What else is proposed as a figure is left out.
    for l in 1..8 {
        let name = format!("{figures}_l{l}_cite");
        fields.retain(|(known, _)| *known != name);
    }
    let timeline = card(&page, "timeline");
    set(&mut fields, &format!("{timeline}_l0_when"), "1962");
    set(&mut fields, &format!("{timeline}_l0"), "The old treaty.");
    set(&mut fields, &format!("{timeline}_l0_cite"), &help);
    let comparison = card(&page, "comparison");
    set(
        &mut fields,
        &format!("{comparison}_title"),
        "The duty to help",
    );
    let left = option(&page, &format!("{comparison}_left_cite"), "Article 1");
    set(&mut fields, &format!("{comparison}_left_cite"), &left);
    set(&mut fields, &format!("{comparison}_right_cite"), &help);
    let open = card(&page, "open_questions");
    for l in 0..4 {
        let name = format!("{open}_l{l}");
        if !get(&fields, &name).is_empty() {
            set(&mut fields, &format!("{name}_cite"), &help);
        }
    }
    let published = room.post("/desk/explainer/new", &fields).await;
    published.is(StatusCode::SEE_OTHER);
    let made = room.ports.store.explainers().await.expect("an answer");
    let cards = made[0].body.cards.clone();
    for kind in [
        "Agreement",
        "Statements",
        "Comparison",
        "Readings",
        "Figures",
        "Timeline",
        "OpenQuestions",
    ] {
        let named = |card: &Card| format!("{card:?}").starts_with(kind);
        assert!(cards.iter().any(named), "no {kind} in {cards:#?}");
    }
    // The form gives back what it was given; the last card goes first; the timeline goes.
    let again = room.get(published.location()).await;
    let mut fields = sent(&again);
    let (last, timeline) = (card_of(&again, cards.len() - 1), card(&again, "timeline"));
    assert_eq!(last, format!("c{}", cards.len() - 1));
    set(&mut fields, &format!("{last}_place"), "0");
    let timeline = if timeline == last {
        card(&again, "figures")
    } else {
        timeline
    };
    set(&mut fields, &format!("{timeline}_drop"), "1");
    set(&mut fields, "do", "save");
    room.post(published.location(), &fields)
        .await
        .is(StatusCode::SEE_OTHER);
    let made = room.ports.store.explainers().await.expect("an answer");
    let after = &made[0].body.cards;
    assert_eq!(after.len(), cards.len() - 1);
    assert_eq!(after[0], cards[cards.len() - 1], "the last stands first");
    assert!(
        after.iter().all(|one| cards.contains(one)),
        "nothing else changed"
    );
}

fn card_of(page: &Page, at: usize) -> String {
    page.has(&format!("name=\"c{at}\""));
    format!("c{at}")
}

#[tokio::test]
async fn an_uncited_line_of_any_card_is_refused_with_everything_typed() {
    let (mut room, address) = with_sources().await;
    let page = room.get(&address).await;
    let mut fields = sent(&page);
    // What is proposed without words or sources is left out; one line remains.
    fields.retain(|(name, _)| !name.starts_with('c'));
    let cite = option(&page, "q0_l0_cite", "Article 2");
    for (name, value) in [
        ("title", "The lake"),
        ("slug", "the-lake"),
        ("q0", "What is it?"),
        ("q0_l0", "A pact."),
        ("q0_l0_cite", cite.as_str()),
        ("do", "publish"),
        ("c0_place", "1"),
    ] {
        set(&mut fields, name, value);
    }
    for (kind, field, words) in [
        ("timeline", "c0_l0", "It was signed."),
        ("figures", "c0_l0", "Growth of trade"),
        ("readings", "c0_about", "One clause:"),
        ("comparison", "c0_title", "The duty to help"),
        ("open_questions", "c0_l0", "Will they publish?"),
    ] {
        let mut fields = fields.clone();
        set(&mut fields, "c0", kind);
        set(&mut fields, field, words);
        room.post("/desk/explainer/new", &fields)
            .await
            .is(StatusCode::UNPROCESSABLE_ENTITY)
            .has("uncited_line")
            .has(words);
    }
    set(&mut fields, "c0", "timeline");
    set(&mut fields, "c0_l0", "It was signed.");
    set(&mut fields, "c0_l0_cite", &cite);
    set(&mut fields, "c0_l0_when", "last spring");
    room.post("/desk/explainer/new", &fields)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("no_day")
        .has("last spring");
}

#[tokio::test]
async fn a_statement_that_waits_or_was_rejected_cannot_be_cited() {
    let (mut room, address) = with_sources().await;
    let page = room.get(&address).await;
    page.has("said: ").lacks("said: According to Bo Lind");
    let said = option(&page, "q0_l0_cite", "It is an alliance");
    let mut fields: Vec<(String, String)> = sent(&page);
    fields.retain(|(name, _)| !name.starts_with('c'));
    for (name, value) in [
        ("title", "The lake"),
        ("slug", "the-lake"),
        ("q0", "What is it?"),
        ("q0_l0", "An alliance, she says."),
        ("q0_l0_cite", said.as_str()),
        ("do", "save"),
    ] {
        set(&mut fields, name, value);
    }
    let saved = room.post("/desk/explainer/new", &fields).await;
    saved.is(StatusCode::SEE_OTHER);
    reject(&mut room, "It is an alliance").await;
    set(&mut fields, "do", "publish");
    room.post(saved.location(), &fields)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .has("unaccepted_statement");
}

async fn reject(room: &mut Newsroom, words: &str) {
    let filter = copydesk_desk::StoryFilter {
        live_only: true,
        limit: 9,
        ..copydesk_desk::StoryFilter::default()
    };
    let stories = room.ports.store.stories(filter).await.expect("an answer");
    for story in stories {
        let edition = room.ports.store.edition(story.id.clone(), story.edition);
        let edition = edition.await.expect("an answer").expect("an edition");
        let spoken = crate::people::reading::Spoken::read(&room.ports, edition)
            .await
            .expect("an answer");
        let holds = |one: &&copydesk_desk::Decided| {
            copydesk_statements::words(&spoken.flat, &one.read.content.spans).contains(words)
        };
        let Some(found) = spoken.statements.iter().find(holds) else {
            continue;
        };
        let act = copydesk_desk::StatementAct {
            statement: StatementId::new(&found.read.id),
            story: story.id.clone(),
            edition: story.edition,
            spans: StatementSpans::of(&found.read),
            decision: StatementDecision::Reject,
            by: EditorName::new("asha"),
            at: room.clock.now(),
        };
        let act = copydesk_desk::decide_statement(act);
        room.ports.store.commit(act).await.expect("a commit");
    }
}
