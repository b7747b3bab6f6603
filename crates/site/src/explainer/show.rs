//! `/explainers/{slug}`: questions with their answers, then the cards, then the sources behind the numbers. Works
//! without a script; made anew whenever a story or document changes.

use copydesk_desk::{Explainer, ExplainerEdition, ExplainerState};
use maud::{Markup, html};
use minijinja::context;
use minijinja::value::Value;

use crate::explainer::cards;
use crate::explainer::passage::Drawing;
use crate::explainer::sources::Library;
use crate::head::Head;
use crate::moment::Moment;
use crate::pages::{Made, Pages};
use crate::ports::Ports;
use crate::press::{Sheet, SiteError};
use crate::route::{explainer_data_path, explainer_path};
use crate::seal::Demand;
use crate::theme::Fragment;
use crate::words::Tongue;

/// Prints an explainer; `None` if there is none at this address that readers may read.
///
/// # Errors
/// When the store does not answer or the page cannot be sealed.
pub async fn make(pages: &Pages, ports: &Ports, slug: &str) -> Result<Option<Made>, SiteError> {
    let Some((explainer, edition)) = live(ports, slug).await? else {
        return Ok(None);
    };
    let library = Library::load(ports.store.as_ref(), &edition.body.sources()).await?;
    let config = &ports.config;
    let tongue = Tongue::of(&config.language);
    let drawn = draw(&mut Drawing::new(&library, config), &explainer, &edition);
    let standfirst = Some(edition.body.standfirst.clone()).filter(|text| !text.is_empty());
    let sheet = Sheet {
        template: "page.html",
        head: Head {
            title: edition.body.title.clone(),
            canonical: Some(explainer_path(&explainer.slug)),
            description: standfirst,
            ..Head::default()
        },
        tongue,
        context: context! { body => Value::from(&Fragment::new(drawn)), current => "" },
        demand: Demand::Page,
    };
    let page = pages.press().print(config, &sheet)?;
    Ok(Some(Made { page, ends: None }))
}

/// The explainer of an address with its current edition, if readers may read it.
pub(crate) async fn live(
    ports: &Ports,
    slug: &str,
) -> Result<Option<(Explainer, ExplainerEdition)>, SiteError> {
    let all = ports.store.explainers().await?;
    let found = all
        .into_iter()
        .find(|one| one.slug == slug && one.state == ExplainerState::Live);
    let Some(explainer) = found else {
        return Ok(None);
    };
    let editions = ports.store.explainer_editions(explainer.id.clone()).await?;
    let current = editions
        .into_iter()
        .find(|edition| edition.number == explainer.edition);
    Ok(current.map(|edition| (explainer, edition)))
}

fn draw(drawing: &mut Drawing<'_>, explainer: &Explainer, edition: &ExplainerEdition) -> Markup {
    let body = &edition.body;
    let w = drawing.words;
    let mut answers = Vec::new();
    for (index, question) in body.questions.iter().enumerate() {
        let lines: Vec<Markup> = question
            .lines
            .iter()
            .filter_map(|line| drawing.line(line))
            .collect();
        if !lines.is_empty() {
            answers.push((format!("q{}", index + 1), question.text.as_str(), lines));
        }
    }
    let cards = cards::draw_all(drawing, &body.cards);
    let at = explainer.updated.unwrap_or(edition.published);
    let moment = Moment::new(at, &drawing.config.zone, drawing.tongue);
    html! {
        article.explainer.column data-edition=(edition.number) {
            p.kicker { a href="/explainers/" { (w.explainers) } }
            h1 { (body.title) }
            @if !body.standfirst.is_empty() { p.standfirst { (body.standfirst) } }
            p.meta { time datetime=(moment.datetime) { (moment.shown) } " · " (w.edition) " " (edition.number) }
            nav.contents aria-label=(w.questions) {
                p { (w.questions) }
                ol { @for (anchor, text, _) in &answers { li { a href={ "#" (anchor) } { (text) } } } }
            }
            @for (anchor, text, lines) in &answers {
                section aria-labelledby=(anchor) {
                    h2 id=(anchor) { (text) }
                    @for line in lines { p { (line) } }
                }
            }
            @for card in cards { (card) }
            (drawing.notes())
            p.tail { a rel="alternate" type="application/json" href=(explainer_data_path(&explainer.slug)) { (w.as_data) } }
        }
    }
}
