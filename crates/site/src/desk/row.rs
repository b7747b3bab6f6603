//! One item as a row of the live list: agency, urgency, headline, state, age. Each state has a word and a sign;
//! what is said by colour is said by both as well.

use copydesk_desk::{Embargo, ItemKey, ItemState, Signal, Status, StoreError, Story, StoryState};
use jiff::Timestamp;
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::config::SiteConfig;
use crate::desk::link;
use crate::desk::state::DeskState;
use crate::desk::times::Times;

/// An item with the stories made from it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) item: ItemState,
    pub(crate) stories: Vec<Story>,
}

/// What stands in the state column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    /// Class, and the name a filter knows.
    pub(crate) class: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) words: String,
    /// What a countdown runs to.
    pub(crate) until: Option<Timestamp>,
}

impl Badge {
    fn new(class: &'static str, sign: &'static str, words: impl Into<String>) -> Self {
        Self {
            class,
            sign,
            words: words.into(),
            until: None,
        }
    }

    pub(crate) fn markup(&self, times: &Times) -> Markup {
        html! {
            span class={ "badge " (self.class) } {
                span.sign aria-hidden="true" { (self.sign) } " " (self.words)
                @if let Some(at) = self.until { span.left { ", " (times.countdown(at)) } }
            }
        }
    }
}

/// An id for the page: the same for the same item, safe in HTML.
pub(crate) fn row_id(key: &ItemKey) -> String {
    let mut hash = Sha256::new();
    hash.update(key.agency.as_bytes());
    hash.update([0]);
    hash.update(key.guid.as_bytes());
    let hex: String = hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("i{hex}")
}

impl Row {
    /// The item's row.
    pub(crate) async fn load(desk: &DeskState, item: ItemState) -> Result<Self, StoreError> {
        let stories = desk.ports.store.stories_of(item.key.clone()).await?;
        Ok(Self { item, stories })
    }

    /// Urgency 1 or 2, or an alert, that is no longer or not yet anything worse.
    pub(crate) fn is_flash(&self) -> bool {
        let urgent = self.item.urgency.is_some_and(|urgency| urgency <= 2);
        let alert = self.item.signals.contains(&Signal::Alert);
        (urgent || alert) && !self.is_killed()
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.item.standing.status == Status::Canceled || self.item.killed_at.is_some()
    }

    /// The states of this row, the weightiest first; never empty.
    pub(crate) fn badges(&self, times: &Times) -> Vec<Badge> {
        let mut badges = self.closed(times);
        for story in &self.stories {
            badges.extend(story_badges(story, times));
        }
        if self.is_killed() {
            return badges;
        }
        let signals = &self.item.signals;
        if signals.contains(&Signal::Correction) {
            badges.push(Badge::new("correction", "≠", "correction"));
        } else if self.item.versions > 1 {
            badges.push(Badge::new(
                "update",
                "↻",
                format!("version {}", self.item.versions),
            ));
        }
        if signals.contains(&Signal::Advisory) {
            badges.push(Badge::new("advisory", "i", "advisory"));
        }
        if !self.item.holds.is_empty() {
            badges.push(Badge::new("doubt", "?", "check findings"));
        }
        if badges.is_empty() {
            badges.push(Badge::new("new", "◦", "new"));
        }
        badges
    }

    /// Why the wire keeps it closed, if it does.
    fn closed(&self, times: &Times) -> Vec<Badge> {
        if self.is_killed() {
            return vec![Badge::new("killed", "✕", "killed")];
        }
        let mut badges = Vec::new();
        if self.item.standing.status == Status::Withheld {
            badges.push(Badge::new("withheld", "∥", "withheld"));
        }
        match self.item.standing.embargo {
            Embargo::Until(at) if at > times.now => {
                let words = format!("embargoed until {}", times.short(at));
                let mut badge = Badge::new("embargo", "◷", words);
                badge.until = Some(at);
                badges.push(badge);
            }
            Embargo::TimeUnknown => {
                badges.push(Badge::new("embargo", "◷", "embargoed, time unknown"));
            }
            Embargo::Until(_) | Embargo::None => {}
        }
        badges
    }

    /// The row as the list shows it.
    pub(crate) fn markup(&self, config: &SiteConfig, times: &Times) -> Markup {
        self.markup_beside(config, times, None)
    }

    /// The row as the list beside the item `open` shows it.
    pub(crate) fn markup_beside(
        &self,
        config: &SiteConfig,
        times: &Times,
        open: Option<&ItemKey>,
    ) -> Markup {
        let key = &self.item.key;
        let is_open = (open == Some(key)).then_some("true");
        html! {
            li.row.killed[self.is_killed()].flash[self.is_flash()] id=(row_id(key)) aria-current=[is_open] {
                (self.inside(config, times))
            }
        }
    }

    fn inside(&self, config: &SiteConfig, times: &Times) -> Markup {
        let item = &self.item;
        html! {
            span.agency title=(item.key.agency) { (config.agency_name(&item.key.agency)) }
            @match item.urgency {
                Some(urgency) => span.urgency.high[urgency <= 2] {
                    span.vh { "urgency " } (urgency)
                },
                None => span.urgency {},
            }
            a.headline href=(link::item(&item.key)) lang=[item.language.as_deref()] { (title(item)) }
            span.states { @for badge in self.badges(times) { (badge.markup(times)) } }
            span.when { (times.mark(item.last_received)) " " (times.age(item.last_received)) }
        }
    }
}

/// What an item is called: its headline; else its slugline or guid, and that it has no headline.
pub(crate) fn title(item: &ItemState) -> Markup {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    html! {
        @if let Some(headline) = said(&item.headline) {
            (headline)
        } @else {
            span.untitled { "Untitled: " (said(&item.slugline).unwrap_or_else(|| item.key.guid.clone())) }
        }
    }
}

/// How a story made from the item stands.
pub(crate) fn story_badges(story: &Story, times: &Times) -> Vec<Badge> {
    let mut badge = match story.state {
        StoryState::Draft => Badge::new("draft", "✎", "draft"),
        StoryState::Scheduled(at) => {
            let mut badge = Badge::new("scheduled", "◔", format!("scheduled {}", times.short(at)));
            badge.until = (at > times.now).then_some(at);
            badge
        }
        StoryState::Live => Badge::new("live", "●", "live"),
        StoryState::Held => Badge::new("held", "◐", "held"),
        StoryState::Withdrawn => Badge::new("withdrawn", "○", "withdrawn"),
        StoryState::Killed => Badge::new("killed", "✕", "story killed"),
    };
    if story.edition > 1 {
        badge
            .words
            .push_str(&format!(", edition {}", story.edition));
    }
    let mut badges = vec![badge];
    if let (Some(newer), StoryState::Live | StoryState::Scheduled(_)) = (story.newer, story.state) {
        badges.push(Badge::new("newer", "↑", format!("wire {newer} waits")));
    }
    badges
}
