//! Carrying out an editor's act: read what is known, let the newsroom decide, commit, announce. When somebody else
//! changed it in between, the whole is read and decided again.

use copydesk_desk::decide::{Known, Recorder, Refusal};
use copydesk_desk::{Act, ItemKey, StoreError, Story, StoryId};
use copydesk_wire::Item;

use crate::desk::state::DeskState;
use crate::ports::Ports;

/// How often an act is decided anew before giving up.
const TRIES_MAX: usize = 5;

/// What an act is about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Item(ItemKey),
    Story(StoryId),
}

/// Decides and commits. The outer failure is the store's, the inner one the newsroom's refusal.
pub(crate) async fn carry_out(
    desk: &DeskState,
    subject: &Subject,
    decide: impl Fn(&Known) -> Result<Act, Refusal>,
) -> Result<Result<Act, Refusal>, StoreError> {
    carry_out_with(desk, subject, None, decide).await
}

/// The same for an act that publishes this text of a version.
pub(crate) async fn carry_out_with(
    desk: &DeskState,
    subject: &Subject,
    text: Option<&Item>,
    decide: impl Fn(&Known) -> Result<Act, Refusal>,
) -> Result<Result<Act, Refusal>, StoreError> {
    let ports = &desk.ports;
    let house = desk.house();
    for _ in 0..TRIES_MAX {
        let known = known(ports, subject).await?;
        let mut act = match decide(&known) {
            Ok(act) => act,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let recorder = Recorder {
            known: &known,
            others: Vec::new(),
            arriving: None,
            text,
            house: &house,
            random: ports.random.as_ref(),
        };
        recorder.record(&mut act);
        match ports.store.commit(act.clone()).await {
            Ok(seq) => {
                ports.wake.wake(seq);
                return Ok(Ok(act));
            }
            Err(StoreError::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Stale)
}

/// Everything a decision about it may ask for, but the texts.
pub(crate) async fn known(ports: &Ports, subject: &Subject) -> Result<Known, StoreError> {
    match subject {
        Subject::Item(key) => known_of_item(ports, key).await,
        Subject::Story(id) => match ports.store.story(id.clone()).await? {
            Some(Story {
                item: Some(key), ..
            }) => known_of_item(ports, &key).await,
            Some(story) => Ok(Known {
                stories: with_editions(ports, vec![story]).await?,
                ..Known::default()
            }),
            None => Ok(Known::default()),
        },
    }
}

async fn known_of_item(ports: &Ports, key: &ItemKey) -> Result<Known, StoreError> {
    let stories = ports.store.stories_of(key.clone()).await?;
    Ok(Known {
        item: ports.store.item(key.clone()).await?,
        versions: ports.store.versions(key.clone()).await?,
        stories: with_editions(ports, stories).await?,
        leaves: ports.store.leaves_of(key.clone()).await?,
        ..Known::default()
    })
}

async fn with_editions(
    ports: &Ports,
    stories: Vec<Story>,
) -> Result<Vec<(Story, Option<copydesk_desk::Edition>)>, StoreError> {
    let mut out = Vec::with_capacity(stories.len());
    for story in stories {
        let edition = ports.store.edition(story.id.clone(), story.edition).await?;
        out.push((story, edition));
    }
    Ok(out)
}

/// The story of this id among those known.
pub(crate) fn story_in<'a>(known: &'a Known, id: &StoryId) -> Option<&'a Story> {
    known
        .stories
        .iter()
        .map(|(story, _)| story)
        .find(|story| &story.id == id)
}
