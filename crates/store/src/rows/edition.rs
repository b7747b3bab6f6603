//! Editions: blocks and pictures as JSON bytes; the disclosure as the canonical JSON it came as, never read here.

use copydesk_desk::{Edition, EditionPicture, StoryId, VersionKey};
use copydesk_text::{Block, BlockKind};

use super::{Corrupt, Fields, written};

pub(crate) fn blocks_column(blocks: &[Block]) -> Result<Vec<u8>, Corrupt> {
    let pairs: Vec<(&str, &str)> = blocks
        .iter()
        .map(|block| (block.kind.name(), block.text.as_str()))
        .collect();
    written(serde_json::to_vec(&pairs))
}

fn read_blocks(fields: &mut Fields<'_>) -> Result<Vec<Block>, Corrupt> {
    let json = fields.bytes()?;
    let pairs: Vec<(String, String)> =
        serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    pairs
        .into_iter()
        .map(|(kind, text)| {
            BlockKind::from_name(&kind)
                .map(|kind| Block { kind, text })
                .ok_or_else(|| fields.corrupt(format_args!("unknown block {kind:?}")))
        })
        .collect()
}

/// A picture as it lies in the column: href, caption, credit, alt, width, height.
type PictureRow = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<u32>,
    Option<u32>,
);

pub(crate) fn pictures_column(pictures: &[EditionPicture]) -> Result<Vec<u8>, Corrupt> {
    let rows: Vec<_> = pictures
        .iter()
        .map(|p| (&p.href, &p.caption, &p.credit, &p.alt, p.width, p.height))
        .collect();
    written(serde_json::to_vec(&rows))
}

fn read_pictures(fields: &mut Fields<'_>) -> Result<Vec<EditionPicture>, Corrupt> {
    let json = fields.bytes()?;
    let rows: Vec<PictureRow> = serde_json::from_slice(&json).map_err(|why| fields.corrupt(why))?;
    let picture = |(href, caption, credit, alt, width, height)| EditionPicture {
        href,
        caption,
        credit,
        alt,
        width,
        height,
    };
    Ok(rows.into_iter().map(picture).collect())
}

pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Edition, Corrupt> {
    Ok(Edition {
        story: StoryId::new(fields.text()?),
        number: fields.count()?,
        published: fields.instant()?,
        by: fields.actor()?,
        headline: fields.text()?,
        standfirst: fields.optional_text()?,
        blocks: read_blocks(fields)?,
        byline: fields.optional_text()?,
        dateline: fields.optional_text()?,
        credit_line: fields.optional_text()?,
        language: fields.text()?,
        pictures: read_pictures(fields)?,
        version: read_version(fields)?,
        disclosure: fields.optional_text()?,
        correction: fields.optional_text()?,
    })
}

fn read_version(fields: &mut Fields<'_>) -> Result<Option<VersionKey>, Corrupt> {
    match (fields.optional_item_key()?, fields.optional_count()?) {
        (Some(item), Some(nth)) => Ok(Some(VersionKey { item, nth })),
        (None, None) => Ok(None),
        _ => Err(fields.corrupt("half of a version's key")),
    }
}
