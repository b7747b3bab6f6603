//! The form an editor publishes from: headline, section, standfirst, text, pictures, correction note, with each
//! refusal at its field. Everything typed is kept.

use copydesk_desk::Signal;
use copydesk_desk::decide::{Refusal, preview};
use maud::{Markup, html};

use crate::config::SiteConfig;
use crate::desk::bench::Bench;
use crate::desk::draft::{Choice, Draft};
use crate::desk::state::DeskState;
use crate::desk::statement::statement;
use crate::desk::times::Times;
use crate::media;

/// Longest headline the field takes, in characters.
const HEADLINE_CHARS_MAX: usize = 300;

/// Field that a refusal stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Headline,
    Section,
    Body,
    Correction,
    Form,
}

const fn place_of(refusal: &Refusal) -> Place {
    match refusal {
        Refusal::NoHeadline => Place::Headline,
        Refusal::NoSection => Place::Section,
        Refusal::NoText => Place::Body,
        Refusal::NoCorrectionNote => Place::Correction,
        _ => Place::Form,
    }
}

/// What the form tells besides its fields.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) times: &'a Times,
    pub(crate) refusal: Option<&'a Refusal>,
}

/// The refusal in words, times in the site's zone.
pub(crate) fn refusal_words(refusal: &Refusal, times: &Times) -> String {
    match refusal {
        Refusal::Embargoed(Some(at)) => format!("Embargoed until {}.", times.exact(*at)),
        other => {
            let words = other.to_string();
            let mut letters = words.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str())
        }
    }
}

/// The form with the disclosure beside it.
pub(crate) fn copy_form(desk: &DeskState, bench: &Bench, draft: &Draft, told: Told<'_>) -> Markup {
    let submit = if draft.base_edition == 0 {
        "Publish"
    } else {
        "Publish next edition"
    };
    html! {
        form #copy.copy method="post" action="/desk/publish" {
            (hidden_fields(bench, draft))
            div.first {
                (error_at(Place::Form, told))
                (headline_field(draft, told))
                div.pair {
                    (section_field(desk, draft, told))
                    div.act {
                        button.primary type="submit" { (submit) " " kbd { "Enter" } }
                    }
                }
            }
            section.disclosure aria-labelledby="disclosure-title" {
                h2 #disclosure-title { "Disclosure as it would be published" }
                div #preview { (preview_of(desk, bench, draft)) }
                button type="submit" formaction="/desk/preview" formnovalidate { "Preview again" }
            }
            div.rest {
                (correction_field(bench, draft, told))
                label for="standfirst" { "Standfirst " span.hint { "optional, words of the house" } }
                textarea #standfirst name="standfirst" rows="2" { "\n" (draft.standfirst) }
                (body_field(draft, told))
                (picture_fields(&desk.ports.config, &draft.pictures))
            }
        }
    }
}

/// The disclosure of a draft; what publishing computes once more from the same two texts.
pub(crate) fn preview_of(desk: &DeskState, bench: &Bench, draft: &Draft) -> Markup {
    match &bench.item {
        Some(item) => statement(&preview(item, &draft.copy(bench), &desk.house())),
        None => html! { p { "The text of this version cannot be read from its bytes." } },
    }
}

fn hidden_fields(bench: &Bench, draft: &Draft) -> Markup {
    html! {
        input type="hidden" name="agency" value=(bench.key.agency);
        input type="hidden" name="guid" value=(bench.key.guid);
        input type="hidden" name="version" value=(bench.nth());
        input type="hidden" name="base_edition" value=(draft.base_edition);
        input type="hidden" name="start" value=(draft.start.name());
        @if let Some(story) = &draft.story { input type="hidden" name="story" value=(story); }
    }
}

fn headline_field(draft: &Draft, told: Told<'_>) -> Markup {
    let error = described(Place::Headline, told);
    html! {
        label for="headline" { "Headline " kbd { "p" } }
        (error_at(Place::Headline, told))
        input #headline.headline name="headline" value=(draft.headline) autocomplete="off" maxlength=(HEADLINE_CHARS_MAX)
            aria-invalid=[error.map(|_| "true")] aria-describedby=[error] aria-keyshortcuts="p";
    }
}

fn section_field(desk: &DeskState, draft: &Draft, told: Told<'_>) -> Markup {
    let error = described(Place::Section, told);
    html! {
        div {
            label for="section" { "Section" }
            (error_at(Place::Section, told))
            select #section name="section" aria-invalid=[error.map(|_| "true")] aria-describedby=[error] {
                option value="" { "Choose a section" }
                @for section in &desk.ports.config.sections {
                    option value=(section.slug) selected[section.slug == draft.section] { (section.name) }
                }
            }
        }
    }
}

/// Asked for when a correction is taken over, and kept when it was filled in.
fn correction_field(bench: &Bench, draft: &Draft, told: Told<'_>) -> Markup {
    let corrects = bench
        .version
        .as_ref()
        .is_some_and(|version| version.signals.contains(&Signal::Correction));
    let error = described(Place::Correction, told);
    html! {
        @if draft.base_edition > 0 || !draft.correction.is_empty() {
            label for="correction" {
                "Correction note "
                span.hint { @if corrects { "what was corrected; shown above the text" } @else { "only if this corrects something" } }
            }
            (error_at(Place::Correction, told))
            textarea #correction name="correction" rows="2" aria-invalid=[error.map(|_| "true")] aria-describedby=[error] {
                "\n" (draft.correction)
            }
        }
    }
}

fn body_field(draft: &Draft, told: Told<'_>) -> Markup {
    let error = described(Place::Body, told);
    html! {
        div.label-line {
            label for="body" { "Text" }
            button #edit.quiet type="button" hidden { "Edit the text " kbd { "e" } }
        }
        p #body-hint.hint {
            "A blank line ends a paragraph. " code { "## " } "heading, " code { "- " } "list, " code { "> " } "quotation."
        }
        (error_at(Place::Body, told))
        textarea #body.body name="body" rows="18" spellcheck="true" data-lock
            aria-invalid=[error.map(|_| "true")] aria-describedby=(error.unwrap_or("body-hint")) {
            "\n" (draft.body)
        }
    }
}

fn picture_fields(config: &SiteConfig, pictures: &[Choice]) -> Markup {
    html! {
        @if !pictures.is_empty() {
            fieldset.pictures {
                legend { "Pictures" }
                @for (index, choice) in pictures.iter().enumerate() { (picture_field(config, index, choice)) }
            }
        }
    }
}

fn picture_field(config: &SiteConfig, index: usize, choice: &Choice) -> Markup {
    let picture = &choice.picture;
    html! {
        div.picture {
            @if let Some(file) = media::find(config, &picture.href) {
                img src=(file.address) alt="" width="96" height="64" loading="lazy";
            }
            div {
                label {
                    input type="checkbox" name="picture" value=(index) checked[choice.chosen];
                    " Show " span.hint { (picture.href) }
                }
                @if let Some(caption) = &picture.caption { p { (caption) } }
                @if let Some(credit) = &picture.credit { p.hint { "Credit: " (credit) } }
                label { "In words, for those who do not see it "
                    input name={ "alt_" (index) } value=(picture.alt.as_deref().unwrap_or_default()) maxlength="300";
                }
            }
        }
    }
}

fn error_at(place: Place, told: Told<'_>) -> Markup {
    let refusal = told.refusal.filter(|refusal| place_of(refusal) == place);
    html! {
        @if let Some(refusal) = refusal {
            p.error id=(error_id(place)) role="alert" { (refusal_words(refusal, told.times)) }
        }
    }
}

fn described(place: Place, told: Told<'_>) -> Option<&'static str> {
    told.refusal
        .filter(|refusal| place_of(refusal) == place)
        .map(|_| error_id(place))
}

const fn error_id(place: Place) -> &'static str {
    match place {
        Place::Headline => "error-headline",
        Place::Section => "error-section",
        Place::Body => "error-body",
        Place::Correction => "error-correction",
        Place::Form => "error-form",
    }
}
