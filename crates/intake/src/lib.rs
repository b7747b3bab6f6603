//! Transports: folder, HTTP push, RSS and Atom pull. The only crate that fetches.
//!
//! A transport hands bytes to the desk's [`Receiver`](copydesk_desk::Receiver) and acknowledges, moves or forgets
//! them at the source only after the receiver said that they are durable. So delivery is at least once, and the
//! store recognises what came before. Nothing here parses a wire, decides what is published, or changes a byte.

#![warn(missing_docs)]

mod address;
mod config;
mod content_type;
mod credential;
mod fetch;
mod folder;
mod pull;
mod push;
mod run;
mod schedule;

pub use address::{PrivateAddresses, is_public};
pub use config::{
    AfterReceipt, FeedTransport, FolderConfig, PullConfig, PushConfig, RAW_BYTES_MAX, Subfolders,
    Transport,
};
pub use credential::{PushCredential, Secret, TokenHash, UnreadableHash};
pub use fetch::{Ask, FetchError, Fetched, Fetcher, Limits};
pub use folder::FolderWatch;
pub use pull::{Next, PullFeed};
pub use push::{FILE_NAME_HEADER, PushFeed, SIGNATURE_HEADER, router};
pub use run::run;
