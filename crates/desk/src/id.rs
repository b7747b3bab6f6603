//! Ids of the newsroom: each its own type, never a bare string or number. Nothing here draws randomness.

use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it is.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A feed, by its name in the configuration.
    FeedId
}
text_id! {
    /// A story: opaque, at least 8 characters of `a-z2-7`, no counter.
    StoryId
}
text_id! {
    /// A document: small letters, digits and hyphens, part of its URL.
    DocumentId
}
text_id! {
    /// An explainer: opaque, like a story's id.
    ExplainerId
}
text_id! {
    /// A statement: 26 characters of `a-z2-7`, made of the text and its place in it.
    StatementId
}
text_id! {
    /// A confirmed speaker: words of the name, part of its URL.
    EntityId
}
text_id! {
    /// An editor, by the name used to sign in.
    EditorName
}

impl StoryId {
    /// Makes an id of 13 characters (`a-z2-7`) from random bits that the shell drew.
    #[must_use]
    pub fn from_random(bits: u64) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let text = (0..13u32)
            .map(|place| {
                char::from(
                    LETTERS[usize::try_from((bits >> (place * 5).min(59)) & 31).unwrap_or(0)],
                )
            })
            .collect::<String>();
        Self(text)
    }
}

impl ExplainerId {
    /// Makes an id from random bits that the shell drew, as [`StoryId::from_random`] does.
    #[must_use]
    pub fn from_random(bits: u64) -> Self {
        Self(StoryId::from_random(bits).0)
    }
}

/// An item: what an agency maintains under one guid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemKey {
    /// The licensor; of the feed.
    pub agency: String,
    /// The id as the agency gave it.
    pub guid: String,
}

/// One version of an item: `nth` counts our order of arrival from 1, never the agency's number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionKey {
    /// The item.
    pub item: ItemKey,
    /// 1 for the first version that arrived.
    pub nth: u32,
}

/// Our order of arrival of raws, from 1, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptNo(pub i64);

/// Number of an event, from 1, gapless, visible in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seq(pub i64);

/// SHA-256 of a raw: its address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RawHash(pub [u8; 32]);

impl fmt::Display for RawHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RawHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
