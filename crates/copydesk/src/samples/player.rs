//! Plays the running order: writes wires into the feeds' folders as an agency's client would (under a hidden name,
//! then renamed), and publishes as an editor would, through the desk's own decisions. Remembers how far it came, so
//! that a demo started again on its folder goes on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use copydesk_desk::decide::{
    Acting, Copy, Known, Recorder, Refusal, pictures_of, publish, verbatim_blocks,
};
use copydesk_desk::{Act, Actor, EditorName, ItemKey, Seq, StoreError, Wake, confirm_entity};
use copydesk_text::Block;
use copydesk_wire::Item;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::newsroom::{Ground, load_known, text_of};
use crate::samples::explain::explain;
use crate::samples::{self, Script, Step};

/// How long the editor waits for an item that is to be published.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks for it.
const LOOK: Duration = Duration::from_millis(100);

/// Plays a script into a newsroom.
pub struct Player {
    ground: Ground,
    script: Script,
    folder: PathBuf,
    pace: f64,
    /// Files as they were sent: one that is sent again has the same bytes.
    sent: HashMap<String, Vec<u8>>,
}

impl Player {
    /// A player for the newsroom in `folder`, `pace` times faster than the script says.
    pub fn new(ground: Ground, script: Script, folder: &Path, pace: f64) -> Self {
        Self {
            ground,
            script,
            folder: folder.to_owned(),
            pace,
            sent: HashMap::new(),
        }
    }

    /// Plays what was not played yet until `shutdown` turns true.
    pub async fn run(mut self, mut shutdown: watch::Receiver<bool>) {
        let played = self.played();
        let start = Instant::now();
        let skipped = self.script.entry.get(played).map_or(0, |step| step.after);
        let steps = self.script.entry.clone();
        for (index, step) in steps.iter().enumerate().skip(played) {
            let seconds = step.after.saturating_sub(skipped) as f64 / self.pace;
            tokio::select! {
                () = tokio::time::sleep_until(start + Duration::from_secs_f64(seconds)) => {}
                _ = shutdown.wait_for(|stop| *stop) => return,
            }
            if let Err(error) = self.step(step).await {
                tracing::warn!("sample newsroom, at {} s: {error:#}", step.after);
            }
            if let Err(error) = std::fs::write(self.folder.join("played"), (index + 1).to_string())
            {
                tracing::warn!(%error, "the sample newsroom could not note how far it came");
            }
        }
    }

    fn played(&self) -> usize {
        let noted = std::fs::read_to_string(self.folder.join("played")).ok();
        noted.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    async fn step(&mut self, step: &Step) -> anyhow::Result<()> {
        match (&step.feed, &step.file, step.act.as_deref(), &step.guid) {
            (Some(feed), Some(file), None, _) => self.send(feed, file, step.embargo_in),
            (None, None, Some("publish"), Some(guid)) => self.publish(guid, step).await,
            (None, Some(file), Some("explain"), None) => self.explain(file).await,
            (None, None, Some("confirm"), None) => self.confirm(step).await,
            _ => Err(anyhow!("neither an arrival nor an act")),
        }
    }

    async fn explain(&self, file: &str) -> anyhow::Result<()> {
        let acting = Acting {
            by: Actor::Editor(EditorName::new(&self.script.editor)),
            now: self.ground.clock.now(),
        };
        explain(&self.ground, file, &acting).await
    }

    /// Confirms a speaker; one who is confirmed already stays so.
    async fn confirm(&self, step: &Step) -> anyhow::Result<()> {
        let name = step.name.as_deref().context("no name to confirm")?;
        let known = self.ground.store.entities().await?;
        let by = EditorName::new(&self.script.editor);
        if let Some(act) = confirm_entity(name, &known, &by, self.ground.clock.now()) {
            self.ground.wake.wake(self.ground.store.commit(act).await?);
        }
        Ok(())
    }

    fn send(&mut self, feed: &str, name: &str, embargo_in: Option<u64>) -> anyhow::Result<()> {
        let embargo_in = embargo_in.map(|seconds| self.paced(seconds));
        let template = samples::file(&format!("wires/{name}"))?;
        let now = self.ground.clock.now();
        let bytes = self
            .sent
            .entry(name.to_owned())
            .or_insert_with(|| fill(template, now, embargo_in));
        let folder = self
            .script
            .feeds
            .iter()
            .find(|known| known.id == feed)
            .map(|known| known.folder.as_str());
        let folder = self.folder.join("wires").join(folder.unwrap_or(feed));
        let hidden = folder.join(format!(".{name}.part"));
        std::fs::write(&hidden, bytes.as_slice()).with_context(|| hidden.display().to_string())?;
        std::fs::rename(&hidden, folder.join(name)).with_context(|| hidden.display().to_string())
    }

    fn paced(&self, seconds: u64) -> SignedDuration {
        SignedDuration::try_from_secs_f64(seconds as f64 / self.pace).unwrap_or_default()
    }

    async fn publish(&self, guid: &str, step: &Step) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.try_publish(guid, step).await {
                Ok(true) => return Ok(()),
                Err(error) => return Err(error),
                Ok(false) if Instant::now() > deadline => {
                    return Err(anyhow!("{guid} did not arrive"));
                }
                Ok(false) => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// Publishes once; `false`: the item (or, for a correction, its newer version) is not there yet.
    async fn try_publish(&self, guid: &str, step: &Step) -> anyhow::Result<bool> {
        let agency = self.agency_of(guid);
        let key = ItemKey {
            agency,
            guid: guid.to_owned(),
        };
        let known = load_known(&self.ground, &key).await?;
        let Some(item) = &known.item else {
            return Ok(false);
        };
        let story = known.stories.first().map(|(story, _)| story.clone());
        if step.correction.is_some() && story.as_ref().is_none_or(|story| story.newer.is_none()) {
            // A feed that follows corrections has taken it over by itself: nothing is left to do.
            return Ok(story.is_some_and(|story| story.edition > 1));
        }
        let version = known
            .versions
            .iter()
            .find(|version| version.key.nth == item.current);
        let Some(version) = version else {
            return Ok(false);
        };
        let Some(text) = text_of(&self.ground, version).await? else {
            return Ok(false);
        };
        let copy = Copy {
            headline: step.headline.clone().unwrap_or_default(),
            section: step.section.clone().unwrap_or_default(),
            standfirst: step.standfirst.clone(),
            blocks: edited(verbatim_blocks(&text), step),
            pictures: pictures_of(&text),
            correction: step.correction.clone(),
            version_nth: item.current,
            base_edition: story.as_ref().map_or(0, |story| story.edition),
        };
        let by = Actor::Editor(EditorName::new(&self.script.editor));
        let fresh = self.ground.fresh_story();
        let now = self.ground.clock.now();
        match publish(
            &known,
            story.as_ref(),
            &text,
            &copy,
            &self.ground.house,
            &by,
            fresh,
            now,
        ) {
            Ok(act) => match self.commit(&known, &text, act).await {
                Ok(head) => {
                    self.ground.wake.wake(head);
                    Ok(true)
                }
                Err(StoreError::Stale) => Ok(false),
                Err(error) => Err(error.into()),
            },
            Err(Refusal::NoText) => Err(anyhow!("{guid}: there is no text to publish")),
            Err(refusal) => Err(anyhow!("{guid}: {refusal}")),
        }
    }

    async fn commit(&self, known: &Known, text: &Item, mut act: Act) -> Result<Seq, StoreError> {
        let recorder = Recorder {
            known,
            others: Vec::new(),
            arriving: None,
            text: Some(text),
            house: &self.ground.house,
            random: self.ground.random.as_ref(),
        };
        recorder.record(&mut act);
        self.ground.store.commit(act).await
    }

    /// The agency whose invented address the guid carries; the first one otherwise.
    fn agency_of(&self, guid: &str) -> String {
        let mut agencies = self.script.agencies.iter();
        let first = self.script.agencies.first();
        let found = agencies
            .find(|agency| guid.contains(agency.id.as_str()))
            .or(first);
        found.map(|agency| agency.id.clone()).unwrap_or_default()
    }
}

/// What the script's editor does to the text.
fn edited(mut blocks: Vec<Block>, step: &Step) -> Vec<Block> {
    blocks.truncate(
        blocks
            .len()
            .saturating_sub(step.drop_last_paragraphs)
            .max(1),
    );
    for block in &mut blocks {
        if let Some(edit) = &step.edit {
            block.text = block.text.replace(&edit.find, &edit.replace);
        }
        if step.curly {
            block.text = curly(&block.text);
        }
    }
    blocks
}

/// Straight quotation marks as typographic ones: opening after white space or a bracket, else closing.
fn curly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        let opens = before.is_whitespace() || "([—–".contains(before);
        out.push(match letter {
            '"' if opens => '“',
            '"' => '”',
            '\'' if opens => '‘',
            '\'' => '’',
            other => other,
        });
        before = letter;
    }
    out
}

/// Puts times into a sample: `{{T-5}}` is five minutes before `now`, `{{EMBARGO}}` the embargo's end. Bytes outside
/// the marks stay as they are, whatever their charset.
fn fill(bytes: &[u8], now: Timestamp, embargo_in: Option<SignedDuration>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(start) = find(rest, b"{{") {
        let Some(len) = find(&rest[start..], b"}}") else {
            break;
        };
        let mark = &rest[start + 2..start + len];
        out.extend_from_slice(&rest[..start]);
        match std::str::from_utf8(mark)
            .ok()
            .and_then(|mark| time_of(mark, now, embargo_in))
        {
            Some(time) => out.extend_from_slice(time.as_bytes()),
            None => out.extend_from_slice(&rest[start..start + len + 2]),
        }
        rest = &rest[start + len + 2..];
    }
    out.extend_from_slice(rest);
    out
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}

fn time_of(mark: &str, now: Timestamp, embargo_in: Option<SignedDuration>) -> Option<String> {
    let ago = |minutes: &str| {
        let minutes: i64 = minutes.parse().ok()?;
        now.checked_sub(SignedDuration::from_mins(minutes)).ok()
    };
    if mark == "EMBARGO" {
        return rfc3339(now.checked_add(embargo_in?).ok()?);
    }
    if let Some(minutes) = mark.strip_prefix("RFC822-T-") {
        let zoned = ago(minutes)?.to_zoned_datetime(jiff::tz::TimeZone::UTC);
        return Some(zoned.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    }
    rfc3339(ago(mark.strip_prefix("T-")?)?)
}

fn rfc3339(at: Timestamp) -> Option<String> {
    Some(
        at.to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .strftime("%Y-%m-%dT%H:%M:%S+00:00")
            .to_string(),
    )
}
