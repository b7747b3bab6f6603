//! Transports: folder, FTP, SFTP, IMAP, HTTP push, web feeds and paged APIs. The only crate that fetches.
//!
//! A transport hands bytes to the desk's [`Receiver`](copydesk_desk::Receiver) and acknowledges, moves or forgets
//! them at the source only after the receiver said that they are durable. So delivery is at least once, and the
//! store recognises what came before. Nothing here parses a wire, decides what is published, or changes a byte.

#![warn(missing_docs)]

mod address;
mod config;
mod connect;
mod content_type;
mod credential;
mod fetch;
mod folder;
mod links;
mod mail;
mod next;
mod pages;
mod pull;
mod push;
mod rate;
mod remote;
mod run;
mod schedule;
mod tls;
mod trial;
mod web;
mod websub;

pub use address::{PrivateAddresses, is_public};
pub use config::{
    AfterReceipt, AfterRemoteReceipt, ApiConfig, Encryption, FeedTransport, FolderConfig, Hubs,
    MailConfig, NextPage, PullConfig, PushConfig, RAW_BYTES_MAX, RemoteConfig, RemoteServer,
    SignIn, Subfolders, Transport,
};
pub use connect::Host;
pub use credential::{PushCredential, Secret, TokenHash, UnreadableHash};
pub use fetch::{Ask, FetchError, Fetched, Fetcher, Limits, check_url};
pub use folder::FolderWatch;
pub use mail::{MailWatch, check_sender};
pub use next::Next;
pub use pages::ApiFeed;
pub use pull::PullFeed;
pub use push::{FILE_NAME_HEADER, PushFeed, SIGNATURE_HEADER, router};
pub use remote::{HostKey, RemoteWatch, UnreadableHostKey};
pub use run::run;
pub use tls::{NoTls, TlsRoots};
pub use trial::{Trial, trial};
pub use web::GuardedWeb;
pub use websub::{Subscriptions, websub_router};
