//! Notices that do not say surely which item they mean: the suspects, how sure each is and why, and the editor's choice.
//! What may be meant is withheld before anybody looks; this screen only ends the doubt.

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use copydesk_desk::decide::{Choice, Known, Recorder, Refusal, settle_notice};
use copydesk_desk::{
    Done, Intent, ItemKey, ItemState, Notice, NoticeState, StoreError, Suspect, VersionKey,
    WhichNotices,
};
use maud::{Markup, html};

use crate::config::SiteConfig;
use crate::desk::act::{Subject, known};
use crate::desk::error::DeskError;
use crate::desk::fields::Fields;
use crate::desk::link;
use crate::desk::row::title;
use crate::desk::screen::{Place, Screen};
use crate::desk::session::Editor;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// Notices shown.
const SHOWN_MAX: usize = 200;
/// How often a choice is decided anew before giving up.
const TRIES_MAX: usize = 5;

/// A notice with the items it speaks of, as far as they are here.
struct Shown {
    notice: Notice,
    item: Option<ItemState>,
    suspects: Vec<(Suspect, Option<ItemState>)>,
}

/// `GET /desk/notices`
pub(crate) async fn show(
    State(desk): State<DeskState>,
    editor: Editor,
) -> Result<Response, DeskError> {
    let screen = Screen::load(&desk, &editor, String::from("/desk/notices")).await?;
    let notices = desk
        .ports
        .store
        .notices(WhichNotices::All, SHOWN_MAX)
        .await?;
    let mut shown = Vec::with_capacity(notices.len());
    for notice in notices {
        shown.push(load(&desk, notice).await?);
    }
    let (open, decided): (Vec<Shown>, Vec<Shown>) = shown
        .into_iter()
        .partition(|shown| shown.notice.state.is_open());
    let config = &desk.ports.config;
    let main = html! {
        article.open {
            h1 { "Notices" }
            p.hint { "A kill or correction that names an earlier item by number, slugline or headline. At 90 of 100 it acts by \
                itself; from 60 on, a kill withholds what it may mean until somebody decides here; below, nothing is taken down." }
            h2 { "To decide" }
            @if open.is_empty() {
                p.empty { "No notice waits for a decision. One that does not say surely which item it means would stand here, \
                    and in a red bar on every screen." }
            } @else {
                ol.plain { @for one in &open { (entry(config, one, &screen.times)) } }
            }
            @if !decided.is_empty() {
                h2 { "Decided" }
                ol.plain { @for one in &decided { (entry(config, one, &screen.times)) } }
            }
        }
    };
    Ok(screen.page(Place::Notices, "Notices", &main))
}

async fn load(desk: &DeskState, notice: Notice) -> Result<Shown, StoreError> {
    let store = &desk.ports.store;
    let item = store.item(notice.version.item.clone()).await?;
    let mut suspects = Vec::with_capacity(notice.suspects.len());
    for suspect in &notice.suspects {
        let item = store.item(suspect.item.clone()).await?;
        suspects.push((suspect.clone(), item));
    }
    Ok(Shown {
        notice,
        item,
        suspects,
    })
}

fn entry(config: &SiteConfig, shown: &Shown, times: &Times) -> Markup {
    let notice = &shown.notice;
    let key = &notice.version.item;
    html! {
        li {
            p {
                span.agency { (config.agency_name(&key.agency)) } " "
                strong { (wants(notice.intent)) } " "
                a href=(link::item_version(key, notice.version.nth)) {
                    @match &shown.item { Some(item) => (title(item)), None => (key.guid) }
                }
                " " (times.mark(notice.received))
            }
            p.hint { (became(notice)) }
            @if shown.suspects.is_empty() {
                p { "Nothing that has come in the last 30 days fits it. If its item comes within 7 days, it is taken off on arrival." }
            } @else {
                table.suspects {
                    thead { tr {
                        th scope="col" { "May mean" } th scope="col" { "Sure" } th scope="col" { "Because it" }
                        th scope="col" { "State" } @if notice.state.is_open() { th scope="col" { "Decide" } }
                    } }
                    tbody { @for (suspect, item) in &shown.suspects { (row(notice, suspect, item.as_ref())) } }
                }
            }
            @if notice.state.is_open() { (other(notice)) }
        }
    }
}

fn row(notice: &Notice, suspect: &Suspect, item: Option<&ItemState>) -> Markup {
    let because: Vec<&str> = suspect.evidence.iter().map(|found| found.words()).collect();
    html! {
        tr {
            td { a href=(link::item(&suspect.item)) { @match item { Some(item) => (title(item)), None => (suspect.item.guid) } } }
            td {
                @if suspect.evidence.is_empty() { "chosen" } @else {
                    meter min="0" max="100" low="60" high="90" optimum="100" value=(suspect.confidence) {} " "
                    (suspect.confidence) " of 100"
                }
            }
            td { @if because.is_empty() { "an editor chose it" } @else { (because.join(", ")) } }
            td { (done(notice.intent, suspect.done)) }
            @if notice.state.is_open() {
                td { (form(notice, Some(&suspect.item), button(notice.intent), "danger")) }
            }
        }
    }
}

fn form(notice: &Notice, means: Option<&ItemKey>, words: &str, class: &str) -> Markup {
    html! {
        form method="post" action="/desk/notices" {
            (named(notice))
            input type="hidden" name="means" value=[means.map(|key| key.guid.as_str())];
            button class=(class) type="submit" { (words) }
        }
    }
}

fn named(notice: &Notice) -> Markup {
    html! {
        input type="hidden" name="agency" value=(notice.version.item.agency);
        input type="hidden" name="guid" value=(notice.version.item.guid);
        input type="hidden" name="nth" value=(notice.version.nth);
    }
}

/// The two other choices: none of these, and an item that was not suspected.
fn other(notice: &Notice) -> Markup {
    html! {
        div.choices {
            (form(notice, None, none_words(notice), "quiet"))
            form method="post" action="/desk/notices" {
                (named(notice))
                label { "Another item, by its id " input name="means" required size="40"; }
                " " button type="submit" { (button(notice.intent)) }
            }
        }
    }
}

fn none_words(notice: &Notice) -> &'static str {
    let withholds = notice
        .suspects
        .iter()
        .any(|suspect| suspect.done == Done::Withheld);
    if withholds {
        "It means none of these: put them back"
    } else {
        "It means nothing of ours"
    }
}

const fn wants(intent: Intent) -> &'static str {
    match intent {
        Intent::Kill => "Kill",
        Intent::Withhold => "Withhold",
        Intent::Correct => "Correction",
        Intent::Update => "Update",
    }
}

const fn button(intent: Intent) -> &'static str {
    match intent {
        Intent::Kill => "It means this: kill it",
        Intent::Withhold => "It means this: withhold it",
        Intent::Correct | Intent::Update => "It means this: flag its stories",
    }
}

fn done(intent: Intent, done: Done) -> &'static str {
    match (done, intent) {
        (Done::Nothing, _) => "untouched",
        (Done::Withheld, _) => "withheld until somebody decides",
        (Done::Acted, Intent::Kill) => "killed",
        (Done::Acted, Intent::Withhold) => "withheld by the agency",
        (Done::Acted, Intent::Correct | Intent::Update) => "its stories were flagged",
    }
}

fn became(notice: &Notice) -> String {
    match (notice.state, &notice.settled) {
        (_, Some((editor, _))) => format!("Decided by {editor}."),
        (NoticeState::Acted, None) => String::from("It acted by itself."),
        (NoticeState::Suspecting, None) if notice.intent.takes_off() => {
            String::from("What it may mean is withheld. Decide which it is.")
        }
        (NoticeState::Suspecting, None) => String::from("Nothing was changed. Decide which it is."),
        (NoticeState::Waiting, None) => String::from(
            "Nothing was taken down: the evidence is too weak, or this feed may not kill.",
        ),
        (NoticeState::Settled, None) => String::new(),
    }
}

/// The bar's lines, one an open notice.
pub(crate) fn bar_lines(config: &SiteConfig, notices: &[Notice], times: &Times) -> Markup {
    html! {
        @for notice in notices {
            li {
                a.decide href="/desk/notices" { "Decide" } " "
                span.agency { (config.agency_name(&notice.version.item.agency)) } " "
                (wants(notice.intent)) " of another item: "
                @match notice.suspects.iter().filter(|suspect| suspect.done == Done::Withheld).count() {
                    0 => "nothing was taken down",
                    1 => "1 item is withheld",
                    count => { (count) " items are withheld" }
                }
                " " (times.mark(notice.received))
            }
        }
    }
}

/// `POST /desk/notices`: `means` names the item meant; without it, none of ours is.
pub(crate) async fn decide(
    State(desk): State<DeskState>,
    editor: Editor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, DeskError> {
    let fields = Fields(pairs);
    let version = VersionKey {
        item: fields.item()?,
        nth: fields
            .number("nth")
            .ok_or(DeskError::Malformed("The request names no notice."))?,
    };
    let means = fields
        .get("means")
        .map(str::trim)
        .filter(|guid| !guid.is_empty());
    let choice = means.map_or(Choice::Nothing, |guid| {
        Choice::Means(ItemKey {
            agency: version.item.agency.clone(),
            guid: guid.to_owned(),
        })
    });
    match settle(&desk, &editor, version, &choice).await? {
        Ok(()) => Ok(Redirect::to("/desk/notices").into_response()),
        Err(Refusal::NoVersion) => Err(DeskError::NotFound),
        Err(_) => Err(DeskError::Overtaken(
            "Somebody decided this notice before you. Look at the list of notices again.",
        )),
    }
}

async fn settle(
    desk: &DeskState,
    editor: &Editor,
    version: VersionKey,
    choice: &Choice,
) -> Result<Result<(), Refusal>, StoreError> {
    let ports = &desk.ports;
    for _ in 0..TRIES_MAX {
        let Some(notice) = ports.store.notice(version.clone()).await? else {
            return Ok(Err(Refusal::NoVersion));
        };
        let mut known_of: Vec<Known> = Vec::new();
        let chosen = match choice {
            Choice::Means(key) => Some(key),
            Choice::Nothing => None,
        };
        let named = notice.suspects.iter().map(|suspect| &suspect.item);
        for key in named.chain(chosen.filter(|key| !names(&notice, key))) {
            known_of.push(known(ports, &Subject::Item(key.clone())).await?);
        }
        // Who gave the order: its receipt is the cause that a withdrawal names.
        let order = Known {
            leaves: ports.store.leaves_of(notice.version.item.clone()).await?,
            ..Known::default()
        };
        let mut act = match settle_notice(&notice, choice, &known_of, &editor.name, desk.now()) {
            Ok(act) => act,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let recorder = Recorder {
            known: &order,
            others: known_of.iter().collect(),
            arriving: None,
            text: None,
            house: &desk.house(),
            random: ports.random.as_ref(),
        };
        recorder.record(&mut act);
        match ports.store.commit(act).await {
            Ok(seq) => {
                ports.wake.wake(seq);
                return Ok(Ok(()));
            }
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Stale)
}

fn names(notice: &Notice, key: &ItemKey) -> bool {
    notice.suspects.iter().any(|suspect| &suspect.item == key)
}
